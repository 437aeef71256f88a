"""``restore``: puts a backup back while nothing runs, and holds what may have gone out since."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight.actions.upkeep.restore import restore
from delight.engine.folders import the_only_supervisor
from delight.errors import DelightError


class Command(BaseCommand):
    help = "Puts a backup back. Stop Delight first; the old SQLite file is kept beside the new one."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="The backup, delight-….tar.")
        parser.add_argument("--replace", action="store_true", help="Even if the present database holds orders.")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        try:
            with the_only_supervisor():
                done = restore(Path(options["file"]), replace=options["replace"])
        except DelightError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Put back as of {done.made_at:%Y-%m-%d %H:%M} UTC: {done.orders} orders.")
        self.stdout.write(
            f"{done.held} touches were due since and may have gone out: they wait in the admin under "
            '"Waiting for your word". Stops said since then are not known: ask your mail provider for its list.'
        )
