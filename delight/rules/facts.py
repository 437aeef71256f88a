"""The plain values on which the rules decide; built by actions from rows, and by tests by hand."""

from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from delight.rules.values import value

Klass = Literal["service", "offer"]
MediumName = Literal["mail", "card", "insert"]
IncidentName = Literal["any", "after"]
GiftName = Literal["any", "only", "never"]
UseName = Literal["any", "none"]
AnchorName = Literal["confirmed", "shipped", "arrived", "joy", "thanked"]


@value
class ParcelFacts:
    """One parcel: the store's state word, when it left, when it arrived if anybody knows."""

    state: str
    shipped_at: datetime
    arrived_at: datetime | None = None


@value
class LineFacts:
    """One line, as far as matching and forms need it."""

    product_slug: str
    product_name: str
    categories: tuple[str, ...] = ()
    needs_shipping: bool = True
    collections: tuple[str, ...] = ()


@value
class OrderFacts:
    """What is known of one order and its person when planning and when looking."""

    store: str
    external_id: str
    state: str
    paid: bool
    refunded: bool
    created_at: datetime
    country: str
    channel: str
    zone: str
    gift: bool
    needs_shipping: bool
    pickup: bool
    road_days: int
    quiet_days: frozenset[date]
    """Holidays where the person lives to whom we write, by whose clock, in ``zone``, mails come."""
    zone_source: str = ""
    """Where ``zone`` is known from, as ``zone_for`` says it."""
    parcel_zone: str = ""
    """The zone to which the parcel goes: another one for a present; "": the same."""
    parcel_quiet_days: frozenset[date] | None = None
    """Holidays there, on which nobody delivers; None: the same."""
    lines: tuple[LineFacts, ...] = ()
    parcels: tuple[ParcelFacts, ...] = ()
    stopped: frozenset[str] = frozenset()
    basis: str = ""
    has_address: bool = True
    forgotten: bool = False
    visit_days: frozenset[date] = frozenset()
    """Local days on which somebody opened the code in the parcel or the guide from the mail."""
    used: bool = False
    """Whether a deed has shown that the things are in use: code or guide opened, or the person said so."""
    used_on: date | None = None
    """The local day of the first such deed."""
    said: tuple[tuple[str, date], ...] = ()
    """What the person's letters about this order were about, as staff found: each theme with its local day."""
    thanked_at: datetime | None = None
    """When whoever opened the gift asked us to pass on their thanks."""
    earlier_kept: bool = False
    quiet_before: datetime | None = None
    person: str = ""
    """Who it is, as the caps count people: the address' key; "" where no address is known."""
    nth: int = 1
    """1 for this person's first order that was not sent back, 2 for the second …"""
    first_order_at: datetime | None = None
    """When this person's first order was placed that was not sent back; None where this is the first."""
    incident: bool = False
    """Whether this is the first order after a complaint or damage of this person that is settled."""
    tags: frozenset[str] = frozenset()
    """The tags and collections of its products."""
    language: str = ""
    currency: str = ""
    total: Decimal = Decimal(0)


@value
class GoodsDays:
    """Days after the anchor for some goods, by the store's slugs."""

    days: int
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


@value
class MomentFacts:
    """An editor's moment together with what its kind says of itself."""

    slug: str
    kind: str
    medium: MediumName
    anchor: AnchorName
    days: int
    expires_days: int
    active: bool
    active_since: datetime | None = None
    klass: Klass = "offer"
    asks: bool = False
    for_gifts: bool = False
    alike: bool = False
    use: UseName = "any"
    goods_days: tuple[GoodsDays, ...] = ()
    """Goods for which it comes on another day; of an order with several the longest wins."""
    second_try: int = 0
    plain: bool = False
    before_withdrawal: bool = False
    weekdays: frozenset[int] = field(default_factory=lambda: frozenset(range(7)))
    rank: int = 0
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    nth_orders: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    anniversary_days: int = 0
    incident: IncidentName = "any"
    single: bool = False
    """Whether an order gets at most one of this kind, of several the one with the narrowest conditions."""
    gifts: GiftName = "any"
    total_from: Decimal | None = None
    total_below: Decimal | None = None
    currency: str = ""
    one_in: int = 1
    holdout_percent: int = 0


@value
class Written:
    """A mail to this person that was sent or is planned: its local day counts for the caps."""

    day: date
    klass: Klass
    asks: bool
