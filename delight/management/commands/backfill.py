"""``backfill``: reads the orders of old, with a progress bar; cut off, it goes on where it was."""

from datetime import date, datetime
from signal import SIGINT
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight import conf
from delight.actions.orders.read_history import Progress, read_history
from delight.errors import DelightError

WIDTH = 30


class Command(BaseCommand):
    help = "Reads orders made since a day from the store. Nothing is sent or printed for what is past, unless --plan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("since", type=date.fromisoformat, help="The first day, as YYYY-MM-DD, in the shop's zone.")
        parser.add_argument("--plan", action="store_true", help="Plan touches for these orders as if they were new.")
        parser.add_argument("--again", action="store_true", help="Begin anew, even if an earlier run was cut off.")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        day: date = options["since"]
        since = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(conf.TIME_ZONE()))
        progress = Progress(done=0, total=0, unreadable=0)
        try:
            for progress in read_history(since=since, plan=options["plan"], again=options["again"]):
                self._show(progress)
        except DelightError as error:
            raise CommandError(f"{error}. Start it again to go on from here ({progress.done} orders read).") from error
        except KeyboardInterrupt:
            words = f"\nCut off. Start it again to go on from here ({progress.done} orders read)."
            raise CommandError(words, returncode=128 + SIGINT) from None
        self.stdout.write(f"{progress.done} orders read.")
        if progress.unreadable:
            self.stdout.write(f"{progress.unreadable} of them cannot be understood: see Store events in the admin.")

    def _show(self, progress: Progress) -> None:
        """One line that grows in a terminal, a line a page elsewhere."""
        share = progress.done / progress.total if progress.total else 1.0
        bar = "█" * round(WIDTH * min(share, 1.0))
        ending = "\r" if self.stdout.isatty() and share < 1.0 else "\n"
        self.stdout.write(f"{bar:░<{WIDTH}} {progress.done} of {progress.total or progress.done}", ending=ending)
        self.stdout.flush()
