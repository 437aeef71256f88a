"""What keeps the actions running: drain, supervisor, tick, watchdog."""
