"""The demo shop: its content and its clock."""
