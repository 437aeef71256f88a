"""Brings an order's touches into line with the plan: creates, moves, withdraws and revives planned ones, no others."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple  # Any: columns of many types

from django.db import connection, transaction
from django.db.models import QuerySet

from delight import clock
from delight.actions.moment_facts import moments_by_id
from delight.actions.touches.gather_facts import KnownOrder, facts_of, kept_orders, mails_of
from delight.actions.upkeep.duties import RESTORED, restored_until
from delight.models import Order, Touch
from delight.models.among import among
from delight.models.prepared import Given, Prepared, listed
from delight.models.rows import insert_rows
from delight.models.tokens import new_tokens
from delight.rules.facts import MomentFacts, OrderFacts, Written
from delight.rules.joy import GLAD, KEPT_AGAIN, OPENED_TWICE
from delight.rules.planning import ARRIVAL_ESTIMATED, ARRIVAL_KNOWN, THANKED, Planned, klass_of, plan, silence, unwanted
from delight.rules.schedule import local_day

PLAN_REASONS = GLAD | {"confirmed", "shipped", ARRIVAL_ESTIMATED, ARRIVAL_KNOWN, OPENED_TWICE, KEPT_AGAIN, THANKED}
"""Reasons that planning itself wrote; any other is the gate's last word and stays until the touch is moved."""

MOVED = "moved_by_customer"
"""The reason of a touch whose day its person chose."""

PLANNED, WITHDRAWN = Touch.State.PLANNED.value, Touch.State.WITHDRAWN.value
PLANNABLE = (Touch.State.PLANNED, Touch.State.WITHDRAWN)


class KnownTouch(NamedTuple):
    """What planning needs of a Touch that is there."""

    pk: int
    order_id: int
    key: str
    state: str
    reason: str
    planned_for: datetime
    not_after: datetime
    moved_by_person: bool
    customer_id: int
    moment_id: int | None


def _orders_to_lock() -> QuerySet[Order]:
    rows = Order.objects.filter(among("pk", Given("orders"))).select_related("customer").order_by("pk")
    return rows.select_for_update(of=("self",)) if connection.features.has_select_for_update else rows


def _touches_of_orders() -> QuerySet[Any, Any]:
    return Touch.objects.filter(among("order__id", Given("orders"))).values_list(*KnownTouch._fields)


_LOCKED = Prepared[Order](_orders_to_lock)
_TOUCHES = Prepared[tuple[Any, ...]](_touches_of_orders)


def plan_touches(order_ids: Sequence[int]) -> None:
    """Plan these orders anew. Idempotent; never alters a touch that is under way, ended or was moved by a person."""
    plan_orders(order_ids)


def plan_orders(order_ids: Sequence[int], *, new: Sequence[KnownOrder] = ()) -> None:
    """As plan_touches, together with orders that this very transaction wrote and that so have no touch or sign yet."""
    if not order_ids and not new:
        return
    with transaction.atomic(savepoint=False):
        orders = sorted([*kept_orders(_locked(order_ids)), *new], key=lambda order: order.id)
        by_id = moments_by_id()
        moments = {moment.slug: moment for moment in by_id.values()}
        tagged = any(moment.tags for moment in moments.values())
        facts = facts_of(orders, new={order.id for order in new}, tagged=tagged)
        zones = {order.customer.address_key: facts[order.id].zone for order in orders}
        mails = mails_of(zones, zones=zones)
        known = _touches(order_ids)
        moment_ids = {moment.slug: pk for pk, moment in by_id.items()}
        now = clock.now()
        created: list[tuple[KnownOrder, Planned]] = []
        for order in orders:
            rows = known.get(order.id, {})
            wanted = _wanted(order, facts=facts[order.id], rows=rows, moments=moments, mails=mails)
            gone_because = silence(facts[order.id]) or "moment_off"
            _bring_into_line(order, rows=rows, wanted=wanted, gone_because=gone_because)
            _settle_moved(rows.values(), facts=facts[order.id], moments=by_id)
            created += [(order, one) for key, one in wanted.items() if key not in rows]
        new_rows = [
            _new(order, one=one, moment_id=moment_ids[one.moment], token=token, now=now)
            for (order, one), token in zip(created, new_tokens(len(created)), strict=True)
        ]
        insert_rows(Touch, new_rows, columns=TouchRow._fields, skip_known=True)
        _hold_unseen([one for _, one in created])


def _hold_unseen(created: Sequence[Planned]) -> None:
    """After a backup was put back: what was due before may have gone out unseen, and waits for a person."""
    until = restored_until() if created else None
    keys = [one.key for one in created if until and one.due_at <= until]
    if keys:
        Touch.objects.filter(key__in=keys, state=Touch.State.PLANNED).update(hold_reason=RESTORED)


