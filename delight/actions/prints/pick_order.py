"""In which order the packers' pieces come: along the shelves, then by order number, the card before the insert."""

import re
from collections.abc import Iterable

from delight.models import Medium, Order, Touch

_DIGITS = re.compile(r"(\d+)")
Place = tuple[object, ...]


def in_pick_order(touches: Iterable[Touch]) -> list[Touch]:
    """The touches as packers walk. Reads the lines of each order: prefetch them."""
    return sorted(touches, key=lambda touch: pick_place(touch, order=touch.order))


def pick_place(touch: Touch, *, order: Order | None) -> Place:
    """What sorts a touch among others; ``order`` is its order as it is known best."""
    if order is None:
        return (2, touch.pk)
    shelf = first_shelf(order)
    along = (0, walked(shelf)) if shelf else (1,)
    return (*along, len(order.number), order.number, touch.medium != Medium.CARD, touch.pk)


def first_shelf(order: Order) -> str:
    """The first shelf that a packer passes for this order; "" where none of its goods has one."""
    shelves = [line.shelf for line in order.lines.all() if line.shelf and line.needs_shipping]
    return min(shelves, key=walked, default="")


def walked(shelf: str) -> tuple[tuple[bool, int, str], ...]:
    """A shelf as it is compared: the numbers in it count as numbers, so that A-2 comes before A-10."""
    parts = _DIGITS.split(shelf.casefold())
    return tuple((False, int(part), "") if part.isdecimal() else (True, 0, part) for part in parts if part)
