"""The look: reads orders fresh from the store, merges what is new, and asks the gate; no transaction is open."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any  # what a queryset of tuples holds

from django.db.models import Q, QuerySet

from delight import clock
from delight.actions.moment_facts import moment_facts
from delight.actions.orders.snapshot_order import snapshot_order, version_of
from delight.actions.touches.gather_facts import mails_of, order_facts
from delight.actions.touches.write_now import is_brought_forward
from delight.kinds.base import kinds
from delight.models import Case, Order, OrderLine, Parcel, Sign, Touch
from delight.models.among import among
from delight.models.prepared import Given, Prepared, attach, listed
from delight.rules.facts import MomentFacts, OrderFacts
from delight.rules.gate import GateFacts, Verdict, gate
from delight.rules.planning import begun, earliest, klass_of
from delight.store import current_store
from storefront_hooks import Refused, Unavailable

logger = logging.getLogger(__name__)

SENT = (Touch.State.SENDING, Touch.State.DONE, Touch.State.UNSURE)
"""States in which a mail has, or may have, reached the person."""

ANCHOR_PAUSE = timedelta(days=1)
"""How long a mail waits whose anchor is gone again (a shipment taken back); planning then withdraws or moves it."""

LOOK_KEEPS = timedelta(seconds=60)
"""How long a look holds for a mail."""

AT_ONCE = 100
"""Orders read with one query to the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One touch after the look: the order as it is now, and the gate's verdict."""

    touch: Touch
    order: Order
    verdict: Verdict
    version: str
    at: datetime
    written: int
    """How many mails have, or may have, reached the person."""
    zone: str
    """By whose clock it may leave: an IANA zone, and where we know it from (A6.4)."""
    zone_source: str
    hushable: bool = True
    """Whether the quiet mode silences it: it is an offer, and nobody asked for it."""


def look_at_touches(touches: Sequence[Touch]) -> list[Looked]:
    """Look at each touch's order and judge it, in the touches' order. One read of the store per hundred orders."""
    found: list[Looked] = []
    for start in range(0, len(touches), AT_ONCE):
        found += _look(touches[start : start + AT_ONCE])
    return found


def _look(touches: Sequence[Touch]) -> list[Looked]:
    at = clock.now()
    reachable, unknown = _read_fresh({touch.order_id or 0 for touch in touches})
    orders = _orders(touches)
    facts = order_facts(list(orders.values()))
    zones = {order.customer.address_key: facts[pk].zone for pk, order in orders.items()}
    mails = mails_of(zones, zones=zones, states=SENT)
    cased = _people_with_a_case(orders.values())
    moments = {one.slug: one for one in moment_facts()}
    looked = []
    for touch in touches:
        touch.order = order = orders[touch.order_id or 0]
        moment = moments.get(touch.moment.slug) if touch.moment else None
        judged = gate(
            GateFacts(
                now=clock.now(),
                not_after=touch.not_after,
                moment=moment,
                order=facts[order.pk] if reachable else None,
                known_order=facts[order.pk],
                open_case=order.customer_id in cased,
                hold_reason=touch.hold_reason,
                kind_reason="unknown_to_store" if order.external_id in unknown else _kind_reason(touch, order=order),
                approved=_is_approved(touch),
                earliest=_earliest(touch, moment=moment, facts=facts[order.pk]),
                asked=touch.moved_by_person,
                written=[mail for pk, mail in mails[order.customer.address_key] if pk != touch.pk],
            )
        )
        written = len(mails[order.customer.address_key])
        looked.append(
            Looked(
                touch=touch,
                order=order,
                verdict=judged,
                version=order.version,
                at=at,
                written=written,
                zone=facts[order.pk].zone,
                zone_source=facts[order.pk].zone_source,
                hushable=_is_hushable(touch, moment=moment, facts=facts[order.pk]),
            )
        )
    return looked


def _is_hushable(touch: Touch, *, moment: MomentFacts | None, facts: OrderFacts) -> bool:
    return not touch.moved_by_person and (moment is None or klass_of(facts, moment=moment) == "offer")


def _earliest(touch: Touch, *, moment: MomentFacts | None, facts: OrderFacts) -> datetime | None:
    """A mail claimed before the look found a later parcel waits for it; a day that a person chose holds.

    What somebody of the shop brought forward waits for its anchor alone.
    """
    if moment is None or moment.medium != "mail" or touch.moved_by_person:
        return None
    begins = begun if is_brought_forward(touch) else earliest
    return begins(facts, moment=moment) or clock.now() + ANCHOR_PAUSE


def _kind_reason(touch: Touch, *, order: Order) -> str:
    kind = kinds().get(touch.kind)
    return kind.reason_against(touch, order) if kind else "moment_off"


def _is_approved(touch: Touch) -> bool:
    kind = kinds().get(touch.kind)
    return kind is None or not kind.approval or touch.approved_at is not None


def _open_cases() -> QuerySet[Any, Any]:
    theirs = Q(among("customer__id", Given("customers"))) | among("customer__address_key", Given("people"))
    return Case.objects.filter(theirs, closed_at=None).values_list("customer_id", "customer__address_key").distinct()


_OPEN_CASES = Prepared[tuple[int, str]](_open_cases)


def _people_with_a_case(orders: Iterable[Order]) -> frozenset[int]:
    """Their ids. A person is one address, with whichever account, or none, they ordered."""
    customers = [order.customer for order in orders]
    keys = {one.address_key for one in customers if one.address_key}
    cased = _OPEN_CASES.ask(customers=listed({one.pk for one in customers}), people=listed(keys))
    ids, addresses = {pk for pk, _ in cased}, {key for _, key in cased if key}
    return frozenset(one.pk for one in customers if one.pk in ids or one.address_key in addresses)


_THEIRS = among("order__id", Given("orders"))
_VERSIONS = Prepared[tuple[str, str]](
    lambda: Order.objects.filter(among("pk", Given("orders"))).values_list("external_id", "version")
)
_ORDERS = Prepared[Order](lambda: Order.objects.filter(among("pk", Given("orders"))).select_related("customer"))
_LINES = Prepared[OrderLine](lambda: OrderLine.objects.filter(_THEIRS))
_PARCELS = Prepared[Parcel](lambda: Parcel.objects.filter(_THEIRS))
_SIGNS = Prepared[Sign](lambda: Sign.objects.filter(_THEIRS).select_related("touch__moment"))


def _orders(touches: Sequence[Touch]) -> dict[int, Order]:
    asked = listed({touch.order_id or 0 for touch in touches})
    orders = _ORDERS.ask(orders=asked)
    for name, rows in (("lines", _LINES), ("parcels", _PARCELS), ("signs", _SIGNS)):
        attach(orders, name, rows=rows.ask(orders=asked), by="order")
    return {row.pk: row for row in orders}


def _read_fresh(order_ids: Collection[int]) -> tuple[bool, frozenset[str]]:
    """Merge what the store says now: whether it could be asked, and the ids it does not know."""
    known = dict(_VERSIONS.ask(orders=listed(order_ids)))
    try:
        fresh = current_store().read_orders(sorted(known))
    except (Unavailable, Refused) as error:
        logger.warning("The store cannot be asked; %s touches wait: %s", len(known), error)
        return False, frozenset()
    snapshot_order([one for one in fresh.values() if version_of(one) > known[one.external_id]])
    return True, frozenset(known) - frozenset(fresh)
