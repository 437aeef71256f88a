"""Asks the store for what it may have said while nobody listened, and puts it through the same inbox."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from delight import clock
from delight.actions.orders.receive_event import receive_events
from delight.models import Reading
from delight.models.prepared import Given, Prepared
from delight.store import current_store, installation_of
from storefront_hooks import News, StoreError

logger = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)
"""Asked for again each time: clocks differ, and a store's replicas lag. What is known already is not stored twice."""
DELIVERIES_OVERLAP = timedelta(hours=1)
"""A delivery counts as failed minutes after it was made, or later where the store's own queue is long."""
Subject = Reading.Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """How many events the store showed and how many were new; ``trouble`` says why the reading broke off, or "" ."""

    shown: int = 0
    new: int = 0
    trouble: str = ""


_READING = Prepared[Reading](lambda: Reading.objects.filter(store=Given("name"), subject=Given("subject"))[:1])


def catch_up() -> CaughtUp:
    """Read what changed and what could not be delivered since the last time; before an installation, nothing.

    What was read until a trouble is kept, and the next reading begins there.
    """
    store = current_store(fresh=True)
    installation = installation_of(store.name)
    if installation is None:
        return CaughtUp()
    begun_at, found = clock.now(), CaughtUp()
    for subject, overlap, ask in (
        (Subject.CHANGES, OVERLAP, store.changes),
        (Subject.MISSED, DELIVERIES_OVERLAP, store.missed),
    ):
        reading = _READING.first(name=store.name, subject=subject.value)
        if reading is None:
            reading, _ = Reading.objects.get_or_create(store=store.name, subject=subject)
        since = (reading.until or installation.installed_at) - overlap
        read = _read(reading, news=ask(since=since), begun_at=begun_at)
        found = CaughtUp(
            shown=found.shown + read.shown, new=found.new + read.new, trouble=found.trouble or read.trouble
        )
    return found


def _read(reading: Reading, *, news: Iterable[News], begun_at: datetime) -> CaughtUp:
    """Each page is committed before the next is asked for. Failed deliveries, newest first, count when all are read."""
    shown = new = 0
    try:
        for page in news:
            shown += len(page.events)
            new += receive_events(page.events)
            if page.until is not None:
                reading.until = max(page.until, reading.until or page.until)
                reading.save(update_fields=["until"])
    except StoreError as error:
        return CaughtUp(shown=shown, new=new, trouble=note_trouble(reading, error=error))
    if reading.subject == Subject.MISSED:
        reading.until = begun_at
    end_reading(reading, at=begun_at)
    return CaughtUp(shown=shown, new=new)


def note_trouble(reading: Reading, *, error: StoreError) -> str:
    """Keep what stands in the way, for staff to see; logged when it is not what was known already."""
    words = str(error)[:2000]
    if words != reading.trouble:
        logger.warning("%s could not be read to the end: %s", reading, words)
    reading.trouble = words
    reading.save(update_fields=["trouble"])
    return words


def end_reading(reading: Reading, *, at: datetime) -> None:
    """The reading came to its end: it is as complete as ``at``, and no trouble is left."""
    reading.ended_at, reading.trouble = at, ""
    reading.save(update_fields=["ended_at", "trouble", "until", "report"])
