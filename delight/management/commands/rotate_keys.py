"""``rotate_keys``: after SECRET_KEY has changed, seals anew and keeps stop links working."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delight.actions.upkeep.rotate_keys import rotate_keys
from delight.errors import PermanentError


class Command(BaseCommand):
    help = "Run it with the new SECRET_KEY in place and the old one in SECRET_KEY_FALLBACKS."

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        try:
            done = rotate_keys()
        except PermanentError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{done.tokens} store tokens are sealed anew, {done.stop_keys} stop keys kept: stop links open for good.\n"
            f"Other links of the old key open while it stands in SECRET_KEY_FALLBACKS, and none after {done.link_days} "
            "days. If the old key has leaked, take it out now: people then find a kind page."
        )
