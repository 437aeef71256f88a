"""How many people a moment concerns, told before an editor saves it."""

from collections.abc import Iterator
from datetime import timedelta

from delight import clock
from delight.actions.moment_facts import facts_of_moment
from delight.actions.touches.gather_facts import order_facts
from delight.models import Moment, Order, Touch
from delight.rules.conditions import meant
from delight.rules.facts import OrderFacts
from delight.rules.values import value

LOOKED_BACK = timedelta(days=30)
AT_ONCE, AT_MOST = 500, 5_000
"""Orders read at a time, and in all: an editor waits for the answer."""


@value
class Concerned:
    """``planned``: people with a touch planned from this moment, which a change may move or withdraw.

    ``orders`` and ``people``: of the newest orders of the last 30 days, at most 5,000 (``looked_at``), those that its
    conditions mean, whether or not it was switched on then.
    """

    planned: int
    looked_at: int
    orders: int
    people: int


def count_concerned(moment: Moment) -> Concerned:
    """Count for a moment as it stands in the form, saved or not."""
    facts = facts_of_moment(moment)
    looked_at, found = 0, []
    for order in _recent():
        looked_at += 1
        if meant(order, moment=facts):
            found.append(order.person or order.external_id)
    return Concerned(planned=_planned(moment), looked_at=looked_at, orders=len(found), people=len(set(found)))


def _planned(moment: Moment) -> int:
    if moment.pk is None:
        return 0
    waiting = Touch.objects.filter(moment_id=moment.pk, state=Touch.State.PLANNED)
    return waiting.values("customer__address_key").distinct().count()


def _recent() -> Iterator[OrderFacts]:
    orders = Order.objects.filter(created_at__gte=clock.now() - LOOKED_BACK).order_by("-created_at", "-pk")
    rows = orders.select_related("customer").prefetch_related("lines", "parcels")
    for start in range(0, AT_MOST, AT_ONCE):
        batch = list(rows[start : start + AT_ONCE])
        yield from order_facts(batch).values()
        if len(batch) < AT_ONCE:
            return
