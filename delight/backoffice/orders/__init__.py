"""One order for staff: its course, its buttons, and what waits for a person's word."""
