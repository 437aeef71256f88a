"""What editors write: forms with their checks, lists, previews."""
