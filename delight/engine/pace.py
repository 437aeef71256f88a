"""How many events are understood together: so many that it takes about a twentieth of a second, as fast as we are."""

FIRST, LEAST, MOST = 50, 10, 200
LONG = 0.05
"""Seconds: so long a batch may keep the database's write lock, which on SQLite the store's door waits for as well."""


class Pace:
    """Halves the batch after one that took too long, doubles it after a full one that took less than half of that."""

    def __init__(self) -> None:
        self.size = FIRST

    def took(self, number: int, *, seconds: float) -> None:
        """Learn of the last batch: how many it had, and its time."""
        if seconds > LONG:
            self.size = max(LEAST, self.size // 2)
        elif number >= self.size and seconds < LONG / 2:
            self.size = min(MOST, self.size * 2)
