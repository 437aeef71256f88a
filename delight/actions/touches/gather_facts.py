"""Gathers rows into the plain facts that the rules decide on, for many orders in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any, NamedTuple  # Any: columns of many types

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import TruncDate

from delight import conf
from delight.actions.orders.told_rows import KnownCustomer, KnownParcel, LineRow, OrderRow, ParcelRow
from delight.content import known_tags, line_facts
from delight.kinds.base import kinds
from delight.models import Consent, Medium, Order, OrderLine, Parcel, Reply, Sign, Suppression, Thanks, Touch
from delight.models.among import among
from delight.models.orders import SAME_MOMENT
from delight.models.prepared import Given, Prepared, listed
from delight.people.grounds import ground
from delight.people.homes import NOWHERE, Home, Place, place_of
from delight.people.past import Past, earlier, past_of
from delight.rules.basis import Statement, statements
from delight.rules.countries import road_days
from delight.rules.facts import LineFacts, OrderFacts, ParcelFacts, Written
from delight.rules.forms import speaks
from delight.rules.matching import Tag, tags_of
from delight.rules.planning import THANKED
from delight.rules.schedule import local_day
from delight.rules.values import value

COUNTED = (Touch.State.PLANNED, Touch.State.CLAIMED, Touch.State.SENDING, Touch.State.DONE, Touch.State.UNSURE)
"""States in which a mail counts for the caps."""

SHOW_USE = (Sign.Name.CODE_OPENED, Sign.Name.GUIDE_OPENED, Sign.Name.WORKS)
"""Deeds that show that an order's things are in use."""


@value
class KnownOrder:
    """What the facts of an order are made of: its row and its customer's, read back or just written."""

    id: int
    row: Order | OrderRow
    customer: KnownCustomer
    lines: tuple[LineFacts, ...]
    parcels: tuple[ParcelFacts, ...]


@value
class Shop:
    """What the settings say of the shop, read once for many orders."""

    statements: tuple[Statement, ...]
    zone: str
    country: str
    languages: Sequence[str]
    language: str
    road_days: Mapping[str, int]
    tags: tuple[Tag, ...]


@value
class Told:
    """What people said about an order, in letters, each theme with when it came, and on a gift's page; and showed."""

    themes: tuple[tuple[str, datetime], ...] = ()
    thanked_at: datetime | None = None
    visit_days: frozenset[date] = frozenset()
    used_on: date | None = None


def as_kept(order: Order) -> KnownOrder:
    """An order of ours. Expects ``customer`` selected; prefetches of lines and parcels are used."""
    return KnownOrder(
        id=order.pk,
        row=order,
        customer=order.customer,
        lines=line_facts(order),
        parcels=_parcels(order.parcels.all(), issued_at=order.issued_at),
    )


def _lines() -> QuerySet[Any, Any]:
    names = ("order_id", "product_slug", "product_name", "categories", "needs_shipping", "collections")
    return OrderLine.objects.filter(among("order__id", _ORDERS)).values_list(*names)


def _parcels_shown() -> QuerySet[Any, Any]:
    return Parcel.objects.filter(among("order__id", _ORDERS)).values_list(*KeptParcel._fields)


class KeptParcel(NamedTuple):
    """What the facts need of a Parcel."""

    order_id: int
    state: str
    shipped_at: datetime
    arrived_at: datetime | None
    issued_at: datetime


_ORDERS = Given("orders")
_LINES = Prepared[tuple[int, str, str, list[str], bool, list[str]]](_lines)
_PARCELS = Prepared[tuple[Any, ...]](_parcels_shown)


def kept_orders(orders: Sequence[Order]) -> list[KnownOrder]:
    """Orders of ours, with what is read of their lines and parcels. Expects ``customer`` selected."""
    if not orders:
        return []
    lines: dict[int, list[LineFacts]] = defaultdict(list)
    parcels: dict[int, list[KeptParcel]] = defaultdict(list)
    asked = listed(order.pk for order in orders)
    for order_id, slug, name, categories, needs_shipping, collections in _LINES.ask(orders=asked):
        line = LineFacts(
            product_slug=slug,
            product_name=name,
            categories=tuple(categories),
            needs_shipping=needs_shipping,
            collections=tuple(collections),
        )
        lines[order_id].append(line)
    for values in _PARCELS.ask(orders=asked):
        parcels[values[0]].append(KeptParcel(*values))
    return [
        KnownOrder(
            id=order.pk,
            row=order,
            customer=order.customer,
            lines=tuple(lines[order.pk]),
            parcels=_parcels(parcels[order.pk], issued_at=order.issued_at),
        )
        for order in orders
    ]


