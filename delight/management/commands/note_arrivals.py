"""``note_arrivals``: reads a carrier's list of arrivals, or one that staff made, from a CSV file."""

import csv
import sys
from argparse import FileType
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight import conf
from delight.actions.orders.note_arrival import note_arrival_by_number
from delight.errors import PermanentError
from delight.models import Parcel

COLUMNS = ("tracking", "arrived_at")
NOON = time(12)


class Command(BaseCommand):
    help = "Notes arrivals from a CSV file with the columns tracking and arrived_at (a day, or a time with offset)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=FileType("r", encoding="utf-8-sig"), help="The CSV file; - reads the input.")
        parser.add_argument("--carrier", action="store_true", help="The list is the carrier's own, not made by staff.")

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        source = Parcel.ArrivalSource.CARRIER if options["carrier"] else Parcel.ArrivalSource.STAFF
        noted, known, faults = 0, 0, []
        for line, tracking, at in _rows(options["file"]):
            try:
                found = note_arrival_by_number(tracking, at=_moment(at), source=source)
            except (ValueError, PermanentError) as error:
                faults.append(f"line {line}: {error}")
                continue
            noted, known = noted + found.new, known + found.found - found.new
            if not found.found:
                faults.append(f"line {line}: no shipped parcel has the tracking number {tracking}")
        self.stdout.write(f"{noted} arrivals noted, {known} known before.")
        if faults:
            raise CommandError("\n".join(faults))


def _rows(file: TextIO) -> Iterator[tuple[int, str, str]]:
    """Line number, tracking and time of each row; semicolons serve as well as commas."""
    words = file.read()
    if file is not sys.stdin:
        file.close()
    lines = words.splitlines()
    reader = csv.DictReader(lines, delimiter=";" if lines and ";" in lines[0] else ",")
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise CommandError(f"The first line should name the columns {' and '.join(COLUMNS)}.")
    for row in reader:
        yield reader.line_num, (row["tracking"] or "").strip(), (row["arrived_at"] or "").strip()


def _moment(words: str) -> datetime:
    """A day is noon of it in the shop's zone, and so is a time without offset that time there. Raises ValueError."""
    zone = ZoneInfo(conf.TIME_ZONE())
    try:
        if len(words) == len("2026-11-20"):
            return datetime.combine(date.fromisoformat(words), NOON, tzinfo=zone)
        at = datetime.fromisoformat(words)
    except ValueError as error:
        raise ValueError(f"{words[:40]!r} is no day such as 2026-11-20, nor an ISO 8601 time") from error
    return at if at.tzinfo else at.replace(tzinfo=zone)
