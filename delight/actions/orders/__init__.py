"""What the store says, kept and understood."""
