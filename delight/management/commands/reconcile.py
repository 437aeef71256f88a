"""``reconcile``: compares our orders with the store's, reads anew what differs, and reports."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight.actions.orders.reconcile import LOOKS_BACK, reconcile
from delight.models import Installation


class Command(BaseCommand):
    help = "Compares the orders of the last days with the store's. `run` does so by itself once a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=LOOKS_BACK.days, help="How far back (default: %(default)s).")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        found = reconcile(days=options["days"])
        if not Installation.objects.exists():
            raise CommandError("No store has registered us yet, so none was asked: `check_store` says what to do.")
        if found.trouble:
            raise CommandError(f"{found.trouble}. `check_store` says what to do.")
        self.stdout.write(str(found))
        if found.unlike:
            raise CommandError("The store cannot show these orders: " + ", ".join(found.unlike))
