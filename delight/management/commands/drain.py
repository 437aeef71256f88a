"""``drain``: understand what came in and deliver what is due, once, here and now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from delight.engine.drain import drain


class Command(BaseCommand):
    help = "Understands new events and delivers due mails until nothing is left or the time is spent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--budget", type=float, default=20.0, help="Seconds (default: %(default)s).")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        self.stdout.write(str(drain(options["budget"])))
