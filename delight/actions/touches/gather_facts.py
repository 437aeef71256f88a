"""Gathers rows into the plain facts that the rules decide on, for many orders in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import CharField, Prefetch, Value
from django.db.models.functions import TruncDate

from delight import conf
from delight.actions.orders.told_rows import KnownCustomer, KnownParcel, LineRow, OrderRow, ParcelRow
from delight.content import known_tags, line_facts
from delight.kinds.base import kinds
from delight.models import Consent, Medium, Moment, Order, ProductDays, Reply, Sign, Suppression, Thanks, Touch
from delight.models.among import among
from delight.models.content import slugs
from delight.models.orders import SAME_MOMENT
from delight.people.grounds import ground
from delight.people.homes import NOWHERE, Home, Place, place_of
from delight.people.past import Past, earlier, past_of
from delight.rules.basis import Statement, statements
from delight.rules.countries import road_days
from delight.rules.facts import GoodsDays, LineFacts, MomentFacts, OrderFacts, ParcelFacts, Written
from delight.rules.forms import speaks
from delight.rules.matching import Tag, tags_of
from delight.rules.planning import THANKED
from delight.rules.schedule import local_day
from delight.rules.values import value

COUNTED = (Touch.State.PLANNED, Touch.State.CLAIMED, Touch.State.SENDING, Touch.State.DONE, Touch.State.UNSURE)
"""States in which a mail counts for the caps."""


def moment_facts() -> tuple[MomentFacts, ...]:
    """Every moment whose kind is installed, with what the kind says of itself; the kinds' order is their rank."""
    return tuple(moments_by_id().values())


def moments_by_id() -> dict[int, MomentFacts]:
    """The same by their rows' ids."""
    known = kinds()
    own_days = Prefetch("product_days", ProductDays.objects.select_related("product_kind"))
    rows = Moment.objects.prefetch_related(own_days)
    return {row.pk: facts_of_moment(row) for row in rows if row.kind in known}


def facts_of_moment(row: Moment) -> MomentFacts:
    """A moment, saved or not, with what its kind says of itself. Raises KeyError for a kind that is not installed."""
    known = kinds()
    kind = known[row.kind]
    return MomentFacts(
        slug=row.slug,
        kind=row.kind,
        medium=row.medium,  # type: ignore[arg-type]  # the choices of the column are the literal
        anchor=row.anchor,  # type: ignore[arg-type]
        days=max(row.days, kind.first_day),
        expires_days=row.expires_days,
        active=row.active and not kind.missing(),
        active_since=row.active_since,
        klass=kind.klass,
        asks=kind.asks or row.variant in kind.asking_words,
        for_gifts=kind.for_gifts,
        alike=kind.alike,
        use=kind.use,
        goods_days=_goods_days(row, first_day=kind.first_day),
        second_try=kind.second_try,
        plain=kind.plain,
        before_withdrawal=kind.before_withdrawal,
        weekdays=kind.weekdays,
        rank=list(known).index(row.kind) + (len(known) if row.variant in kind.perhaps_words else 0),
        products=slugs(row.products),
        categories=slugs(row.categories),
        collections=slugs(row.collections),
        countries=slugs(row.countries),
        channels=slugs(row.channels),
        languages=slugs(row.languages),
        nth_orders=tuple(int(number) for number in slugs(row.nth_orders)),
        tags=slugs(row.tags),
        anniversary_days=row.anniversary_days,
        incident=row.incident,  # type: ignore[arg-type]
        single=kind.single,
        gifts=row.gifts,  # type: ignore[arg-type]
        total_from=row.total_from,
        total_below=row.total_below,
        currency=row.currency,
        one_in=row.one_in,
        holdout_percent=row.holdout_percent,
    )


def _goods_days(row: Moment, *, first_day: int) -> tuple[GoodsDays, ...]:
    found = (
        GoodsDays(
            days=max(one.days, first_day),
            products=slugs(one.product_kind.products),
            categories=slugs(one.product_kind.categories),
            collections=slugs(one.product_kind.collections),
        )
        for one in (row.product_days.all() if row.pk else ())
    )
    return tuple(one for one in found if one.products or one.categories or one.collections)


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
    order: KnownOrder,
    *,
    stopped: frozenset[str],
    told: Told,
    past: Past,
    consent: str,
    place: Place,
    shop: Shop,
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


def _parcels(rows: Iterable[KnownParcel], *, issued_at: datetime) -> tuple[ParcelFacts, ...]:
    return tuple(
        ParcelFacts(state=row.state, shipped_at=row.shipped_at, arrived_at=row.arrived_at)
        for row in rows
        if row.issued_at >= issued_at - SAME_MOMENT
    )


_STOPS, _ALLOWS, _THANKED = Value(1), Value(0), Value(THANKED, output_field=CharField())


def _stops_and_consents(people: Iterable[str]) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Each address' stopped scopes and the source of its consent, by one query."""
    stopped, consents = defaultdict[str, set[str]](set), dict[str, str]()
    stops = Suppression.objects.filter(among("address_key", people))
    given = Consent.objects.filter(among("address_key", people), withdrawn_at=None)
    both = stops.values_list("address_key", "scope", _STOPS).union(
        given.values_list("address_key", "source", _ALLOWS), all=True
    )
    for key, told, stops_it in both:
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
    shown = Sign.objects.filter(order__in=order_ids, name__in=SHOW_USE).values_list("order_id", "name", "day", "at")
    if gift_ids:
        thanks = Thanks.objects.filter(order__in=gift_ids)
        shown = shown.union(thanks.values_list("order_id", _THANKED, TruncDate("at"), "at"), all=True)
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
    replies = Reply.objects.filter(order__in=order_ids).exclude(themes=[]).order_by("received_at", "pk")
    for order_id, themes, at in replies.values_list("order_id", "themes", "received_at"):
        found[order_id or 0] += [(theme, at) for theme in themes]
    return found


def mails_of(
    people: Iterable[str], *, zones: Mapping[str, str], states: Sequence[str] = COUNTED
) -> dict[str, list[tuple[int, Written]]]:
    """For each address key the mails that count for its caps, each with its touch's id; days in that person's zone."""
    known = kinds()
    found: dict[str, list[tuple[int, Written]]] = defaultdict(list)
    rows = Touch.objects.filter(among("customer__address_key", filter(None, people)), medium=Medium.MAIL)
    rows = rows.filter(state__in=states)
    for pk, key, kind, due_at, done_at in rows.values_list("pk", "customer__address_key", "kind", "due_at", "done_at"):
        day = local_day(done_at or due_at, zone=zones.get(key) or conf.TIME_ZONE())
        plain = known.get(kind)
        klass, asks = (plain.klass, plain.asks) if plain else ("offer", False)
        found[key].append((pk, Written(day=day, klass=klass, asks=asks)))
    return found
