"""Paper: printed, marked, scanned."""
