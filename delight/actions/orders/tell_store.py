"""Tells the store, where the shop wants it, what was done for an order, in metadata that only staff and apps read."""

import logging
from collections.abc import Sequence

from delight import clock, conf
from delight.actions.orders.catch_up import end_reading, note_trouble
from delight.models import Installation, Reading, Touch
from delight.store import current_store
from storefront_hooks import StoreError

logger = logging.getLogger(__name__)

AT_ONCE = 100


def tell_store() -> str:
    """Tell what was done since the last time; what stands in the way, or "".

    Told twice it stays the same, so that a process may die at any point of it. What was done before the setting was
    switched on is not told.
    """
    store = current_store(fresh=True)
    if not conf.WRITE_BACK() or not Installation.objects.filter(store=store.name).exists():
        return ""
    reading, new = Reading.objects.get_or_create(
        store=store.name, subject=Reading.Subject.TOLD, defaults={"until": clock.now()}
    )
    if new:
        return ""
    try:
        for touch in _untold(reading):
            words = {f"delight.{touch.kind}": f"{touch.done_at:%Y-%m-%dT%H:%M:%SZ}"}
            if touch.order is not None and not store.tell(touch.order.external_id, words=words):
                logger.warning("The store keeps no word at order %s: it does not know it any more.", touch.order)
            _keep(reading, touch=touch)
    except StoreError as error:
        return note_trouble(reading, error=error)
    end_reading(reading, at=clock.now())
    return ""


def _untold(reading: Reading) -> Sequence[Touch]:
    """The next that were done, oldest first; of those done at the very time of the last, the ones not yet told."""
    done = Touch.objects.filter(store=reading.store, state=Touch.State.DONE, done_at__gte=reading.until)
    told = reading.report.get("told", [])
    return list(done.exclude(pk__in=told).select_related("order").order_by("done_at", "pk")[:AT_ONCE])


def _keep(reading: Reading, *, touch: Touch) -> None:
    told = reading.report.get("told", []) if touch.done_at == reading.until else []
    reading.report = {"told": [*told, touch.pk]}
    reading.until, reading.done = touch.done_at, reading.done + 1
    reading.save(update_fields=["report", "until", "done"])
