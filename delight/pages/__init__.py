"""The customer's pages, without a log-in."""
