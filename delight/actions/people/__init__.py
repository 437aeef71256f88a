"""A person's say, signs, cases and erasure."""
