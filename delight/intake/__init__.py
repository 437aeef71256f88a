"""The store's door."""
