"""What a person tells us on a page: that it works, or that they need help."""

from collections.abc import Mapping

from delight.actions.people.cases import open_case
from delight.actions.people.record_sign import record_sign
from delight.models import Case, Order, Sign, Touch

LONGEST = 4_000
"""Letters; what a person writes beyond is cut off, as no database column should take a book."""
WORKS, HELP = "works", "help"


def tidied(words: str) -> str:
    """What a person wrote, without blanks around it, cut where no column should take a book."""
    return words.replace("\x00", "").strip()[:LONGEST]


def say_how_it_goes(touch: Touch, *, order: Order, posted: Mapping[str, str]) -> str:
    """Keep what was posted: "works", "help" (their words open a case, so a person answers), or "" for nothing."""
    if posted.get("goes") == WORKS:
        record_sign(touch, name=Sign.Name.WORKS)
        return WORKS
    words = tidied(posted.get("words", ""))
    if posted.get("goes") != HELP or not words or touch.customer.forgotten_at is not None:
        return ""
    open_case(touch.customer, order=order, sort=Case.Sort.QUESTION, words=words)
    return HELP
