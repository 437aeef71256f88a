"""When: due days from anchors, kind hours, quiet days, arrival estimates, caps, and from when on it is too late."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from delight.rules.facts import OrderFacts, ParcelFacts, Written
from delight.rules.values import value

AIM_HOUR = 10
OPENS, CLOSES = 9, 20
DAYS_BETWEEN_OFFERS = 3
DAYS_BETWEEN_ASKS = 14
MOST_OFFERS, MONTH_DAYS = 4, 30
"""At most so many offers within any so many days."""
SUNDAY = 6
LONGEST_SEARCH = 60
"""Days after which looking for a free day ends; every expiry is far shorter."""


@value
class Arrival:
    """When the last parcel arrived: a UTC time, and whether it is only an estimate."""

    at: datetime
    estimated: bool


@lru_cache(maxsize=10_000)
def local_time(day: date, *, hour: int, zone: str) -> datetime:
    """That hour of that day in that zone, as UTC.

    An hour that the clock skips becomes the next that exists; of two equal hours the first is meant.
    """
    place = ZoneInfo(zone)
    wanted = datetime.combine(day, time(hour), tzinfo=place)
    there_and_back = wanted.astimezone(UTC).astimezone(place)
    if there_and_back.replace(tzinfo=None) == wanted.replace(tzinfo=None):
        return wanted.astimezone(UTC)
    return max(wanted, there_and_back, key=lambda moment: moment.replace(tzinfo=None)).astimezone(UTC)


def local_day(moment: datetime, *, zone: str) -> date:
    """The calendar day it is in that zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def is_quiet(day: date, *, quiet_days: frozenset[date]) -> bool:
    """Whether nobody is written to on this day: a Sunday or a public holiday where the person lives."""
    return day.weekday() == SUNDAY or day in quiet_days


def next_open(moment: datetime, *, zone: str, quiet_days: frozenset[date]) -> datetime:
    """The first time from then on within 9 to 20 o'clock on a day that is not quiet; the aim hour if the day moves."""
    local = moment.astimezone(ZoneInfo(zone))
    if not is_quiet(local.date(), quiet_days=quiet_days):
        if OPENS <= local.hour < CLOSES:
            return moment
        if local.hour < OPENS:
            return local_time(local.date(), hour=AIM_HOUR, zone=zone)
    day = local.date() + timedelta(days=1)
    while is_quiet(day, quiet_days=quiet_days):
        day += timedelta(days=1)
    return local_time(day, hour=AIM_HOUR, zone=zone)


@lru_cache(maxsize=10_000)
def add_working_days(day: date, *, days: int, quiet_days: frozenset[date]) -> date:
    """The day so many working days later: Saturdays, Sundays and public holidays are not counted."""
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in quiet_days:
            days -= 1
    return day


def estimated_arrival(shipped_at: datetime, *, zone: str, road_days: int, quiet_days: frozenset[date]) -> datetime:
    """When a parcel is probably there: after the usual working days on the road, at noon in the recipient's zone."""
    left = local_day(shipped_at, zone=zone)
    there = add_working_days(left, days=road_days, quiet_days=quiet_days)
    return local_time(there, hour=12, zone=zone)


def arrival(order: OrderFacts) -> Arrival | None:
    """When the last parcel arrived; None while something is still to be shipped, or collected by nobody knows when."""
    parcels = [parcel for parcel in order.parcels if parcel.state == "shipped"]
    if order.state != "shipped" or not parcels or not order.needs_shipping:
        return None
    found = [parcel_arrival(parcel, order=order) for parcel in parcels]
    known = [one for one in found if one is not None]
    return max(known, key=lambda one: one.at) if len(known) == len(found) else None


def parcel_arrival(parcel: ParcelFacts, *, order: OrderFacts) -> Arrival | None:
    """When this parcel, which was shipped, arrived or probably does; None where the customer collects it."""
    if parcel.arrived_at is not None:
        return Arrival(at=parcel.arrived_at, estimated=False)
    if order.pickup:
        return None
    quiet = order.quiet_days if order.parcel_quiet_days is None else order.parcel_quiet_days
    zone = order.parcel_zone or order.zone
    at = estimated_arrival(parcel.shipped_at, zone=zone, road_days=order.road_days, quiet_days=quiet)
    return Arrival(at=at, estimated=True)


def free_day(
    first: date,
    *,
    last: date,
    quiet_days: frozenset[date],
    weekdays: frozenset[int],
    asks: bool,
    offer: bool,
    written: Sequence[Written],
) -> date | None:
    """The first day from ``first`` to ``last`` on which this person may be written to under every cap, or None."""
    day = first
    while day <= min(last, first + timedelta(days=LONGEST_SEARCH)):
        kind_day = day.weekday() in weekdays and not is_quiet(day, quiet_days=quiet_days)
        if kind_day and not cap_reason(day, asks=asks, offer=offer, written=written):
            return day
        day += timedelta(days=1)
    return None


def cap_reason(day: date, *, asks: bool, offer: bool, written: Sequence[Written]) -> str:
    """Why this day is too full for one more mail: "cap_day", "cap_offers", "cap_asks", "cap_month", or ""."""
    for other in written:
        apart = abs((day - other.day).days)
        if apart == 0:
            return "cap_day"
        if offer and other.klass == "offer" and apart < DAYS_BETWEEN_OFFERS:
            return "cap_offers"
        if asks and other.asks and apart < DAYS_BETWEEN_ASKS:
            return "cap_asks"
    return "cap_month" if offer and _month_is_full(day, written=written) else ""


def _month_is_full(day: date, *, written: Sequence[Written]) -> bool:
    """Whether an offer on this day would be the fifth within some thirty days, before it or around it."""
    near = [other.day for other in written if other.klass == "offer" and abs((day - other.day).days) < MONTH_DAYS]
    if len(near) < MOST_OFFERS:
        return False
    days = sorted([*near, day])
    runs = zip(days, days[MOST_OFFERS:], strict=False)
    return any(first <= day <= last and (last - first).days < MONTH_DAYS for first, last in runs)
