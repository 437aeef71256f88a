"""Feeds the demo's sample orders, step by step, as the demo's clock reaches them."""

from delight import clock
from delight.actions.orders.snapshot_order import snapshot_order
from delight.demo.steps import steps_between
from delight.models import DemoClock
from delight.models.prepared import Prepared

_CLOCK = Prepared[DemoClock](lambda: DemoClock.objects.filter(pk=1)[:1])


def feed_sample_steps() -> int:
    """Tell what is due since the last time; how many steps that was. Fed twice, a step changes nothing."""
    row = _CLOCK.first()
    if row is None:
        return 0
    steps = steps_between(row.fed_until, until=clock.now())
    if steps:
        snapshot_order(steps, sample=True)
        DemoClock.objects.filter(pk=1, fed_until=row.fed_until).update(fed_until=steps[-1].issued_at)
    return len(steps)
