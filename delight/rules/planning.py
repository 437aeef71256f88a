"""The plan of one order: a pure function of what is known, so that planning twice, or in any order, ends the same."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter

from delight.rules import schedule
from delight.rules.basis import last_withdrawal_day
from delight.rules.conditions import days_after, held_out, meant, narrowness
from delight.rules.facts import AnchorName, Klass, MomentFacts, OrderFacts, Written
from delight.rules.joy import joy
from delight.rules.values import value

CONFIRMED_STATES = frozenset({"open", "shipped_in_part", "shipped", "returned_in_part", "returned", "cancelled"})
SILENT_STATES = {
    "cancelled": "cancelled",
    "expired": "cancelled",
    "returned": "returned",
    "returned_in_part": "returned",
    "draft": "not_kept",
    "unconfirmed": "not_kept",
}
SILENT_PARCELS = {"returned": "returned", "refunded": "refunded", "replaced": "replaced"}
_BY_RANK = attrgetter("rank", "slug")
QUIET = "quiet"
"""The scope of the quiet mode: only service mails, and what the person asked for."""
DAYS_TO_DECIDE = timedelta(days=3)
ARRIVAL_ESTIMATED, ARRIVAL_KNOWN, THANKED = "arrival_estimated", "arrival_known", "thanked"


@value
class Planned:
    """One touch as it should be: ``silent`` is the reason why it is withdrawn, "" while it is planned."""

    key: str
    moment: str
    kind: str
    medium: str
    due_at: datetime
    not_after: datetime
    reason: str
    silent: str = ""


@value
class _Anchor:
    at: datetime
    reason: str


def plan(
    order: OrderFacts,
    *,
    moments: Sequence[MomentFacts],
    written: Sequence[Written] = (),
    fixed: frozenset[str] = frozenset(),
) -> tuple[Planned, ...]:
    """Every touch that this order's moments call for, planned or withdrawn with the reason.

    ``written`` are this person's mails outside this plan; ``fixed`` are keys that planning must not count or place,
    because they are done, under way or were moved by a person (they are in ``written`` instead).
    """
    found: list[Planned] = []
    taken = list(written)
    silent = silence(order)
    anchors = {name: _anchor(order, name=name) for name in dict.fromkeys([moment.anchor for moment in moments])}
    surplus = _surplus(order, moments=moments, anchors=anchors, fixed=fixed)
    for moment in sorted(moments, key=_BY_RANK):
        key = key_of(order, moment=moment)
        if moment.slug in surplus:
            continue
        anchor = anchors[moment.anchor]
        if anchor is None or key in fixed or _passed_over(order, moment=moment, anchor=anchor):
            continue
        one = _place(order, moment=moment, key=key, anchor=anchor, silent=silent, taken=taken)
        found.append(one)
        if moment.medium == "mail" and not one.silent:
            day = schedule.local_day(one.due_at, zone=order.zone)
            taken.append(Written(day=day, klass=klass_of(order, moment=moment), asks=moment.asks))
    return tuple(found)


def key_of(order: OrderFacts, *, moment: MomentFacts) -> str:
    """Under which this moment's touch for this order is known: nothing is planned twice."""
    return f"{order.store}/{order.external_id}/{moment.slug}"


def _surplus(
    order: OrderFacts,
    *,
    moments: Sequence[MomentFacts],
    anchors: Mapping[AnchorName, "_Anchor | None"],
    fixed: frozenset[str],
) -> frozenset[str]:
    """The moments that stand back because one of their kind is enough for an order: the narrowest one speaks.

    Where one of them is done, under way or was settled by a person, none of the others is planned any more.
    """
    found: set[str] = set()
    for kind in {moment.kind for moment in moments if moment.single}:
        rivals = [moment for moment in moments if moment.kind == kind]
        if any(key_of(order, moment=moment) in fixed for moment in rivals):
            found |= {moment.slug for moment in rivals}
            continue
        fit = [
            one
            for one in rivals
            if (anchor := anchors[one.anchor]) and not _passed_over(order, moment=one, anchor=anchor)
        ]
        best = max(fit, key=lambda moment: (narrowness(moment), moment.slug), default=None)
        found |= {moment.slug for moment in rivals if moment is not best}
    return frozenset(found)


