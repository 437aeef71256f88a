"""A list of arrivals, a carrier's or one that staff made: read from CSV, noted line by line, the faults told."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from delight import conf
from delight.actions.orders.note_arrival import note_arrival_by_number
from delight.errors import PermanentError

COLUMNS = ("tracking", "arrived_at")
NOON = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """How many arrivals of a list were new and how many were known; a sentence for each line that was not noted."""

    noted: int
    known: int
    faults: tuple[str, ...]


def note_arrivals(words: str, *, source: str) -> Listed:
    """Note every arrival of the CSV ``words``, which ``source`` says; a line that cannot be noted stops no other.

    Raises PermanentError when the first line does not name the columns.
    """
    noted, known, faults = 0, 0, []
    for line, tracking, at in _rows(words):
        try:
            found = note_arrival_by_number(tracking, at=_moment(at), source=source)
        except (ValueError, PermanentError) as error:
            faults.append(f"line {line}: {error}")
            continue
        noted, known = noted + found.new, known + found.found - found.new
        if not found.found:
            faults.append(f"line {line}: no shipped parcel has the tracking number {tracking}")
    return Listed(noted=noted, known=known, faults=tuple(faults))


def _rows(words: str) -> Iterator[tuple[int, str, str]]:
    """Line number, tracking and time of each row; semicolons serve as well as commas."""
    lines = words.splitlines()
    reader = csv.DictReader(lines, delimiter=";" if lines and ";" in lines[0] else ",")
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise PermanentError(f"The first line should name the columns {' and '.join(COLUMNS)}.")
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
