"""How many events are understood together, so that it takes about a fiftieth of a second; and whose turn it is."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FIRST, LEAST, MOST = 50, 10, 200
LONG = 0.02
"""Seconds: so long a batch may keep the database's write lock, which on SQLite the store's door waits for as well."""
REST = 4
"""So many times as long as its batch took, at most LONG, does whoever stands at the door have SQLite to themselves."""
LONGEST_REST = 2 * REST * LONG
"""Seconds; a longer one was written before the machine started anew."""
OTHERS = 0.02
"""Seconds to wait where another process has the turn; it says itself when the next may begin."""


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


class Turns:
    """The processes of one machine take turns at ``file``; each turn says for how long nobody has one after it.

    The file is locked while a turn lasts, which ends with the process at the latest, and holds when the next may
    begin, by the machine's monotonic clock, which starts anew with it.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    @contextmanager
    def ask(self) -> Iterator["Turn"]:
        """A turn of ours, or one that says how long to wait."""
        with open(self._file, "a+b") as file:
            yield _turn(file.fileno())


class Turn:
    """``wait``: seconds until one may ask again; 0.0 if the turn is ours."""

    def __init__(self, descriptor: int, *, wait: float) -> None:
        self.wait = wait
        self._descriptor = descriptor

    def rest(self, took: float) -> None:
        """Nobody may begin before a rest that fits a turn of ``took`` seconds."""
        next_at = time.monotonic() + REST * min(took, LONG)
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, f"{next_at:.3f}".encode())


def _turn(descriptor: int) -> Turn:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Turn(descriptor, wait=OTHERS)
    try:
        wait = float(os.pread(descriptor, 32, 0)) - time.monotonic()
    except ValueError:
        wait = 0.0
    return Turn(descriptor, wait=wait if 0.0 < wait <= LONGEST_REST else 0.0)
