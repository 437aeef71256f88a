"""``check_store``: asks over the network whether all is right between the store and us; system checks never do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delight.models import Reading, StoreEvent
from delight.store import current_store


class Command(BaseCommand):
    help = (
        "Says in plain words whether address, token, permissions, webhooks, keys and clock are right, and what to do."
    )

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        """Ends with 1 if anything is wrong, for scripts."""
        store = current_store(fresh=True)
        wrong = 0
        for finding in store.inspect():
            self.stdout.write(f"{'ok   ' if finding.holds else 'WRONG'}  {finding.name}: {finding.words}")
            if not finding.holds:
                wrong += 1
                self.stdout.write(f"       → {finding.mend}")
        for line in _heard(store.name):
            self.stdout.write(f"       {line}")
        if wrong:
            raise CommandError(f"{wrong} of these {'is' if wrong == 1 else 'are'} wrong.")


def _heard(store: str) -> list[str]:
    """What we know without asking: when the store last spoke, and what the last reading met."""
    newest = StoreEvent.objects.filter(store=store).order_by("-pk").values_list("received_at", flat=True).first()
    lines = [f"last event: {newest:%Y-%m-%d %H:%M} UTC" if newest else "no event has come in yet"]
    for reading in Reading.objects.filter(store=store).exclude(trouble=""):
        lines.append(f"{reading.get_subject_display()} could not be read: {reading.trouble}")
    return lines
