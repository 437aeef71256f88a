"""Holds one copy of us on a leash, so that it never outlives who started it: a process between supervisor and child.

Standard input is a pipe from the supervisor: its end means that the supervisor is gone, killed without a word perhaps.
Then, as on SIGTERM, the main process alone is asked to stop (a django-q2 cluster hangs when its whole group is asked),
and after a grace the group is killed.
"""

import logging
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

GRACE = 20.0
"""Seconds between asking and killing."""
STOPS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def stops_held_back() -> Iterator[None]:
    """Around a fork: who starts us answers stops in its own way, and a copy of it would swallow one that comes early.

    The copy never leaves this block: it takes what came with ``take_stops``, once it obeys in its own way.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def take_stops() -> None:
    """From here on a stop is heard, and one that was held back is heard now."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


class Forked:
    """A copy of this process that runs one function."""

    def __init__(self, run: Callable[[], None]) -> None:
        self._ended = False
        with stops_held_back():
            self.pid = os.fork()
            if self.pid == 0:
                _run_and_exit(run)

    def ended(self) -> bool:
        """Whether it has; collects it then."""
        self._ended = self._ended or os.waitpid(self.pid, os.WNOHANG)[0] == self.pid
        return self._ended

    def ask_to_stop(self) -> None:
        """Ask the copy alone, not those that it forked."""
        os.kill(self.pid, signal.SIGTERM)


def hold(run: Callable[[], None]) -> NoReturn:
    """Run it in a copy and watch that; at its end kill whatever it left in our process group, ourselves included."""
    wakes = _wake_pipe()
    take_stops()
    _watch(Forked(run), wakes=wakes)
    os.killpg(0, signal.SIGKILL)
    raise SystemExit  # never reached


def _run_and_exit(run: Callable[[], None]) -> NoReturn:
    """Run with the signals as a fresh process has them. Never returns into the stack of who forked."""
    signal.set_wakeup_fd(-1)
    for number in (*STOPS, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    take_stops()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    status = 1
    try:
        run()
        status = 0
    except Exception:
        logging.getLogger(__name__).exception("The copy on the leash broke.")
    finally:
        os._exit(status)


def _wake_pipe() -> int:
    """A pipe that gets a byte for each signal, so that waiting costs nothing."""
    read, write = os.pipe()
    os.set_blocking(read, False)
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write)
    for number in (*STOPS, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    return read


def _watch(copy: Forked, *, wakes: int) -> None:
    kill_at = float("inf")
    while not copy.ended() and time.monotonic() < kill_at:
        wait = min(60.0, max(0.0, kill_at - time.monotonic()))
        stopping = kill_at < float("inf")
        ready, _, _ = select.select([wakes] if stopping else [wakes, 0], [], [], wait)
        signals = _drain(wakes) if wakes in ready else b""
        orphaned = 0 in ready and not os.read(0, 1)
        if not stopping and (orphaned or set(STOPS) & set(signals)):
            copy.ask_to_stop()
            kill_at = time.monotonic() + GRACE


def _drain(wakes: int) -> bytes:
    try:
        return os.read(wakes, 1024)
    except BlockingIOError:
        return b""