def earliest(order: OrderFacts, *, moment: MomentFacts) -> datetime | None:
    """When this moment's mail may leave at the earliest, by what is known now; None where its anchor is gone again."""
    anchor = _anchor(order, name=moment.anchor)
    if anchor is None:
        return None
    return _morning(_first_day(order, moment=moment, anchor=anchor), zone=order.zone)


def begun(order: OrderFacts, *, moment: MomentFacts) -> datetime | None:
    """Since when this moment's mail makes sense at all, on whatever day: its anchor, which may be still to come."""
    anchor = _anchor(order, name=moment.anchor)
    return anchor.at if anchor else None


def klass_of(order: OrderFacts, *, moment: MomentFacts) -> Klass:
    """What the mail is by law; where there is no basis for offers, a plain kind is a service mail and says no more."""
    return "service" if moment.plain and not order.basis else moment.klass


def silence(order: OrderFacts) -> str:
    """Why nothing more is said about this order: "cancelled", "returned", "refunded", "replaced", "not_kept", or ""."""
    if order.forgotten:
        return "forgotten"
    if order.state in SILENT_STATES:
        return SILENT_STATES[order.state]
    if order.refunded:
        return "refunded"
    return next((SILENT_PARCELS[parcel.state] for parcel in order.parcels if parcel.state in SILENT_PARCELS), "")


def why_not(order: OrderFacts, *, moment: MomentFacts) -> str:
    """Why planning passes this moment over, "" where it does not: "no_arrived", say, before a parcel is there."""
    anchor = _anchor(order, name=moment.anchor)
    if anchor is None:
        return silence(order) or f"no_{moment.anchor}"
    return _passed_over(order, moment=moment, anchor=anchor)


def _passed_over(order: OrderFacts, *, moment: MomentFacts, anchor: _Anchor) -> str:
    """Nothing is said for the past: neither of before the moment was switched on, nor of before the order was read."""
    if not moment.active:
        return "moment_off"
    if moment.active_since is not None and anchor.at < moment.active_since:
        return "before_switched_on"
    if order.quiet_before is not None and anchor.at < order.quiet_before:
        return "before_known"
    return "" if meant(order, moment=moment) else "not_meant"


def _anchor(order: OrderFacts, *, name: AnchorName) -> _Anchor | None:
    if name == "joy":
        sign = joy(order)
        return None if sign is None else _Anchor(at=_morning(sign.day, zone=order.zone), reason=sign.source)
    if name == "thanked":
        return None if order.thanked_at is None else _Anchor(at=order.thanked_at, reason=THANKED)
    if name == "confirmed":
        settled = order.state in CONFIRMED_STATES and (order.paid or order.refunded)
        return _Anchor(at=order.created_at, reason="confirmed") if settled else None
    if name == "shipped":
        left = [parcel.shipped_at for parcel in order.parcels if parcel.state == "shipped"]
        return _Anchor(at=max(left), reason="shipped") if left and order.state == "shipped" else None
    arrived = schedule.arrival(order)
    if arrived is None:
        return None
    return _Anchor(at=arrived.at, reason=ARRIVAL_ESTIMATED if arrived.estimated else ARRIVAL_KNOWN)


def _first_day(order: OrderFacts, *, moment: MomentFacts, anchor: _Anchor) -> date:
    """The moment's day; a second try's where nothing shows that this person has come to use it.

    What a gift's receiver does says nothing of the giver, who is asked at the second try.
    """
    first = schedule.local_day(anchor.at, zone=order.zone) + timedelta(days=days_after(order, moment=moment))
    if not moment.second_try:
        return first
    later = first + timedelta(days=moment.second_try)
    if order.gift or order.used_on is None:
        return later
    return min(later, max(first, order.used_on + timedelta(days=1)))


def _morning(day: date, *, zone: str) -> datetime:
    return schedule.local_time(day, hour=schedule.AIM_HOUR, zone=zone)