def _wanted(
    order: KnownOrder,
    *,
    facts: OrderFacts,
    rows: Mapping[str, KnownTouch],
    moments: Mapping[str, MomentFacts],
    mails: dict[str, list[tuple[int, Written]]],
) -> dict[str, Planned]:
    """The plan of one order by key; its mails are added to ``mails``, as the same person's next order must see them."""
    person = order.customer.address_key
    fixed = frozenset(key for key, row in rows.items() if not _may_plan(row))
    own = {row.pk for key, row in rows.items() if key not in fixed}
    others = [(pk, mail) for pk, mail in mails[person] if pk not in own]
    found = plan(facts, moments=list(moments.values()), written=[mail for _, mail in others], fixed=fixed)
    mails[person] = others + [
        (0, _mail(one, moment=moment, facts=facts))
        for one in found
        if not one.silent and (moment := moments[one.moment]).medium == "mail"
    ]
    return {one.key: one for one in found}


def _mail(one: Planned, *, moment: MomentFacts, facts: OrderFacts) -> Written:
    day = local_day(one.due_at, zone=facts.zone)
    return Written(day=day, klass=klass_of(facts, moment=moment), asks=moment.asks)


class TouchRow(NamedTuple):
    """A new Touch; every other column holds its default."""

    key: str
    store: str
    customer_id: int
    order_id: int
    moment_id: int
    kind: str
    medium: str
    token: str
    planned_for: datetime
    due_at: datetime
    not_after: datetime
    state: str
    reason: str
    created_at: datetime


def _locked(order_ids: Sequence[int]) -> list[Order]:
    return _LOCKED.ask(orders=listed(order_ids)) if order_ids else []


def _touches(order_ids: Sequence[int]) -> dict[int, dict[str, KnownTouch]]:
    found: dict[int, dict[str, KnownTouch]] = {}
    if not order_ids:
        return found
    for values in _TOUCHES.ask(orders=listed(order_ids)):
        row = KnownTouch(*values)
        found.setdefault(row.order_id, {})[row.key] = row
    return found


def _may_plan(row: KnownTouch) -> bool:
    return row.state in PLANNABLE and not row.moved_by_person


def _new(order: KnownOrder, *, one: Planned, moment_id: int, token: str, now: datetime) -> TouchRow:
    state, reason = _standing(one)
    return TouchRow(
        one.key,
        order.row.store,
        order.row.customer_id,
        order.id,
        moment_id,
        one.kind,
        one.medium,
        token,
        one.due_at,
        one.due_at,
        one.not_after,
        state,
        reason,
        now,
    )


def _standing(one: Planned) -> tuple[str, str]:
    """The state and the reason that the plan gives a touch."""
    return (WITHDRAWN, one.silent) if one.silent else (PLANNED, one.reason)


def _bring_into_line(
    order: KnownOrder, *, rows: Mapping[str, KnownTouch], wanted: Mapping[str, Planned], gone_because: str
) -> None:
    for key, row in rows.items():
        if not _may_plan(row):
            continue
        change = _change(row, one=wanted.get(key), gone_because=gone_because, customer_id=order.row.customer_id)
        if change:
            Touch.objects.filter(pk=row.pk, state=row.state, moved_by_person=False).update(**change)


def _settle_moved(rows: Iterable[KnownTouch], *, facts: OrderFacts, moments: Mapping[int, MomentFacts]) -> None:
    """A day that a person chose stays theirs; whether the touch comes at all is decided as for any other."""
    for row in rows:
        if not row.moved_by_person or row.state not in PLANNABLE:
            continue
        reason = unwanted(facts, moment=moments.get(row.moment_id or 0))
        state, told = (WITHDRAWN, reason) if reason else (PLANNED, MOVED)
        if row.state != state:
            Touch.objects.filter(pk=row.pk, state=row.state, moved_by_person=True).update(state=state, reason=told)


def _change(row: KnownTouch, *, one: Planned | None, gone_because: str, customer_id: int) -> dict[str, object]:
    """The fields to write so that the row says what the plan says; empty where it already does."""
    if one is None:
        told = row.state == Touch.State.WITHDRAWN and gone_because in (row.reason, "moment_off")
        return {} if told else {"state": Touch.State.WITHDRAWN, "reason": gone_because}
    state, reason = _standing(one)
    change: dict[str, object] = {}
    if row.state != state or (one.silent and row.reason != one.silent):
        change |= {"state": state, "reason": reason}
    if row.planned_for != one.due_at:
        change |= {"planned_for": one.due_at, "due_at": one.due_at, "reason": reason}
    elif row.reason in PLAN_REASONS and row.reason != reason:
        change |= {"reason": reason}
    if row.not_after != one.not_after:
        change["not_after"] = one.not_after
    if row.customer_id != customer_id:
        change["customer_id"] = customer_id
    return change
