"""``prune``: lets go of what is old, as the night does."""

from typing import Any

from django.core.management.base import BaseCommand

from delight import clock
from delight.actions.upkeep.prune import prune


class Command(BaseCommand):
    help = "Lets go of raw events, texts and people by the retention; doing it twice changes nothing."

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        done = prune(now=clock.now())
        self.stdout.write(
            ", ".join(f"{number} {name}" for name, number in done.items() if number) or "Nothing is old enough."
        )
