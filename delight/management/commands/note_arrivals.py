"""``note_arrivals``: reads a carrier's list of arrivals, or one that staff made, from a CSV file."""

import sys
from argparse import FileType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight.actions.orders.note_arrivals import note_arrivals
from delight.errors import PermanentError
from delight.models import Parcel


class Command(BaseCommand):
    help = "Notes arrivals from a CSV file with the columns tracking and arrived_at (a day, or a time with offset)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=FileType("r", encoding="utf-8-sig"), help="The CSV file; - reads the input.")
        parser.add_argument("--carrier", action="store_true", help="The list is the carrier's own, not made by staff.")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        source = Parcel.ArrivalSource.CARRIER if options["carrier"] else Parcel.ArrivalSource.STAFF
        file = options["file"]
        words = file.read()
        if file is not sys.stdin:
            file.close()
        try:
            listed = note_arrivals(words, source=source)
        except PermanentError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{listed.noted} arrivals noted, {listed.known} known before.")
        if listed.faults:
            raise CommandError("\n".join(listed.faults))
