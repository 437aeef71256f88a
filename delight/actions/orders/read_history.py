"""Reads the orders of old from the store, a page at a time; it can be taken up where it was cut off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from delight import clock
from delight.actions.orders.catch_up import end_reading, note_trouble
from delight.actions.orders.receive_event import receive_event
from delight.actions.orders.snapshot_order import snapshot_order
from delight.errors import PermanentError, TemporaryError
from delight.models import Reading
from delight.store import current_store
from storefront_hooks import News, OrderEvent, OrderSnapshot, Refused, Store, Unavailable, Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Orders read so far, of how many, and how many of them could not be read and are kept for staff to see."""

    done: int
    total: int | None
    unreadable: int


def read_history(*, since: datetime, plan: bool = False, again: bool = False) -> Iterator[Progress]:
    """Read every order made since then, and say after each page how far it is.

    Cut off, it goes on after the last page it kept, unless ``again`` or another ``since``. What happened before now is
    followed by nothing, unless ``plan``. Raises TemporaryError, PermanentError with what the store said.
    """
    store, now = current_store(fresh=True), clock.now()
    reading = _begin(store, since=since, again=again)
    unreadable = 0
    try:
        for page in store.history(since=since, cursor=reading.cursor):
            unreadable += _keep(page, store=store, quiet_before=None if plan else now)
            reading.done += len(page.events)
            reading.cursor, reading.total = page.cursor, page.total
            reading.save(update_fields=["done", "cursor", "total"])
            yield Progress(done=reading.done, total=reading.total, unreadable=unreadable)
    except Unavailable as error:
        raise TemporaryError(note_trouble(reading, error=error)) from error
    except Refused as error:
        raise PermanentError(note_trouble(reading, error=error)) from error
    end_reading(reading, at=now)


def _begin(store: Store, *, since: datetime, again: bool) -> Reading:
    reading, _ = Reading.objects.get_or_create(store=store.name, subject=Reading.Subject.HISTORY)
    if again or reading.since != since or reading.ended_at is not None:
        reading.since, reading.cursor, reading.done, reading.total, reading.ended_at = since, "", 0, None, None
        reading.save(update_fields=["since", "cursor", "done", "total", "ended_at"])
    return reading


def _keep(page: News, *, store: Store, quiet_before: datetime | None) -> int:
    """Merge the page's orders; an event that cannot be understood is stored for staff to see. How many those are."""
    orders: list[OrderSnapshot] = []
    unreadable: list[OrderEvent] = []
    for event in page.events:
        try:
            orders += store.understand(event.body, event_type=event.type).orders
        except Unreadable:
            unreadable.append(event)
    hidden = [event for event in page.events if event.unreadable and event not in unreadable]
    snapshot_order(orders, quiet_before=quiet_before)
    for event in (*unreadable, *hidden):
        receive_event(event)
    return len(unreadable) + len(hidden)
