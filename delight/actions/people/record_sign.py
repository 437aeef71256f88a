"""Keeps a deed of a person, once per piece and local day, and plans what follows from it."""

from django.db import transaction

from delight import clock
from delight.actions.touches.plan_touches import plan_touches
from delight.doorbell import ring
from delight.models import Sign, Touch
from delight.people.homes import parcel_zone
from delight.rules.schedule import local_day


def record_sign(touch: Touch, *, name: Sign.Name) -> None:
    """Keep the sign; nothing about the device or the network (spec A7.3), and nothing at all of a forgotten person."""
    order = touch.order
    if order is None or order.customer.forgotten_at is not None:
        return
    now = clock.now()
    with transaction.atomic():
        _, new = Sign.objects.get_or_create(
            touch=touch,
            name=name,
            day=local_day(now, zone=parcel_zone(order)),
            defaults={"customer_id": order.customer_id, "order": order, "at": now},
        )
        if new:
            plan_touches([order.pk])
            ring()