def _place(
    order: OrderFacts, *, moment: MomentFacts, key: str, anchor: _Anchor, silent: str, taken: Sequence[Written]
) -> Planned:
    silent = silent or _not_for(order, moment=moment)
    if moment.medium != "mail":
        due_at = anchor.at + timedelta(days=days_after(order, moment=moment))
        last = due_at + timedelta(days=moment.expires_days)
    else:
        first = _first_day(order, moment=moment, anchor=anchor)
        lasts = timedelta(days=days_after(order, moment=moment) + moment.expires_days)
        end = schedule.local_day(anchor.at, zone=order.zone) + lasts
        if moment.before_withdrawal:
            latest = _latest_offer_to_withdraw(order)
            silent, end = silent or ("" if latest else "no_withdrawal"), min(end, latest or end)
        day = first if silent else _free_day(order, moment=moment, first=first, last=end, taken=taken)
        silent = silent or ("" if day else "no_free_day")
        due_at = _morning(day or first, zone=order.zone)
        last = schedule.local_time(end, hour=schedule.CLOSES, zone=order.zone)
    return Planned(
        key=key,
        moment=moment.slug,
        kind=moment.kind,
        medium=moment.medium,
        due_at=due_at,
        not_after=last,
        reason=anchor.reason,
        silent=silent,
    )


def _latest_offer_to_withdraw(order: OrderFacts) -> date | None:
    """Three days before the right to withdraw ends; None where there is none, or nobody knows when the parcel came."""
    arrived = schedule.arrival(order)
    if arrived is None or arrived.estimated:
        return None
    day = schedule.local_day(arrived.at, zone=order.zone)
    last = last_withdrawal_day(day, country=order.country, quiet_days=order.quiet_days)
    return last - DAYS_TO_DECIDE if last else None


def _free_day(
    order: OrderFacts, *, moment: MomentFacts, first: date, last: date, taken: Sequence[Written]
) -> date | None:
    return schedule.free_day(
        first,
        last=last,
        quiet_days=order.quiet_days,
        weekdays=moment.weekdays,
        asks=moment.asks,
        offer=klass_of(order, moment=moment) == "offer",
        written=taken,
    )


def unwanted(order: OrderFacts, *, moment: MomentFacts | None) -> str:
    """Why a touch whose day its person chose is not to come after all; "" while it is. The day stays theirs."""
    if silent := silence(order):
        return silent
    if moment is None or not moment.active:
        return "moment_off"
    return _not_for(order, moment=moment, asked=True)


def _not_for(order: OrderFacts, *, moment: MomentFacts, asked: bool = False) -> str:
    """Why this moment is not for this order although the order is kept."""
    reason = (
        _not_for_mail(order, moment=moment, asked=asked)
        if moment.medium == "mail"
        else _not_for_paper(order, moment=moment)
    )
    if not reason and held_out(order.person, kind=moment.kind, percent=moment.holdout_percent):
        return "holdout"
    return reason


def _not_for_mail(order: OrderFacts, *, moment: MomentFacts, asked: bool) -> str:
    if not order.has_address:
        return "no_address"
    if stops_mail(order.stopped, kind=moment.kind, klass=klass_of(order, moment=moment), asked=asked):
        return "stopped"
    if klass_of(order, moment=moment) == "offer" and not order.basis:
        return "no_basis"
    if order.gift and not moment.for_gifts:
        return "gift"
    return against_use(order, moment=moment)


def against_use(order: OrderFacts, *, moment: MomentFacts) -> str:
    """ "in_use" for a moment that is meant only for whoever has not got going yet."""
    return "in_use" if moment.use == "none" and order.used else ""


def stops_mail(stopped: frozenset[str], *, kind: str, klass: Klass, asked: bool) -> bool:
    """Whether a stop silences this mail: of all mails, of its kind, or the quiet mode unless it was asked for."""
    return bool(stopped & {"all", kind}) or (QUIET in stopped and klass == "offer" and not asked)


def stops_paper(stopped: frozenset[str], *, asks: bool) -> bool:
    """Whether a stop silences paper too: its own does, and one of all mails (a complaint, say) any paper that asks."""
    return "print" in stopped or (asks and bool(stopped & {"all", QUIET}))


def _not_for_paper(order: OrderFacts, *, moment: MomentFacts) -> str:
    if not order.needs_shipping:
        return "digital"
    if stops_paper(order.stopped, asks=moment.asks):
        return "stopped"
    return "parcel_left" if any(parcel.state == "shipped" for parcel in order.parcels) else ""
