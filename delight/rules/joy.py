"""Has this person shown joy? Deeds only, each with its source; never an opened mail, never a score."""

from collections.abc import Iterable
from datetime import date, timedelta

from delight.rules.facts import OrderFacts
from delight.rules.schedule import arrival, local_day
from delight.rules.values import value

RETURN_WINDOW_DAYS = 14
"""Days after arrival in which an order may be sent back (Directive 2011/83/EU art. 9); kept after that is a deed."""

OPENED_TWICE, KEPT_AGAIN = "opened_twice", "kept_again"
KIND_WORDS, RECOMMENDED = "kind_words", "recommended"
GLAD = frozenset({KIND_WORDS, RECOMMENDED})
"""Themes of a letter that are joy by themselves: somebody wrote them to us, and a person of the shop read them."""
TROUBLED = frozenset({"complaint", "damage"})
"""Themes after which no word about the same order is joy: kind words around a damage are patience."""


@value
class Joy:
    """A deed and the local day on which it was complete."""

    source: str
    day: date


def joy(order: OrderFacts) -> Joy | None:
    """The earliest sign of joy that this order carries, or None.

    Opened twice: the code in the parcel or the guide from the mail was opened on two different days. Kept again: this
    is a later order, an earlier one was kept, and its own return window has passed. Said: the person wrote kindly, or
    that they recommended us. A gift's code is opened by the recipient: it says nothing of the giver.
    """
    if order.gift:
        return None
    found = [sign for sign in (_opened_twice(order), _kept_again(order), _said(order)) if sign is not None]
    return min(found, key=lambda sign: sign.day, default=None)


def _opened_twice(order: OrderFacts) -> Joy | None:
    days = sorted(order.visit_days)
    return Joy(source=OPENED_TWICE, day=days[1]) if len(days) > 1 else None


def is_glad(themes: Iterable[str]) -> bool:
    """Whether letters about these things are a glad word: one is, and none tells of trouble."""
    told = set(themes)
    return bool(told & GLAD) and not told & TROUBLED


def _said(order: OrderFacts) -> Joy | None:
    if not is_glad(theme for theme, _ in order.said):
        return None
    glad = [Joy(source=theme, day=day) for theme, day in order.said if theme in GLAD]
    return min(glad, key=lambda sign: (sign.day, sign.source), default=None)


def _kept_again(order: OrderFacts) -> Joy | None:
    arrived = arrival(order) if order.earlier_kept else None
    if arrived is None:
        return None
    day = local_day(arrived.at, zone=order.zone) + timedelta(days=RETURN_WINDOW_DAYS + 1)
    return Joy(source=KEPT_AGAIN, day=day)
