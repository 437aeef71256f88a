"""After an editor changed a moment: planned touches follow, and nothing is said for the past."""

from datetime import timedelta

from django.db import transaction

from delight import clock
from delight.actions.touches.plan_touches import plan_touches
from delight.doorbell import ring
from delight.models import Moment, Order
from delight.models.prepared import Prepared

FOLLOWED = timedelta(days=180)
"""Orders older than this have no planned touch left: the longest expiry is far shorter."""


_CHANGED = Prepared[tuple[int, int]](
    lambda: Moment.objects.exclude(replan_from=None).order_by("pk").values_list("pk", "replan_from")[:1]
)


def follow_moment(moment: Moment) -> None:
    """Note that orders are to be planned anew for this moment; a worker does it in small steps.

    A moment that was just switched on follows anchors from now on; switched off and on again, it starts anew.
    """
    since = (moment.active_since or clock.now()) if moment.active else None
    with transaction.atomic():
        Moment.objects.filter(pk=moment.pk).update(active_since=since, replan_from=0)
        ring()


def follow_product_kinds() -> None:
    """The days of some goods changed: note on one moment that recent orders are planned anew, each with all moments."""
    moment = Moment.objects.order_by("pk").first()
    if moment is not None:
        Moment.objects.filter(pk=moment.pk).update(replan_from=0)
        ring()


def replan_some(limit: int = 200) -> int:
    """Plan the next orders anew for one changed moment; how many. Losing it or doing it twice changes nothing."""
    changed = _CHANGED.first()
    if changed is None:
        return 0
    pk, replan_from = changed
    recent = Order.objects.filter(pk__gt=replan_from, created_at__gte=clock.now() - FOLLOWED)
    ids = list(recent.order_by("pk").values_list("pk", flat=True)[:limit])
    plan_touches(ids)
    as_it_was = Moment.objects.filter(pk=pk, replan_from=replan_from)
    as_it_was.update(replan_from=ids[-1] if len(ids) == limit else None)
    return len(ids)
