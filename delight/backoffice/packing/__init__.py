"""The packer's desk: what to print today, the runs, and the scanner."""
