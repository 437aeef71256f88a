"""What keeps the house in order: alarms, pruning, backups, keys."""
