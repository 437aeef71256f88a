"""Turns stored events into snapshots and plans, a batch at a time; one bad event is parked, never the batch."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple  # Any: columns of many types

from django.core.exceptions import ValidationError
from django.db import DataError, connection, transaction
from django.db.models import QuerySet

from delight.actions.orders.snapshot_order import snapshot_order
from delight.actions.people.forget_customer import forget_bodies, forget_people
from delight.actions.people.know_customers import identity_of, keep_people
from delight.models import Customer, StoreEvent
from delight.models.among import among
from delight.models.orders import SAME_MOMENT
from delight.models.prepared import Prepared
from delight.models.rows import one_at_a_time
from delight.store import current_store
from storefront_hooks import CustomerSnapshot, OrderSnapshot, Refused, Store, Unavailable, Unreadable

logger = logging.getLogger(__name__)

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
UNFIT = (ValueError, ArithmeticError, ValidationError, DataError)
"""What a value raises that cannot be kept: no number, no date, or too long for its column."""


class NewEvent(NamedTuple):
    """What understanding needs of a StoreEvent."""

    pk: int
    type: str
    subject: str
    subject_id: str
    issued_at: datetime | None
    digest: str
    body: bytes


@dataclass
class _Understood:
    """What a batch of events means, and what is to be written about each."""

    orders: list[OrderSnapshot] = field(default_factory=list)
    customers: list[CustomerSnapshot] = field(default_factory=list)
    reread: dict[str, set[int]] = field(default_factory=dict)
    parked: dict[int, str] = field(default_factory=dict)


def understand_events(limit: int = 200) -> int:
    """Understand up to ``limit`` new events, oldest first; how many were handled.

    Events of an order that must be read from the store while it is away stay new, and the others go on.
    """
    with _new_events(limit) as events:
        return _understand(events)


@contextmanager
def _new_events(limit: int) -> Iterator[list[NewEvent]]:
    """New events, oldest first, that no other worker has in hand.

    PostgreSQL locks their rows until all is written and passes over rows so locked, so two workers share the work; the
    risk accepted is a transaction that stays open while a rare order is read from the store. SQLite has one writer
    anyhow, and its lock must stay free while bodies are parsed: two workers may there do the same twice, to no harm.
    """
    if not connection.features.has_select_for_update_skip_locked:
        yield _first_new(limit)
        return
    with transaction.atomic():
        yield _first_new(limit)


def _first_new(limit: int) -> list[NewEvent]:
    return [NewEvent(*row) for row in _new(limit).ask()]


@cache
def _new(limit: int) -> Prepared[tuple[Any, ...]]:
    def make() -> QuerySet[Any, Any]:
        new = StoreEvent.objects.filter(state=StoreEvent.State.NEW).order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            new = new.select_for_update(skip_locked=True)
        return new.values_list(*NewEvent._fields)[:limit]

    return Prepared(make)


def _understand(events: Sequence[NewEvent]) -> int:
    if not events:
        return 0
    try:
        return _handle(events)
    except UNFIT:
        logger.warning("A batch of %s events failed; taking them one by one.", len(events))
        return sum(understand_one(event) for event in events)


def understand_one(event: NewEvent) -> int:
    """Handle one event alone and park it with its error if the error is its own; how many were handled."""
    try:
        return _handle([event])
    except UNFIT as error:
        _park({event.pk: f"{type(error).__name__}: {error}"})
        return 1


def _handle(events: Sequence[NewEvent]) -> int:
    store = current_store()
    understood = _read(events, store=store)
    waiting = _reread(understood, store=store)
    with transaction.atomic():
        one_at_a_time()
        snapshot_order(understood.orders)
        keep_people([one for one in understood.customers if not one.gone])
        forget_people([one for one in understood.customers if one.gone])
        _park(understood.parked)
        done = [event.pk for event in events if event.pk not in understood.parked and event.pk not in waiting]
        StoreEvent.objects.filter(among("pk", done), state=StoreEvent.State.NEW).update(state=StoreEvent.State.DONE)
        _forget_again(understood)
    return len(events) - len(waiting)


def _reread(understood: _Understood, *, store: Store) -> frozenset[int]:
    """Add the orders that were named but not shown; the ids of the events that wait because the store is away."""
    told = {one.external_id for one in understood.orders}
    missing = sorted(set(understood.reread) - told)
    if not missing:
        return frozenset()
    try:
        understood.orders += store.read_orders(missing).values()
    except (Unavailable, Refused) as error:
        waiting = frozenset(pk for one in missing for pk in understood.reread[one])
        logger.warning("The store cannot be asked; %s events wait: %s", len(waiting), error)
        return waiting
    return frozenset()


def _forget_again(understood: _Understood) -> None:
    """News of an order whose person was forgotten is understood, and then its words go as well."""
    orders = {one.external_id for one in understood.orders}
    people = {identity_of(one.person) for one in understood.customers}
    forgotten = Customer.objects.filter(forgotten_at__isnull=False)
    found = set(forgotten.filter(among("orders__external_id", orders)) if orders else ())
    found |= set(forgotten.filter(among("identity", people)) if people else ())
    forget_bodies(sorted(found, key=attrgetter("pk")))


def _read(events: Sequence[NewEvent], *, store: Store) -> _Understood:
    """What the events say, newest first: a body that says nothing any more is not even parsed."""
    understood = _Understood()
    shown: dict[str, datetime] = {}
    for event in sorted(events, key=lambda one: one.issued_at or LONG_AGO, reverse=True):
        if _is_superseded(event, shown=shown):
            continue
        try:
            meaning = store.understand(bytes(event.body), event_type=event.type, digest=event.digest)
        except Unreadable as error:
            understood.parked[event.pk] = str(error)
            continue
        understood.orders += meaning.orders
        for order in meaning.orders:
            shown[order.external_id] = max(order.issued_at, shown.get(order.external_id, LONG_AGO))
        understood.customers += meaning.customers
        for one in meaning.reread:
            understood.reread.setdefault(one, set()).add(event.pk)
    return understood


def _is_superseded(event: NewEvent, *, shown: Mapping[str, datetime]) -> bool:
    """Whether a clearly later body of this batch shows the one order that this event is about.

    Every field is then the later one's, and a parcel that the later one lacks is gone (see snapshot_order).
    """
    if event.issued_at is None or event.subject != "order" or not event.subject_id:
        return False
    return event.issued_at < shown.get(event.subject_id, LONG_AGO) - SAME_MOMENT


def _park(parked: dict[int, str]) -> None:
    for pk, error in parked.items():
        logger.warning("Store event %s cannot be understood: %s", pk, error)
        StoreEvent.objects.filter(pk=pk).update(state=StoreEvent.State.UNREADABLE, error=error)
