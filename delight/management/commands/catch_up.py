"""``catch_up``: asks the store once, here and now, for what it may have said while nobody listened."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delight.actions.orders.catch_up import catch_up
from delight.models import Installation


class Command(BaseCommand):
    help = "Reads changed orders and failed deliveries from the store. `run` does so by itself every 15 minutes."

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        found = catch_up()
        if not Installation.objects.exists():
            raise CommandError("No store has registered us yet, so none was asked: `check_store` says what to do.")
        if found.trouble:
            raise CommandError(f"{found.trouble}. {found.new} new events were kept; `check_store` says what to do.")
        self.stdout.write(f"{found.shown} events shown, {found.new} of them new.")
