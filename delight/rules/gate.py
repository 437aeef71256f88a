"""Whether: the one check before every touch, in a fixed order that no editor can change. It answers a verdict.

Steps: 1 the moment, the person's stop, the legal basis · 2 the order is still kept, read fresh from the store · 3 open
cases and holds · 4 the facts of the kind · 5 gifts · 6 caps · 7 the local window · 8 too late · 9 a person's yes, where
a kind needs one. Paper skips 6 and 7.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from delight.rules import schedule
from delight.rules.conditions import meant
from delight.rules.facts import MomentFacts, OrderFacts, Written
from delight.rules.planning import against_use, klass_of, silence, stops_mail, stops_paper

STORE_PAUSE = timedelta(minutes=10)
"""How long a touch waits when the store cannot be asked; never "assume it is fine"."""


@dataclass(frozen=True, slots=True)
class Go:
    """Nothing speaks against it."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Never: the reason will not go away."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet: look again at ``until``."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A person must act first."""

    reason: str


@dataclass(frozen=True, slots=True)
class Missed:
    """Too late to be kind."""

    reason: str = "too_late"


Verdict = Go | Skip | Wait | Hold | Missed


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts:
    """All that the gate looks at.

    ``order`` is None where the store cannot be asked; ``kind_reason`` is the kind's own no; ``earliest`` is when the
    mail may leave by what the look found, None where that does not matter; ``asked``: the person chose its day.
    """

    now: datetime
    not_after: datetime
    moment: MomentFacts | None
    order: OrderFacts | None
    known_order: OrderFacts
    open_case: bool = False
    hold_reason: str = ""
    kind_reason: str = ""
    earliest: datetime | None = None
    asked: bool = False
    approved: bool = True
    written: Sequence[Written] = field(default_factory=tuple)


def gate(facts: GateFacts) -> Verdict:
    """Go, or the first reason not to."""
    for step in _STEPS:
        verdict = step(facts)
        if verdict is not None:
            return verdict
    return Go()


def _allowed(facts: GateFacts) -> Verdict | None:
    moment, order = facts.moment, facts.known_order
    if moment is None or not moment.active:
        return Skip("moment_off")
    if order.forgotten:
        return Skip("forgotten")
    if moment.medium != "mail":
        return Skip("stopped") if stops_paper(order.stopped, asks=moment.asks) else None
    if not order.has_address:
        return Skip("no_address")
    if stops_mail(order.stopped, kind=moment.kind, klass=klass_of(order, moment=moment), asked=facts.asked):
        return Skip("stopped")
    return Skip("no_basis") if klass_of(order, moment=moment) == "offer" and not order.basis else None


def _kept(facts: GateFacts) -> Verdict | None:
    if facts.order is None:
        reason = silence(facts.known_order)
        return Skip(reason) if reason else Wait(facts.now + STORE_PAUSE, "store_unreachable")
    reason = silence(facts.order)
    if reason:
        return Skip(reason)
    return None if facts.order.paid else Wait(facts.now + STORE_PAUSE, "not_paid")


def _settled(facts: GateFacts) -> Verdict | None:
    if facts.open_case:
        return Hold("open_case")
    return Hold(facts.hold_reason) if facts.hold_reason else None


def _true(facts: GateFacts) -> Verdict | None:
    if facts.moment is not None and not meant(facts.order or facts.known_order, moment=facts.moment):
        return Skip("not_meant")
    reason = facts.kind_reason or (facts.moment and against_use(facts.known_order, moment=facts.moment))
    if reason:
        return Skip(reason)
    if facts.earliest is not None and facts.earliest > facts.now:
        return Wait(facts.earliest, "not_arrived")
    order = facts.order or facts.known_order
    if facts.moment is not None and facts.moment.medium != "mail":
        if not order.needs_shipping:
            return Skip("digital")
        if any(parcel.state == "shipped" for parcel in order.parcels):
            return Missed("parcel_left")
    return None


def _gift(facts: GateFacts) -> Verdict | None:
    order, moment = facts.order or facts.known_order, facts.moment
    forbidden = moment is not None and moment.medium == "mail" and not moment.for_gifts
    return Skip("gift") if order.gift and forbidden else None


def _caps(facts: GateFacts) -> Verdict | None:
    moment, order = facts.moment, facts.known_order
    if moment is None or moment.medium != "mail":
        return None
    today = schedule.local_day(facts.now, zone=order.zone)
    reason = schedule.cap_reason(
        today, asks=moment.asks, offer=klass_of(order, moment=moment) == "offer", written=facts.written
    )
    if not reason:
        return None
    tomorrow = schedule.local_time(today + timedelta(days=1), hour=schedule.AIM_HOUR, zone=order.zone)
    return Wait(tomorrow, reason)


def _window(facts: GateFacts) -> Verdict | None:
    if facts.moment is None or facts.moment.medium != "mail":
        return None
    order = facts.known_order
    opens = schedule.next_open(facts.now, zone=order.zone, quiet_days=order.quiet_days)
    if opens == facts.now:
        return None
    today = schedule.local_day(facts.now, zone=order.zone)
    return Wait(opens, "holiday" if schedule.is_quiet(today, quiet_days=order.quiet_days) else "night")


def _approved(facts: GateFacts) -> Verdict | None:
    """Last of all, so that nobody is asked about what would not go out anyway."""
    return None if facts.approved else Hold("approval")


def _in_time(facts: GateFacts) -> Verdict | None:
    return Missed() if facts.now > facts.not_after else None


_STEPS: tuple[Callable[[GateFacts], Verdict | None], ...] = (
    _allowed,
    _kept,
    _settled,
    _true,
    _gift,
    _caps,
    _window,
    _in_time,
    _approved,
)
