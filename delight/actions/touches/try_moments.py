"""Tries moments on one order: what its person would get, when, and why not. Nothing is planned, written or asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from delight import clock
from delight.actions.moment_facts import facts_of_moment
from delight.actions.people.cases import has_open_case
from delight.actions.touches.gather_facts import COUNTED, mails_of, order_facts
from delight.kinds.base import kinds
from delight.models import Moment, Order, Touch
from delight.rules.conditions import unmet
from delight.rules.facts import MomentFacts, OrderFacts, Written
from delight.rules.gate import GateFacts, Verdict, gate
from delight.rules.planning import Planned, earliest, plan, why_not

MAY_MOVE = (Touch.State.PLANNED, Touch.State.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One moment on this order.

    ``verdict`` is the gate's on the day that planning would choose, by what is known now; ``counted`` says from when
    that day counts. Where there is no verdict ``reason`` says why nothing would be planned, and ``unmet`` names the
    condition that does not hold; or it has ended already, and ``touch`` is how.
    """

    moment: Moment
    touch: Touch | None = None
    due_at: datetime | None = None
    counted: str = ""
    reason: str = ""
    unmet: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of the order, and of what its person reads besides the plan."""

    order: Order
    facts: OrderFacts
    written: Sequence[Written]
    touches: dict[str, Touch]
    open_case: bool


def try_moments(order: Order, *, moments: Sequence[Moment] = ()) -> list[Tried]:
    """All moments on this order, or only these, saved or not; each of these as if it were switched on.

    Expects ``customer`` selected, lines and parcels prefetched. The order is judged as we know it: nothing is asked of
    the store, which is read afresh before anything leaves.
    """
    known = _known(order)
    asked = {moment.slug for moment in moments}
    rows = [row for row in Moment.objects.order_by("days", "slug") if row.slug not in asked] + list(moments)
    facts = {row.slug: facts_of_moment(row) for row in rows if row.kind in kinds()}
    facts |= {slug: _switched_on(facts[slug]) for slug in asked & facts.keys()}
    fixed = frozenset(key for key, row in known.touches.items() if row.state not in MAY_MOVE or row.moved_by_person)
    found = plan(known.facts, moments=list(facts.values()), written=known.written, fixed=fixed)
    planned = {one.moment: one for one in found}
    shown = [row for row in rows if row.slug in facts and (not asked or row.slug in asked)]
    return [_tried(row, known=known, facts=facts[row.slug], planned=planned.get(row.slug)) for row in shown]


def _switched_on(facts: MomentFacts) -> MomentFacts:
    return facts if facts.active else replace(facts, active=True, active_since=None)


def _known(order: Order) -> _Known:
    facts, key = order_facts([order])[order.pk], order.customer.address_key
    touches = {touch.key: touch for touch in order.touches.all()}
    own = {touch.pk for touch in touches.values() if touch.state in MAY_MOVE and not touch.moved_by_person}
    mails = mails_of([key], zones={key: facts.zone}, states=COUNTED)[key] if key else []
    return _Known(
        order=order,
        facts=facts,
        written=[mail for pk, mail in mails if pk not in own],
        touches=touches,
        open_case=has_open_case(order.customer),
    )


def _tried(row: Moment, *, known: _Known, facts: MomentFacts, planned: Planned | None) -> Tried:
    touch = known.touches.get(f"{known.order.store}/{known.order.external_id}/{row.slug}")
    moved = touch if touch is not None and touch.moved_by_person else None
    if touch is not None and (touch.state not in MAY_MOVE or (moved and touch.state == Touch.State.WITHDRAWN)):
        return Tried(moment=row, touch=touch)
    if planned is not None and planned.silent:
        return Tried(moment=row, touch=touch, due_at=planned.due_at, reason=planned.silent)
    when = moved or planned
    if when is None:
        reason = why_not(known.facts, moment=facts) or "another_card"
        return Tried(moment=row, reason=reason, unmet=unmet(known.facts, moment=facts) if reason == "not_meant" else "")
    verdict = _on_its_day(known, row=row, facts=facts, touch=touch, when=when)
    counted = planned.reason if planned else ""
    return Tried(moment=row, touch=touch, due_at=when.due_at, counted=counted, verdict=verdict)


def _on_its_day(
    known: _Known, *, row: Moment, facts: MomentFacts, touch: Touch | None, when: Planned | Touch
) -> Verdict:
    """The gate at the hour it is due, or now where that hour is past."""
    would_be = touch or Touch(pk=0, order=known.order, customer=known.order.customer, moment=row, kind=facts.kind)
    asks_earliest = facts.medium == "mail" and isinstance(when, Planned)
    return gate(
        GateFacts(
            now=max(clock.now(), when.due_at),
            not_after=when.not_after,
            moment=facts,
            order=known.facts,
            known_order=known.facts,
            open_case=known.open_case,
            hold_reason=touch.hold_reason if touch else "",
            kind_reason=kinds()[facts.kind].reason_against(would_be, known.order),
            approved=not kinds()[facts.kind].approval or would_be.approved_at is not None,
            earliest=earliest(known.facts, moment=facts) if asks_earliest else None,
            written=known.written,
        )
    )
