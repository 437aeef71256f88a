"""Keeps the thanks of whoever opened a gift, once, and plans the mail that passes them on to the giver."""

from django.db import transaction

from delight import clock
from delight.actions.touches.plan_touches import plan_touches
from delight.doorbell import ring
from delight.models import Moment, Order, Parcel, Thanks

KIND = "gift_thanks"


def may_thank(order: Order) -> bool:
    """Whether there is a gift that has left, a giver whom we know, and a moment that would pass thanks on."""
    if not order.gift or order.customer.forgotten_at is not None:
        return False
    left = any(one.state == Parcel.State.SHIPPED and one.shown_at(order.issued_at) for one in order.parcels.all())
    return left and Moment.objects.filter(kind=KIND, active=True).exists()


def thanks_of(order: Order) -> Thanks | None:
    """What was said already."""
    return Thanks.objects.filter(order=order).first()


def pass_on_thanks(order: Order, *, words: str) -> bool:
    """Keep them; False where somebody has said thank you for this gift before, whose words stay as they are."""
    with transaction.atomic():
        _, new = Thanks.objects.get_or_create(order=order, defaults={"words": words, "at": clock.now()})
        if new:
            plan_touches([order.pk])
            ring()
    return new
