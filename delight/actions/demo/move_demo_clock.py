"""Moves the demo's clock forward, for every process at once, and wakes a worker."""

import math
from datetime import datetime, timedelta

from django.db.models import F, Min

from delight import clock, conf
from delight.actions.people.suppress import lift_ended
from delight.demo.steps import next_step_after
from delight.doorbell import ring
from delight.errors import PermanentError
from delight.models import DemoClock, Touch


def move_demo_clock(*, days: int = 0, to_next_touch: bool = False, to: datetime | None = None) -> datetime:
    """Move the one clock row by ``days``, to the next touch or sample step, or to a moment; the new demo time.

    A moment that has passed, or a next touch that does not exist, leaves the clock where it is. Raises PermanentError
    outside the demo, before the demo is loaded and for a step back: what has been sent cannot be unsent.
    """
    if not conf.DEMO():
        raise PermanentError("only the demo's clock can be moved: this site runs without DELIGHT_DEMO")
    if days < 0:
        raise PermanentError(f"the demo's clock goes forward only, not {days} days")
    now = clock.now()
    target = max(filter(None, [now + timedelta(days=days), to, _next_due(now) if to_next_touch else None]))
    forward = math.ceil((target - now).total_seconds())
    if not DemoClock.objects.filter(pk=1).update(offset_seconds=F("offset_seconds") + forward):
        raise PermanentError("the demo is not loaded yet: run `python -m delight demo` first")
    lift_ended(now=clock.now())  # a real shop's nights do that
    ring()
    return clock.now()


def _next_due(now: datetime) -> datetime | None:
    """The earliest moment after now at which a planned touch is due or the sample shop speaks."""
    planned = Touch.objects.filter(state=Touch.State.PLANNED, due_at__gt=now)
    candidates = [planned.aggregate(due=Min("due_at"))["due"], next_step_after(now)]
    return min((moment for moment in candidates if moment), default=None)
