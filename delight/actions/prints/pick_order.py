"""In which order the packers' pieces come: as an uploaded list says, then along the shelves, then by order number."""

import re
from collections.abc import Callable, Iterable

from delight.models import Medium, Order, PickList, Touch

_DIGITS = re.compile(r"(\d+)")
Place = tuple[object, ...]


def in_pick_order(touches: Iterable[Touch]) -> list[Touch]:
    """The touches as packers walk, the card before the insert. Reads the lines of each order: prefetch them."""
    place_of = places()
    return sorted(touches, key=lambda touch: place_of(touch, touch.order))


def places() -> Callable[[Touch, Order | None], Place]:
    """What sorts a touch among others, given its order as it is known best. Reads the list in use."""
    current = PickList.current()
    listed = {number: place for place, number in enumerate(current.numbers)} if current else {}

    def place_of(touch: Touch, order: Order | None) -> Place:
        if order is None:
            return (3, touch.pk)
        if order.number in listed:
            return (0, listed[order.number], touch.medium != Medium.CARD, touch.pk)
        shelf = first_shelf(order)
        along = (1, walked(shelf)) if shelf else (2,)
        return (*along, len(order.number), order.number, touch.medium != Medium.CARD, touch.pk)

    return place_of


def first_shelf(order: Order) -> str:
    """The first shelf that a packer passes for this order; "" where none of its goods has one."""
    shelves = [line.shelf for line in order.lines.all() if line.shelf and line.needs_shipping]
    return min(shelves, key=walked, default="")


def walked(shelf: str) -> tuple[tuple[bool, int, str], ...]:
    """A shelf as it is compared: the numbers in it count as numbers, so that A-2 comes before A-10."""
    parts = _DIGITS.split(shelf.casefold())
    return tuple((False, int(part), "") if part.isdecimal() else (True, 0, part) for part in parts if part)
