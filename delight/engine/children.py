"""The supervisor's children: each on a leash, in a process group of its own."""

import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from delight.engine import leash

logger = logging.getLogger(__name__)

STEADY = 30.0
"""Seconds after which a child that ran is no longer held to be failing."""
LONGEST_PAUSE = 30.0
HIGHEST_INHERITED = 1024
YOUNG_OBJECTS = 50_000
"""New objects after which garbage is looked for: about as many as a batch makes, a few megabytes."""

Start = Callable[[int], int]
"""Starts a leash whose standard input is this end of a pipe, in a session of its own; its process id."""


def copy_of_us(run: Callable[[], None], *, before: Callable[[], None]) -> Start:
    """A function as a child, in a copy of this process: what we have loaded is shared, in memory and in time.

    ``before`` is called here, before the copy is made: it closes what two processes must not share.
    """

    def start(lifeline: int) -> int:
        before()
        sys.stdout.flush()
        sys.stderr.flush()
        settle_memory()
        with leash.stops_held_back():
            pid = os.fork()
            if pid == 0:
                _become_leash(run, lifeline=lifeline)
        return pid

    return start


def settle_memory() -> None:
    """Set what is loaded apart from garbage collection, and look for garbage more seldom than every 700 objects.

    A process that works in batches of some ten thousand short-lived values else spends every twentieth second on it.
    """
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


def _become_leash(run: Callable[[], None], *, lifeline: int) -> None:
    """In the copy. Nothing of the supervisor's may stay open here: not its lock, not the other children's lifelines."""
    try:
        os.setsid()
        os.dup2(lifeline, 0)
        os.closerange(3, HIGHEST_INHERITED)
        leash.hold(run)
    finally:
        os._exit(1)


class Child:
    """Something that shall run: started, asked to stop, killed with all it started, started again when it ends."""

    def __init__(self, name: str, *, start: Start) -> None:
        self.name = name
        self._start = start
        self._pid = 0
        self._lifeline = -1
        self._failures = 0
        self.started_at = float("-inf")

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C in the terminal reaches the supervisor alone."""
        theirs, self._lifeline = os.pipe()
        self._pid = self._start(theirs)
        os.close(theirs)
        self.started_at = time.monotonic()

    def alive(self) -> bool:
        """Whether the leash still holds something."""
        if self._pid and _collected(self._pid, how=os.WNOHANG):
            self._bury()
        return bool(self._pid)

    def tend(self, *, now: float) -> bool:
        """Start again what has ended, after a pause that doubles with each early end. Whether it was started now."""
        if self.alive():
            self._failures = 0 if now - self.started_at > STEADY else self._failures
            return False
        if now < self.started_at + min(2.0**self._failures - 1.0, LONGEST_PAUSE):
            return False
        self._failures += 1
        logger.warning("%s has ended and is started again.", self.name)
        self.start()
        return True

    def ask_to_stop(self) -> None:
        """Tell the leash alone; it tells the main process alone."""
        if self.alive():
            os.kill(self._pid, signal.SIGTERM)

    def kill(self) -> None:
        """Kill the group at once, and collect the leash."""
        if self._pid:
            _kill_group(self._pid)
            _collected(self._pid, how=0)
            self._bury()

    def _bury(self) -> None:
        """The leash has ended. It kills its group itself; if it was killed first, we do."""
        _kill_group(self._pid)
        os.close(self._lifeline)
        self._pid = 0


def _collected(pid: int, *, how: int) -> bool:
    """Whether the process has ended and is collected, by us now or by somebody else before."""
    try:
        return os.waitpid(pid, how)[0] == pid
    except ChildProcessError:
        return True


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def stop_all(children: Sequence[Child], *, patience: float) -> None:
    """Ask all, wait up to ``patience`` seconds, then kill every group that is left."""
    for child in children:
        child.ask_to_stop()
    ends_at = time.monotonic() + patience
    while sum(child.alive() for child in children) and time.monotonic() < ends_at:
        time.sleep(0.05)
    for child in children:
        child.kill()
