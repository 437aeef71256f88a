"""A year of an invented shop on a fast clock, through the real code, and an auditor who shares none of it."""
