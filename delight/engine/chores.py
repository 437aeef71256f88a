"""What the supervisor does besides: it ticks, watches the cluster's heartbeat, and checkpoints SQLite."""

import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError, connection

from delight import clock
from delight.doorbell import forget_rings, ring
from delight.engine.children import Child
from delight.engine.heartbeat import last_beat
from delight.models.rows import execute, moment

logger = logging.getLogger(__name__)

TICK_EVERY = 2.0
IDLE_RING_EVERY = 10.0
"""Seconds after which even an idle cluster is rung: its answer is the heartbeat."""
FROZEN_AFTER = 35.0
"""Seconds without a heartbeat after which a cluster is held to be frozen (goal: replaced within 45)."""
CHECKPOINT_EVERY = 0.5
"""Seconds. Whoever writes waits while it lasts: often and short, so that nobody at the door waits long."""
WAL_WORTH_IT = 256 * 1024
"""Bytes of write-ahead log below which a checkpoint is not worth its locks."""


@dataclass(kw_only=True)
class Chore:
    """Something done every so many seconds. A database that is away is logged once and waited for."""

    name: str
    every: float
    do: Callable[[], None]
    next_at: float = 0.0
    failing: bool = False

    def do_if_due(self, *, now: float) -> None:
        """Do it when its time has come."""
        if now < self.next_at:
            return
        self.next_at = now + self.every
        try:
            self.do()
            self.failing = False
        except (DatabaseError, sqlite3.Error, OSError):
            if not self.failing:
                logger.exception("The supervisor's %s failed; it is tried again.", self.name)
            self.failing = True
            connection.close()


@dataclass
class Tick:
    """Rings when work is waiting that no ring announced: due touches, moved clocks, expired leases, lost rings."""

    rang_at: float = float("-inf")

    def __call__(self) -> None:
        now = time.monotonic()
        if work_is_waiting() or now - self.rang_at >= IDLE_RING_EVERY:
            self.rang_at = now
            ring()


# With literals SQLite sees that partial indexes hold every row that is asked for.
_WAITING = """SELECT EXISTS (SELECT 1 FROM delight_storeevent WHERE state = 'new')
    OR EXISTS (SELECT 1 FROM delight_touch
        WHERE state = 'planned' AND medium = 'mail' AND due_at <= %s AND hold_reason = '')"""


def work_is_waiting() -> bool:
    """Whether an event is to be understood or a mail is due."""
    (found,) = execute(_WAITING, (moment(clock.now()),)).fetchone()
    return bool(found)


@dataclass
class Watchdog:
    """Kills a cluster whose workers have written no heartbeat for too long, and starts it again.

    Ages are measured by the monotonic clock from when a beat was first seen: a laptop's sleep freezes nobody.
    """

    cluster: Child
    frozen_after: float = FROZEN_AFTER
    _beat_at: datetime | None = None
    _seen_at: float = field(default_factory=time.monotonic)

    def __call__(self) -> None:
        beat_at = last_beat()
        if beat_at != self._beat_at:
            self._beat_at, self._seen_at = beat_at, time.monotonic()
        silent_for = time.monotonic() - max(self._seen_at, self.cluster.started_at)
        if silent_for > self.frozen_after:
            logger.error("No worker has shown a sign of life for %.0f s: the cluster is replaced.", silent_for)
            self.cluster.kill()
            forget_rings()
            self.cluster.start()


@dataclass
class Checkpointer:
    """The only process that checkpoints SQLite's write-ahead log, and that in TRUNCATE mode.

    Two at once, or one beside a writer that resets the log, can corrupt the file (SQLite before 3.51.3).
    """

    database: Path

    def __call__(self) -> None:
        wal = Path(f"{self.database}-wal")
        if not wal.exists() or wal.stat().st_size < WAL_WORTH_IT:
            return
        # A short patience: TRUNCATE holds the write lock while it waits for readers.
        with closing(sqlite3.connect(self.database, timeout=0.3, isolation_level=None)) as own:
            own.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def sqlite_file() -> Path | None:
    """The database's file when it is SQLite's; None for any other database."""
    if connection.vendor != "sqlite":
        return None
    return Path(str(connection.settings_dict["NAME"]))
