"""``run``: web, cluster, tick, watchdog and checkpointer under one supervisor, for a site that is set up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight.actions.load_wordings import load_wordings
from delight.engine.apart import run_apart
from delight.engine.preflight import migrations_are_missing
from delight.engine.supervisor import supervise
from delight.engine.web import Web
from delight.errors import DelightError


class Command(BaseCommand):
    help = "Runs the whole of Delight until Ctrl-C or SIGTERM; put a proxy that speaks HTTPS in front of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on (default: %(default)s).")
        parser.add_argument("--port", type=int, default=8765, help="Port to listen on (default: %(default)s).")
        parser.add_argument("--workers", type=int, default=1, help="Web processes (default: %(default)s).")
        parser.add_argument("--threads", type=int, default=4, help="Threads of each (default: %(default)s).")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        web = Web(host=options["host"], port=options["port"], workers=options["workers"], threads=options["threads"])
        if migrations_are_missing():
            raise CommandError("The database is not up to date: run `python -m delight migrate` first.")
        try:
            supervise(
                web, before=_prepare, once_up=lambda _: self._say(f"Delight listens on {web.address}. Ctrl-C stops it.")
            )
        except DelightError as error:
            raise CommandError(str(error)) from error

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _prepare() -> None:
    """Words that are shipped and still missing are there before the first mail; an editor's own stay as they are."""
    run_apart(load_wordings)
