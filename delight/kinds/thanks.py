"""The thanks: a mail for a second and a fifth order that asks for nothing and leads nowhere."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from delight.content import language_of, wording_for
from delight.errors import NothingToSay
from delight.kinds.base import MailKind
from delight.kinds.letters import write
from delight.kinds.phrases import signed_values
from delight.mails.letter import Letter
from delight.models import Order, Touch
from delight.people.homes import zone_of
from delight.rules.forms import long_date
from delight.words import frame_words

VARIANTS: Mapping[int, str] = {2: "second", 5: "fifth"}
"""The words for a person's order of this number; for any other nobody has written some."""


class Thanks(MailKind):
    """By law an offer all the same: it needs a basis, keeps the caps and can be stopped (spec B3).

    The words follow from the order's number as it is counted when they are written, never from what a moment wants.
    It counts from the parcel: of what is downloaded nobody knows when it came. A giver hears none: their present is
    still a secret, and the card in a parcel is not theirs to read.
    """

    name = "thanks"
    label = "thanks for a second or fifth order"
    single = True
    numbers = frozenset(VARIANTS)

    def reason_against(self, touch: Touch, order: Order) -> str:
        """ "not_meant" where this is no order of a number for which there are words."""
        del touch
        return "" if len(_earlier(order)) + 1 in VARIANTS else "not_meant"

    def letter(self, touch: Touch, order: Order, *, message_id: str) -> Letter:
        """The mail, with the day on which it all began. Raises NothingToSay."""
        earlier = _earlier(order)
        variant = VARIANTS.get(len(earlier) + 1)
        if variant is None:
            raise NothingToSay(
                f"Order {order.number}: number {len(earlier) + 1} of this person has no words of thanks."
            )
        wording = wording_for(self.name, variant=variant, language=language_of(order))
        signer, values = signed_values(order, language=wording.language)
        return write(
            self,
            touch=touch,
            order=order,
            wording=wording,
            signer=signer,
            values=values,
            message_id=message_id,
            highlight=_began(order, first=min(earlier), language=wording.language),
        )


def _earlier(order: Order) -> list[datetime]:
    """When this person placed what was neither refunded nor sent back, before this order."""
    kept = _before(order, day=order.created_at).filter(state__in=Order.KEPT, refunded=0)
    return list(kept.values_list("created_at", flat=True))


def _before(order: Order, *, day: datetime) -> QuerySet[Order]:
    key = order.customer.address_key
    return Order.objects.filter(customer__address_key=key, created_at__lt=day) if key else Order.objects.none()


def _began(order: Order, *, first: datetime, language: str) -> tuple[str, str]:
    """A label and the day of the first order; nothing where one before it came back: nobody wants to be reminded."""
    if _before(order, day=first).exists():
        return "", ""
    day = first.astimezone(ZoneInfo(zone_of(order))).date()
    return frame_words(language)["first_order"], long_date(day, language=language)
