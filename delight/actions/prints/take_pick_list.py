"""A stock system's pick list: read from CSV, its orders found, the faults told line by line; and given up again."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from django.contrib.auth.models import User
from django.db import transaction

from delight import clock
from delight.errors import PermanentError
from delight.models import Order, PickList
from delight.models.among import among

COLUMNS = ("order", "number", "order_number")
"""Names of the column with the order numbers; the first of these that the file has."""
MOST_ORDERS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The list as it counts now, None where no line was good; a sentence for each line that does not count."""

    list: PickList | None
    faults: tuple[str, ...]


def take_pick_list(words: str, *, name: str, by: User | None) -> Taken:
    """Let packers go by the CSV ``words`` from now on. A bad line stops no other, and no order is lost by it.

    Where no line is good the list in use stays. Raises PermanentError for what is no such list at all.
    """
    rows = list(_rows(words))
    known = set(Order.objects.filter(among("number", {number for _, number in rows})).values_list("number", flat=True))
    first_at: dict[str, int] = {}
    faults = []
    for line, number in rows:
        fault = _fault(number, known=number in known, before=first_at.get(number))
        if fault:
            faults.append(f"line {line}: {fault}")
        else:
            first_at[number] = line
    return Taken(list=_keep(list(first_at), name=name, by=by) if first_at else None, faults=tuple(faults))


def _keep(numbers: list[str], *, name: str, by: User | None) -> PickList:
    with transaction.atomic():
        give_up_pick_list()
        return PickList.objects.create(name=name[:200], numbers=numbers, uploaded_at=clock.now(), uploaded_by=by)


def give_up_pick_list() -> None:
    """Let packers go along the shelves again."""
    PickList.objects.all().delete()


def _fault(number: str, *, known: bool, before: int | None) -> str:
    """What is wrong with a line and what to do about it; "" when nothing is."""
    if not number:
        return "it has no order number; write it in, or take the line out"
    if before is not None:
        return f"order {number} stands on line {before} already, which counts; take one of the two out"
    if not known:
        return f"there is no order {number[:40]}; write the number as the shop shows it (leading zeros too)"
    return ""


def _rows(words: str) -> Iterator[tuple[int, str]]:
    """Line number and order number of each row; semicolons and tabs serve as well as commas."""
    first = words.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.DictReader(StringIO(words, newline=""), delimiter=delimiter)
        names = {(name or "").strip().casefold(): name for name in reader.fieldnames or ()}
        column = next((names[name] for name in COLUMNS if name in names), None)
        if column is None:
            raise PermanentError(f"The first line should name a column {' or '.join(COLUMNS)}.")
        for count, row in enumerate(reader, start=1):
            if count > MOST_ORDERS:
                raise PermanentError(f"The list has more than {MOST_ORDERS} lines: upload those of today.")
            yield reader.line_num, (row[column] or "").strip().removeprefix("#").strip()
    except csv.Error as error:
        raise PermanentError(f"This is no CSV file: {error}.") from error
