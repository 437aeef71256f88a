"""A parcel arrived: kept with who says so, unless somebody better has said; planned touches move, sent ones do not."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from delight import clock
from delight.actions.touches.plan_touches import plan_touches
from delight.doorbell import ring
from delight.errors import PermanentError
from delight.models import Parcel
from delight.rules.arrivals import fault_of, weaker_or_equal

SHORTEST_NUMBER = 6
"""A shorter word is found in the address of too many parcels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """How many parcels of that tracking number we know, and of how many the arrival was new."""

    found: int
    new: int


def note_arrival(parcel: Parcel, *, at: datetime, source: str = Parcel.ArrivalSource.STAFF) -> bool:
    """Keep when this parcel arrived; False if that was known, or known better.

    Raises PermanentError for a day before it was shipped or in the future.
    """
    fault = fault_of(at, shipped_at=parcel.shipped_at, now=clock.now())
    if fault:
        raise PermanentError(f"{parcel}: {fault}.")
    with transaction.atomic():
        rows = Parcel.objects.filter(pk=parcel.pk, arrival_source__in=weaker_or_equal(source))
        changed = rows.exclude(arrived_at=at, arrival_source=source).update(arrived_at=at, arrival_source=source)
        if changed:
            plan_touches([parcel.order_id])
            ring()
    return bool(changed)


def note_arrival_by_number(tracking: str, *, at: datetime, source: str) -> Noted:
    """As note_arrival, for every parcel with that tracking number. Raises PermanentError as it does."""
    parcels = list(_with_number(tracking.strip()))
    return Noted(found=len(parcels), new=sum(note_arrival(parcel, at=at, source=source) for parcel in parcels))


def _with_number(tracking: str) -> QuerySet[Parcel]:
    """Shipped parcels whose tracking is that number, else those whose tracking is an address that holds it."""
    shipped = Parcel.objects.filter(state=Parcel.State.SHIPPED).select_related("order")
    if not tracking:
        return shipped.none()
    exactly = shipped.filter(tracking=tracking)
    if len(tracking) < SHORTEST_NUMBER or exactly.exists():
        return exactly
    within = Q(tracking__contains=f"/{tracking}") | Q(tracking__contains=f"={tracking}")
    return shipped.filter(within, tracking__startswith="http")
