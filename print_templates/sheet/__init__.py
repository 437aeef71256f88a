"""What lies around a piece: its format, its place on a sheet, crop marks, the packer's slug and codes."""
