"""Delight looks after a customer in the weeks after the parcel, and knows when to be silent."""

__version__ = "0.1.0"
