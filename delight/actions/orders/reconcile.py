"""Compares our orders with the store's, once a day: what is missing or differs is read anew, and the rest reported."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice

from delight import clock
from delight.actions.orders.catch_up import end_reading, note_trouble
from delight.actions.orders.snapshot_order import snapshot_order
from delight.models import Installation, Order, Reading
from delight.models.among import among
from delight.store import current_store
from storefront_hooks import Store, StoreError

logger = logging.getLogger(__name__)

LOOKS_BACK = timedelta(days=60)
"""Older orders are followed by nothing any more."""
AT_ONCE = 100
LISTED = 20
"""Order ids named in a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What came of comparing. ``unlike``: ids that the store could not show anew; ``trouble``: why it broke off."""

    compared: int = 0
    missing: int = 0
    different: int = 0
    unknown_to_store: int = 0
    unlike: tuple[str, ...] = ()
    trouble: str = ""

    def __str__(self) -> str:
        found = f"{self.compared} orders compared: {self.missing} were missing here, {self.different} differed"
        left = f", {len(self.unlike)} still do" if self.unlike else ", none is left"
        gone = f"; {self.unknown_to_store} of ours the store does not list" if self.unknown_to_store else ""
        return f"{found}{left}{gone}."


def reconcile(*, days: int = LOOKS_BACK.days) -> Reconciled:
    """Compare the orders made in the last ``days``, though none made before the installation; repair and report."""
    store = current_store(fresh=True)
    installation = Installation.objects.filter(store=store.name).first()
    if installation is None:
        return Reconciled()
    begun_at = clock.now()
    since = max(begun_at - timedelta(days=days), installation.installed_at)
    reading, _ = Reading.objects.get_or_create(store=store.name, subject=Reading.Subject.STATES)
    try:
        found = _compare(store, since=since)
    except StoreError as error:
        return Reconciled(trouble=note_trouble(reading, error=error))
    reading.since, reading.report = since, {**asdict(found), "unlike": list(found.unlike[:LISTED])}
    reading.save(update_fields=["since"])
    end_reading(reading, at=begun_at)
    logger.info("Reconciled with %s: %s", store.name, found)
    return found


def _compare(store: Store, *, since: datetime) -> Reconciled:
    missing: list[str] = []
    different: list[str] = []
    listed: set[str] = set()
    for told in store.states(since=since):
        ours = _ours(store.name, ids=told)
        listed |= told.keys()
        missing += [one for one in told if one not in ours]
        different += [one for one, state in told.items() if one in ours and ours[one] != state]
    read = _read_anew(store, ids=[*missing, *different])
    return Reconciled(
        compared=len(listed),
        missing=len(missing),
        different=len(different),
        unknown_to_store=_not_listed(store.name, listed=listed, since=since),
        unlike=tuple(sorted({*missing, *different} - read)),
    )


def _ours(store: str, *, ids: Iterable[str]) -> dict[str, str]:
    rows = Order.objects.filter(among("external_id", ids), store=store)
    return dict(rows.values_list("external_id", "state"))


def _read_anew(store: Store, *, ids: Sequence[str]) -> set[str]:
    """The ids of those that the store showed; they are as it shows them now."""
    read: set[str] = set()
    rest = iter(ids)
    while batch := list(islice(rest, AT_ONCE)):
        orders = store.read_orders(batch)
        snapshot_order(list(orders.values()))
        read |= orders.keys()
    return read


def _not_listed(store: str, *, listed: Collection[str], since: datetime) -> int:
    """Ours that the store does not list: deleted there, or drafts. The look at each touch notices it by itself."""
    rows = Order.objects.filter(store=store, created_at__gte=since, sample=False).exclude(state=Order.State.DRAFT)
    return sum(external_id not in listed for external_id in rows.values_list("external_id", flat=True).iterator())
