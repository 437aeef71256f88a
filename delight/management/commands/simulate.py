"""``simulate``: lets an invented shop live through a year on a fast clock, in a database of its own, and audits it."""

import gc
import shutil
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight.simulation.report import audited, report
from delight.simulation.year import live

SETTINGS = "delight.project.simulation"
SELDOM = 20_000
"""New objects after which the youngest are looked through for rings; Python's own 700 is for smaller programs."""


class Command(BaseCommand):
    requires_system_checks: tuple[str, ...] = ()  # its settings ship with it
    help = "Runs invented customers through the real code and counts broken promises. Touches no database of yours."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--orders", type=int, default=2000, help="How many orders (default: %(default)s).")
        parser.add_argument("--days", type=int, default=400, help="For how many days (default: %(default)s).")
        parser.add_argument("--seed", type=int, default=7, help="Another number, another year (default: %(default)s).")
        parser.add_argument("--keep", action="store_true", help="Keep the folder with the database.")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        if settings.SETTINGS_MODULE != SETTINGS:
            raise CommandError("Start it as `python -m delight simulate`: it chooses its own settings and database.")
        try:
            call_command("migrate", verbosity=0)
            _let_be()
            lived = live(orders=options["orders"], days=options["days"], seed=options["seed"])
            found = audited(lived)
            told = report(lived, found=found)
        finally:
            if options["keep"]:
                self.stderr.write(f"Kept in {settings.VAR}.")
            else:
                shutil.rmtree(settings.VAR, ignore_errors=True)
        self.stdout.write(told)
        if any(found.values()):
            raise CommandError("Promises were broken.")


def _let_be() -> None:
    """What starting up has made stays for good, and rows that come and go are looked through more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM)
