"""``demo``: fills a small shop, runs it on this machine alone, and says where to go and what to click first."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight import conf
from delight.actions.demo.load_demo import load_demo
from delight.actions.demo.move_demo_clock import move_demo_clock
from delight.demo.logins import read_or_make_logins
from delight.demo.replay import missing_recordings, open_door, replay
from delight.demo.welcome import welcome
from delight.engine.apart import run_apart
from delight.engine.preflight import migrations_are_missing
from delight.engine.supervisor import supervise
from delight.engine.web import Web
from delight.errors import DelightError
from storefront_hooks.sample import Recording

HOST = "127.0.0.1"
"""The demo shows personal-looking data and moves its own clock: it listens on this machine alone."""


class Command(BaseCommand):
    requires_system_checks: tuple[str, ...] = ()  # the demo's settings ship with it and are tested with it
    passwords: Mapping[str, str]
    renew: bool
    help = "Loads the demo shop (once) and runs it on 127.0.0.1. Needs no account, no server and no network."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8765, help="Port on 127.0.0.1 (default: %(default)s).")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        web = Web(host=HOST, port=int(os.environ.get("DELIGHT_PORT", options["port"])))
        if not conf.DEMO():
            raise CommandError("Start the demo as `python -m delight demo`: it chooses the demo's settings itself.")
        try:
            supervise(
                web,
                first=self._make_database,
                before=self._load,
                once_up=lambda stopping: self._open(web, stopping=stopping),
            )
        except DelightError as error:
            raise CommandError(str(error)) from error
        self._say("Delight has stopped, all of it. What it holds is kept in var/ for the next start.")

    def _say(self, text: str) -> None:
        """At once, into a pipe too: somebody waits for it, and a copy of us must not say it again."""
        self.stdout.write(text)
        self.stdout.flush()

    def _make_database(self) -> None:
        """An up-to-date database; whoever opens the address early finds nobody there rather than broken pages."""
        self.passwords, self.renew = read_or_make_logins()
        if migrations_are_missing():
            self._say("Making the database …")
            run_apart(lambda: call_command("migrate", verbosity=0))
            self._load()

    def _load(self) -> None:
        """The demo shop; what is there stays."""
        run_apart(lambda: load_demo(passwords=self.passwords, renew=self.renew))

    def _open(self, web: Web, *, stopping: Callable[[], bool]) -> None:
        """Once the web answers: missing recordings come in by the door, and people are told where to go."""
        door = open_door(web.host, port=web.port, stopping=stopping)
        if door is None:
            return
        with closing(door):
            self._replay(door, stopping=stopping)
        self._say(welcome(web.address, passwords=self.passwords, outbox=Path(conf.VAR()) / "outbox"))

    def _replay(self, door: HTTPConnection, *, stopping: Callable[[], bool]) -> None:
        """At the first start all; each arrives when it arrived, so that nothing comes from the future."""
        missing = missing_recordings()
        if missing:
            replayed = replay(_in_their_time(missing), door=door, stopping=stopping)
            self._say(f"{replayed.accepted} of {replayed.sent} recorded deliveries of a real shop came in.")


def _in_their_time(deliveries: Iterable[Recording]) -> Iterator[Recording]:
    """Each delivery, with the demo's clock moved to its arrival; one that was missed earlier comes late."""
    for delivery in deliveries:
        move_demo_clock(to=delivery.received_at)
        yield delivery
