"""What is going to happen in the invented world, in the order of its times."""

from collections.abc import Callable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

Deed = Callable[[datetime], object]
"""Something that happens; it is told when."""


class Agenda:
    """Deeds by their time; of two at the same time the one that was entered first comes first."""

    def __init__(self) -> None:
        self._entries: list[tuple[datetime, int, Deed]] = []
        self._numbers = count()

    def enter(self, at: datetime, deed: Deed) -> None:
        """Let it happen then."""
        heappush(self._entries, (at, next(self._numbers), deed))

    def next_at(self) -> datetime | None:
        """When the next thing happens."""
        return self._entries[0][0] if self._entries else None

    def due(self, *, until: datetime) -> Iterator[tuple[datetime, Deed]]:
        """Everything up to then, also what is entered meanwhile."""
        while self._entries and self._entries[0][0] <= until:
            at, _, deed = heappop(self._entries)
            yield at, deed
