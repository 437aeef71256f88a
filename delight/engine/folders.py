"""The engine's own files under DELIGHT_VAR: the supervisor's lock, and the sign that it is about to stop."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from delight import conf
from delight.errors import DelightError


class AlreadyRunning(DelightError):
    """Another supervisor works in this folder."""


def var() -> Path:
    """The folder for what a running site writes, absolute and made if it was missing."""
    folder = Path(conf.VAR()).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def stopping() -> bool:
    """Whether the supervisor of this folder is stopping: a worker then takes no more work up."""
    return _stop_sign().exists()


@contextmanager
def the_only_supervisor() -> Iterator[None]:
    """Hold this folder's lock; raises AlreadyRunning with the other's process id."""
    with open(var() / "supervisor.lock", "a+", encoding="ascii") as lock:
        _lock_or_refuse(lock.fileno())
        _write_pid(lock.fileno())
        say_stopping(False)
        try:
            yield
        finally:
            say_stopping(False)


def say_stopping(sign: bool) -> None:
    """Put the sign up, or take it down."""
    _stop_sign().touch() if sign else _stop_sign().unlink(missing_ok=True)


def _stop_sign() -> Path:
    return Path(conf.VAR()).resolve() / "stopping"


def _lock_or_refuse(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        pid = os.pread(descriptor, 20, 0).decode().strip() or "unknown"
        raise AlreadyRunning(
            f"Delight already runs in the folder {var()} (process {pid}): stop it there with Ctrl-C, "
            "or set DELIGHT_VAR to another folder."
        ) from error


def _write_pid(descriptor: int) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