def as_told(
    row: OrderRow, *, customer: KnownCustomer, lines: Iterable[LineRow], parcels: Iterable[ParcelRow]
) -> KnownOrder:
    """A new order as it was just written; the same facts come of it as of the order read back."""
    known = sorted(parcels, key=lambda parcel: (parcel.shipped_at, parcel.external_id))
    return KnownOrder(
        id=row.id,
        row=row,
        customer=customer,
        lines=tuple(
            LineFacts(
                product_slug=line.product_slug,
                product_name=line.product_name,
                categories=tuple(line.categories),
                needs_shipping=line.needs_shipping,
                collections=tuple(line.collections),
            )
            for line in lines
        ),
        parcels=_parcels(known, issued_at=row.issued_at),
    )


def order_facts(orders: Sequence[Order]) -> dict[int, OrderFacts]:
    """The facts of each order by its id. Expects ``customer`` selected; prefetches of lines and parcels are used."""
    return facts_of([as_kept(order) for order in orders])


def facts_of(orders: Sequence[KnownOrder], *, new: Collection[int] = (), tagged: bool = True) -> dict[int, OrderFacts]:
    """The facts of each order by its id; for those that are ``new`` nobody can have left a sign.

    Unless ``tagged``, which spares a query, nobody asks for what an editor tagged.
    """
    people = {order.customer.address_key for order in orders if order.customer.address_key}
    stopped, consents = _stops_and_consents(people)
    known = [order.id for order in orders if order.id not in new]
    gifts = [order for order in orders if order.row.gift]
    opened, used, thanked = _signs(known, gift_ids=[order.id for order in gifts if order.id not in new])
    said = _said(known)
    kept, settled, givers = earlier(people, givers={order.customer.address_key for order in gifts})
    shop = Shop(
        statements=statements(conf.NOTICES()),
        zone=conf.TIME_ZONE(),
        country=conf.SHOP_COUNTRY(),
        languages=conf.LANGUAGES(),
        language=conf.LANGUAGE(),
        road_days=conf.ROAD_DAYS(),
        tags=known_tags() if tagged else (),
    )
    return {
        order.id: _facts(
            order,
            stopped=frozenset(stopped[order.customer.address_key]),
            told=Told(
                themes=tuple(said[order.id]),
                thanked_at=thanked.get(order.id),
                visit_days=frozenset(opened[order.id]),
                used_on=used.get(order.id),
            ),
            past=past_of(
                order.row.created_at,
                kept=kept[order.customer.address_key],
                incidents=settled[order.customer.address_key],
            ),
            consent=consents.get(order.customer.address_key, ""),
            place=_place(order, givers=givers, shop=shop),
            shop=shop,
        )
        for order in orders
    }


def _facts(
    order: KnownOrder, *, stopped: frozenset[str], told: Told, past: Past, consent: str, place: Place, shop: Shop
) -> OrderFacts:
    row, customer = order.row, order.customer
    return OrderFacts(
        store=row.store,
        external_id=row.external_id,
        state=row.state,
        paid=row.paid,
        refunded=row.refunded > 0,
        created_at=row.created_at,
        country=row.country,
        channel=row.channel,
        zone=place.zone,
        zone_source=place.zone_source,
        gift=row.gift,
        needs_shipping=row.needs_shipping,
        pickup=row.pickup,
        road_days=_road_days(row, shop=shop),
        quiet_days=place.quiet_days,
        parcel_zone=place.parcel_zone,
        parcel_quiet_days=place.parcel_quiet_days,
        lines=order.lines,
        parcels=order.parcels,
        stopped=stopped,
        basis=ground(row, consent=consent, shop_statements=shop.statements, shop_zone=shop.zone),
        has_address=bool(customer.email),
        forgotten=customer.forgotten_at is not None,
        visit_days=told.visit_days,
        used=told.used_on is not None,
        used_on=told.used_on,
        said=tuple((theme, local_day(at, zone=place.zone)) for theme, at in told.themes),
        thanked_at=told.thanked_at,
        quiet_before=row.quiet_before,
        earlier_kept=past.kept,
        person=customer.address_key,
        nth=past.nth,
        first_order_at=past.first_order_at,
        incident=past.incident,
        tags=tags_of(order.lines, tags=shop.tags),
        language=speaks(row.language, known=shop.languages, shop=shop.language),
        currency=row.currency,
        total=row.total,
    )


def _place(order: KnownOrder, *, givers: Mapping[str, Home], shop: Shop) -> Place:
    giver = givers.get(order.customer.address_key, NOWHERE)
    chosen = order.customer.time_zone
    return place_of(order.row, chosen=chosen, giver=giver, shop_zone=shop.zone, shop_country=shop.country)


def _road_days(row: Order | OrderRow, *, shop: Shop) -> int:
    return road_days(origin=shop.country, destination=row.country, method=row.shipping_method, stated=shop.road_days)


