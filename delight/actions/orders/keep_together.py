"""What several threads of a process bring at once is written by one of them in one commit: each waits for the disk."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError

Row = TypeVar("Row")
OWN_FAULT = (ValueError, OverflowError, DatabaseError)
"""What one row may raise that another would not."""


@dataclass(slots=True)
class _Brought(Generic[Row]):
    """One row, and what became of it once it is settled."""

    row: Row
    new: bool = False
    error: Exception | None = None
    settled: bool = False


@dataclass(kw_only=True)
class Keeper(Generic[Row]):
    """``write`` commits the rows it is given, all or none, and tells of each whether it is new.

    Whoever has the turn writes what all have brought meanwhile; the others find theirs settled when their turn comes.
    """

    write: Callable[[Sequence[Row]], Sequence[bool]]
    _list: threading.Lock = field(default_factory=threading.Lock)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _waiting: list[_Brought[Row]] = field(default_factory=list)

    def keep(self, row: Row) -> bool:
        """Whether the row is new. It is committed when this returns; raises what ``write`` raised for it.

        Not for use inside a transaction: what others have brought would depend on how that ends.
        """
        brought = _Brought(row)
        with self._list:
            self._waiting.append(brought)
        with self._turn:
            if not brought.settled:
                with self._list:
                    batch, self._waiting = self._waiting, []
                self._settle(batch)
        if brought.error is not None:
            raise brought.error
        return brought.new

    @property
    def waiting(self) -> int:
        """How many rows wait for whoever has the turn."""
        return len(self._waiting)

    def _settle(self, batch: Sequence[_Brought[Row]]) -> None:
        """Write the batch, and tell each its outcome whatever happens; one bad row fails alone."""
        try:
            for one, new in zip(batch, self.write([one.row for one in batch]), strict=True):
                one.new, one.settled = new, True
        except (InterfaceError, OperationalError) as error:
            _fail(batch, error=error)
        except OWN_FAULT as error:
            if len(batch) == 1:
                _fail(batch, error=error)
            for one in batch if len(batch) > 1 else ():
                self._settle([one])
        finally:
            # Reached unsettled only by an error that is nobody's own, which goes on to whoever had the turn.
            _fail([one for one in batch if not one.settled], error=OperationalError("this row was not written"))


def _fail(batch: Sequence[_Brought[Row]], *, error: Exception) -> None:
    for one in batch:
        one.error, one.settled = error, True
