"""Moves one mail to a day that its person chose, or a month on; planning leaves that day alone from then on."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from delight import clock, conf
from delight.actions.moment_facts import facts_of_moment
from delight.actions.people.change_consent import STILL_OURS
from delight.actions.people.suppress import plan_address
from delight.actions.touches.gather_facts import mails_of, order_facts
from delight.actions.touches.plan_touches import MOVED, plan_touches
from delight.calendars import quiet_days
from delight.doorbell import ring
from delight.kinds.base import kinds
from delight.models import Medium, Order, Touch
from delight.people.homes import home_of
from delight.rules import schedule
from delight.rules.facts import MomentFacts, OrderFacts, Written
from delight.rules.planning import earliest, klass_of

LATER = timedelta(days=30)
GRACE = timedelta(days=3)
"""After the day a person asked for, a mail may still come: it must not be lost to a mail server's bad day."""
SEARCH = timedelta(days=14)


class _Place:
    """What bounds the days of one mail: the kind's life, the quiet days, and what else goes to this person."""

    def __init__(self, touch: Touch, *, order: Order, moment: MomentFacts) -> None:
        self.facts: OrderFacts = order_facts([order])[order.pk]
        self.moment, self.zone = moment, self.facts.zone
        person = self.facts.person
        mails = mails_of([person], zones={person: self.zone}).get(person, []) if person else []
        self.written: list[Written] = [mail for pk, mail in mails if pk != touch.pk]
        self.today = schedule.local_day(clock.now(), zone=self.zone)
        years = (self.today.year, self.today.year + 1)
        self.quiet = self.facts.quiet_days | quiet_days(home_of(order).country or conf.SHOP_COUNTRY(), years=years)

    def free(self, first: date, *, last: date) -> Iterator[date]:
        """The days on which this mail may come: none is silent, none is too full."""
        day = first
        while day <= last:
            offer = klass_of(self.facts, moment=self.moment) == "offer"
            full = schedule.cap_reason(day, asks=self.moment.asks, offer=offer, written=self.written)
            if not full and not schedule.is_quiet(day, quiet_days=self.quiet):
                yield day
            day += timedelta(days=1)

    def morning(self, day: date) -> datetime:
        """When it leaves on that day."""
        return schedule.local_time(day, hour=schedule.AIM_HOUR, zone=self.zone)


def days_for(touch: Touch) -> list[date]:
    """The days to which this mail can be moved: from tomorrow, and from when it makes sense, to the end of its life."""
    place = _place(touch)
    if place is None:
        return []
    first = place.today + timedelta(days=1)
    if begins := earliest(place.facts, moment=place.moment):
        first = max(first, schedule.local_day(begins, zone=place.zone))
    return list(place.free(first, last=schedule.local_day(touch.not_after, zone=place.zone)))


def move_touch(touch: Touch, *, day: date) -> bool:
    """Move it to this day, also where a worker has claimed it; False for a day that cannot be, or if it is too late."""
    place = _place(touch)
    if place is None or day not in days_for(touch):
        return False
    return _move(touch, due_at=place.morning(day), not_after=touch.not_after)


def not_now(touch: Touch) -> date | None:
    """Thirty days on, to the next day that is free; the mail's life is prolonged, as its person asked for it then."""
    place = _place(touch)
    if place is None:
        return None
    first = schedule.local_day(max(touch.due_at, clock.now()), zone=place.zone) + LATER
    day = next(place.free(first, last=first + SEARCH), None)
    if day is None:
        return None
    end = schedule.local_time(day + GRACE, hour=schedule.CLOSES, zone=place.zone)
    return day if _move(touch, due_at=place.morning(day), not_after=max(touch.not_after, end)) else None


def _place(touch: Touch) -> _Place | None:
    """None for what has no day of its own: paper comes with the parcel."""
    if touch.medium != Medium.MAIL or touch.order is None or touch.moment is None or touch.state not in STILL_OURS:
        return None
    kind = kinds().get(touch.kind)
    if kind is None or not kind.told_before:
        return None
    return _Place(touch, order=touch.order, moment=facts_of_moment(touch.moment))


def _move(touch: Touch, *, due_at: datetime, not_after: datetime) -> bool:
    """One guarded UPDATE: whoever had claimed it has lost it, and sends nothing."""
    with transaction.atomic():
        moved = Touch.objects.filter(pk=touch.pk, state__in=STILL_OURS).update(
            state=Touch.State.PLANNED,
            reason=MOVED,
            due_at=due_at,
            not_after=not_after,
            moved_by_person=True,
            claim="",
            claimed_until=None,
        )
        if moved and touch.customer.address_key:
            plan_address(touch.customer.address_key, store=touch.store)
        elif moved and touch.order_id:
            plan_touches([touch.order_id])
    if moved:
        ring()
    return moved == 1
