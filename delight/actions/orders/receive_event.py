"""Stores what a store says before anybody understands it, once per body, and rings the doorbell."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from delight import clock
from delight.actions.orders.keep_together import Keeper
from delight.doorbell import ring
from delight.models import StoreEvent
from delight.models.rows import insert_rows
from storefront_hooks import OrderEvent

Row = dict[str, object]


def receive_event(event: OrderEvent) -> bool:
    """Keep the event; True if it is new. Committed when this returns, so that the store may be told "200"."""
    new = _keep(_row(event, received_at=clock.now()))
    if new:
        ring()
    return new


def keep_rows(rows: Sequence[Row]) -> list[bool]:
    """Insert the rows in one commit; of each whether it is new."""
    if len(rows) == 1:
        # No transaction around it: SQLite's write lock is then held for the statement alone.
        return [_insert(rows[0])]
    with transaction.atomic():
        return [_insert(row) for row in rows]


_events = Keeper(write=keep_rows)


def _keep(row: Row) -> bool:
    """SQLite lets one writer in, and threads that find it busy sleep too long; PostgreSQL needs no help."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        return _events.keep(row)
    return _insert(row)


def _insert(row: Row) -> bool:
    return insert_rows(StoreEvent, [tuple(row.values())], columns=tuple(row), skip_known=True) == 1


def receive_events(events: Sequence[OrderEvent]) -> int:
    """Keep all of them in one transaction; how many are new."""
    if not events:
        return 0
    now = clock.now()
    rows = [_row(event, received_at=now) for event in events]
    with transaction.atomic():
        new = insert_rows(StoreEvent, [tuple(row.values()) for row in rows], columns=tuple(rows[0]), skip_known=True)
        if new:
            ring()
    return new


def _row(event: OrderEvent, *, received_at: datetime) -> Row:
    return {
        "store": event.store,
        "digest": event.digest,
        "type": event.type,
        "subject": event.subject,
        "subject_id": event.subject_id,
        "issued_at": event.issued_at,
        "received_at": received_at,
        "body": event.body,
        "state": StoreEvent.State.UNREADABLE if event.unreadable else StoreEvent.State.NEW,
        "error": event.unreadable,
    }
