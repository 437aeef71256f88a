"""Starts the real demo site in a folder and on a port of its own, speaks to its database, and stops it cleanly."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

UP_WITHIN = 120.0
"""Seconds until it has loaded the shop and replayed its deliveries; ten on a machine with nothing else to do."""
DOWN_WITHIN = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running demo: its address, its log-ins by name, and its folder."""

    address: str
    folder: Path
    logins: Mapping[str, str]

    @property
    def outbox(self) -> Path:
        """Where its mails land."""
        return self.folder / "outbox"

    def shell(self, code: str) -> str:
        """What a piece of Python prints that runs beside the site, with its settings and its database."""
        done = subprocess.run(
            [sys.executable, "-m", "delight", "shell", "-v0", "-c", code],
            env=_environment(self.folder, port=self.address.rsplit(":", 1)[1]),
            capture_output=True,
            text=True,
            timeout=UP_WITHIN,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@contextmanager
def running_demo(folder: Path) -> Iterator[Site]:
    """The demo as ``python -m delight demo`` starts it, up and filled; at the end it has stopped by itself."""
    port = _free_port()
    log = folder / "log"
    with log.open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "delight", "demo", "--port", str(port)],
            env=_environment(folder, port=str(port)),
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_up(process, log=log)
        logins = dict(line.split() for line in (folder / "logins").read_text().splitlines())
        yield Site(address=f"http://127.0.0.1:{port}", folder=folder, logins=logins)
        process.send_signal(signal.SIGTERM)
        assert process.wait(DOWN_WITHIN) == 0, log.read_text()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _wait_until_up(process: subprocess.Popen[bytes], *, log: Path) -> None:
    ends_at = time.monotonic() + UP_WITHIN
    while "is running at" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < ends_at, log.read_text()
        time.sleep(0.1)


def _environment(folder: Path, *, port: str) -> dict[str, str]:
    """This machine's own, with none of its owner's settings of Delight or Django."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DELIGHT_", "DJANGO_", "DATABASE_"))
    }
    return {**kept, "DELIGHT_DEMO": "1", "DELIGHT_VAR": str(folder), "DELIGHT_PORT": port, "PYTHONUNBUFFERED": "1"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
