"""What orders tell of whoever placed them: where they live, and on which ground we may write to them."""
