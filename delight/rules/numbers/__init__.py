"""What figures may say of people."""