def _parcels(rows: Iterable[KnownParcel | KeptParcel], *, issued_at: datetime) -> tuple[ParcelFacts, ...]:
    return tuple(
        ParcelFacts(state=row.state, shipped_at=row.shipped_at, arrived_at=row.arrived_at)
        for row in rows
        if row.issued_at >= issued_at - SAME_MOMENT
    )


_STOPS, _ALLOWS, _THANKED = Value(1), Value(0), Value(THANKED, output_field=CharField())
_PEOPLE = Given("people")


def _said_of_people() -> QuerySet[Any, Any]:
    stops = Suppression.objects.filter(among("address_key", _PEOPLE)).values_list("address_key", "scope", _STOPS)
    given = Consent.objects.filter(among("address_key", _PEOPLE), withdrawn_at=None)
    return stops.union(given.values_list("address_key", "source", _ALLOWS), all=True)


def _shown() -> QuerySet[Any, Any]:
    signs = Sign.objects.filter(among("order__id", _ORDERS), name__in=SHOW_USE)
    return signs.values_list("order_id", "name", "day", "at")


def _shown_of_gifts() -> QuerySet[Any, Any]:
    thanks = Thanks.objects.filter(among("order__id", Given("gifts")))
    return _shown().union(thanks.values_list("order_id", _THANKED, TruncDate("at"), "at"), all=True)


def _letters() -> QuerySet[Any, Any]:
    replies = Reply.objects.filter(among("order__id", _ORDERS)).exclude(themes=[]).order_by("received_at", "pk")
    return replies.values_list("order_id", "themes", "received_at")


def _mails(states: Sequence[str]) -> QuerySet[Any, Any]:
    rows = Touch.objects.filter(among("customer__address_key", _PEOPLE), medium=Medium.MAIL, state__in=states)
    return rows.values_list("pk", "customer__address_key", "kind", "due_at", "done_at")


@cache
def _mails_in(states: tuple[str, ...]) -> Prepared[tuple[int, str, str, datetime, datetime | None]]:
    return Prepared(partial(_mails, states))


_STOPS_AND_CONSENTS = Prepared[tuple[str, str, int]](_said_of_people)
_SHOWN = Prepared[tuple[int, str, date, datetime]](_shown)
_SHOWN_OF_GIFTS = Prepared[tuple[int, str, date, datetime]](_shown_of_gifts)
_LETTERS = Prepared[tuple[int, list[str], datetime]](_letters)


def _stops_and_consents(people: Iterable[str]) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Each address' stopped scopes and the source of its consent, by one query."""
    stopped, consents = defaultdict[str, set[str]](set), dict[str, str]()
    for key, told, stops_it in _STOPS_AND_CONSENTS.ask(people=listed(people)):
        if stops_it:
            stopped[key].add(told)
        else:
            consents[key] = told
    return stopped, consents


def _signs(
    order_ids: Sequence[int], *, gift_ids: Sequence[int]
) -> tuple[dict[int, set[date]], dict[int, date], dict[int, datetime]]:
    """On which days each order's pages were opened, since which day its things are in use, and who was thanked when."""
    opened: dict[int, set[date]] = defaultdict(set)
    used: dict[int, date] = {}
    thanked: dict[int, datetime] = {}
    if not order_ids:
        return opened, used, thanked
    asked = {"orders": listed(order_ids)}
    shown = _SHOWN_OF_GIFTS.ask(gifts=listed(gift_ids), **asked) if gift_ids else _SHOWN.ask(**asked)
    for order_id, name, day, at in shown:
        if name == THANKED:
            thanked[order_id] = at
            continue
        used[order_id] = min(day, used.get(order_id, day))
        if name in Sign.VISITS:
            opened[order_id].add(day)
    return opened, used, thanked


def _said(order_ids: Sequence[int]) -> dict[int, list[tuple[str, datetime]]]:
    """What people's letters about each order were about, and when they came."""
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    if not order_ids:
        return found
    for order_id, themes, at in _LETTERS.ask(orders=listed(order_ids)):
        found[order_id] += [(theme, at) for theme in themes]
    return found


def mails_of(
    people: Iterable[str], *, zones: Mapping[str, str], states: Sequence[str] = COUNTED
) -> dict[str, list[tuple[int, Written]]]:
    """For each address key the mails that count for its caps, each with its touch's id; days in that person's zone."""
    known = kinds()
    found: dict[str, list[tuple[int, Written]]] = defaultdict(list)
    for pk, key, kind, due_at, done_at in _mails_in(tuple(states)).ask(people=listed(filter(None, people))):
        day = local_day(done_at or due_at, zone=zones.get(key) or conf.TIME_ZONE())
        plain = known.get(kind)
        klass, asks = (plain.klass, plain.asks) if plain else ("offer", False)
        found[key].append((pk, Written(day=day, klass=klass, asks=asks)))
    return found
