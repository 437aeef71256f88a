"""One person for staff: all that we know of them, and their say."""
