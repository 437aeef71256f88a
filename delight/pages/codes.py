"""For how long a printed code opens."""

from datetime import timedelta

LIVE = timedelta(days=730)
"""A printed code opens for 24 months (spec A7.5)."""
