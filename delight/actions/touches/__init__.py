"""What is said to whom: planned, claimed, looked at, delivered, held."""
