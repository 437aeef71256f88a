"""Stops an address: by the person's word, a complaint, or because it takes no mail; what was planned is withdrawn."""

from datetime import datetime

from django.db import transaction

from delight import clock
from delight.actions.touches.plan_touches import plan_touches
from delight.models import Order, Suppression
from delight.models.prepared import Given, Prepared
from delight.models.rows import moment

ASKED, BOUNCED, FULL, COMPLAINED, PAUSED = "asked", "bounced", "mailbox_full", "complained", "paused"
WEIGHT = {FULL: 0, PAUSED: 1, BOUNCED: 2, ASKED: 3, COMPLAINED: 4}
"""What lasts longer replaces what lasts less: a complaint is not taken back by the page's "undo"."""


def suppress(
    address_key: str, *, store: str, scope: str, reason: str, source: str, ends_at: datetime | None = None
) -> None:
    """Stop this scope for the address, until ``ends_at`` or for good, and plan its orders anew.

    Committed when this returns; twice changes nothing but a later end of the same rest.
    """
    if not address_key:
        return
    with transaction.atomic():
        row, new = Suppression.objects.get_or_create(
            store=store,
            address_key=address_key,
            scope=scope,
            defaults={"reason": reason, "source": source[:200], "at": clock.now(), "ends_at": ends_at},
        )
        if not new and _lasts_longer(row, reason=reason, ends_at=ends_at):
            row.reason, row.source, row.ends_at = reason, source[:200], ends_at
            row.save(update_fields=["reason", "source", "ends_at"])
        plan_address(address_key, store=store)


def _lasts_longer(row: Suppression, *, reason: str, ends_at: datetime | None) -> bool:
    before, after = WEIGHT.get(row.reason, len(WEIGHT)), WEIGHT.get(reason, 0)
    later = row.ends_at is not None and ends_at is not None and row.ends_at < ends_at
    return before < after or (before == after and later)


_ENDED = Prepared[Suppression](lambda: Suppression.objects.filter(ends_at__lte=Given("now")))


def lift_ended(*, now: datetime) -> int:
    """Lift the rests that are over, and plan those people's orders anew; how many were lifted."""
    ended = _ENDED.ask(now=moment(now))
    for row in ended:
        with transaction.atomic():
            Suppression.objects.filter(pk=row.pk, ends_at__lte=now).delete()
            plan_address(row.address_key, store=row.store)
    return len(ended)


def plan_address(address_key: str, *, store: str) -> None:
    """Plan every order of this address anew."""
    orders = Order.objects.filter(store=store, customer__address_key=address_key)
    plan_touches(list(orders.values_list("pk", flat=True)))
