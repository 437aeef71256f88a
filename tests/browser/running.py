"""Starts the real demo site in a folder and on a port of its own, speaks to its database, and stops it cleanly."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

UP_WITHIN = 300.0
"""Seconds until it has loaded the shop and replayed its deliveries; ten on a machine with nothing else to do."""
DOWN_WITHIN = 40.0
UP = re.compile("is running at|listens on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running demo: its address, its log-ins by name, and its folder."""

    address: str
    folder: Path
    logins: Mapping[str, str]
    settings: Mapping[str, str]
    """What stands in its environment besides."""

    @property
    def outbox(self) -> Path:
        """Where its mails land."""
        return self.folder / "outbox"

    def shell(self, code: str) -> str:
        """What a piece of Python prints that runs beside the site, with its settings and its database."""
        done = subprocess.run(
            [sys.executable, "-m", "delight", "shell", "-v0", "-c", code],
            env={**_environment(self.folder, port=self.address.rsplit(":", 1)[1]), **self.settings},
            capture_output=True,
            text=True,
            timeout=UP_WITHIN,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@contextmanager
def running_demo(folder: Path) -> Iterator[Site]:
    """The demo as ``python -m delight demo`` starts it, up and filled; at the end it has stopped by itself."""
    with _running(folder, "demo", port=_free_port(), settings={}) as site:
        yield site


OPEN_SHOP = """
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from delight.actions.demo.load_demo import load_demo
from delight.demo.logins import read_or_make_logins
call_command("migrate", verbosity=0)
logins, _ = read_or_make_logins()
load_demo(passwords=logins)
for name, groups in {staff!r}.items():
    User.objects.create_user(name, password=logins["editor"]).groups.add(*Group.objects.filter(name__in=groups))
"""


@contextmanager
def running_shop(folder: Path, *, staff: Mapping[str, tuple[str, ...]], settings: Mapping[str, str]) -> Iterator[Site]:
    """The demo shop under ``run``: nothing has been ordered there yet. ``staff`` have the editor's password."""
    port = _free_port()
    Site(address=f"http://127.0.0.1:{port}", folder=folder, logins={}, settings=settings).shell(
        OPEN_SHOP.format(staff=dict(staff))
    )
    with _running(folder, "run", port=port, settings=settings) as site:
        yield replace(site, logins={**site.logins, **dict.fromkeys(staff, site.logins["editor"])})


@contextmanager
def _running(folder: Path, command: str, *, port: int, settings: Mapping[str, str]) -> Iterator[Site]:
    log = folder / "log"
    with log.open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "delight", command, "--port", str(port)],
            env={**_environment(folder, port=str(port)), **settings},
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_up(process, log=log)
        logins = dict(line.split() for line in (folder / "logins").read_text().splitlines())
        yield Site(address=f"http://127.0.0.1:{port}", folder=folder, logins=logins, settings=settings)
        process.send_signal(signal.SIGTERM)
        assert process.wait(DOWN_WITHIN) == 0, log.read_text()
    finally:
        if process.poll() is None:
            process.terminate()  # a kill would leave its children behind
            try:
                process.wait(DOWN_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_up(process: subprocess.Popen[bytes], *, log: Path) -> None:
    ends_at = time.monotonic() + UP_WITHIN
    while not UP.search(log.read_text()):
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
