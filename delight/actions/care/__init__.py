"""What people write to us: kept, matched to what they answer, and answered."""
