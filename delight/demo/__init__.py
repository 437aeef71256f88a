"""The demo shop: recorded deliveries, sample orders, and good content."""
