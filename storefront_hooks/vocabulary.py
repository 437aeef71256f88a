"""The few neutral words into which every store is translated. Frozen values: no behaviour, no framework.

Times are timezone-aware UTC datetimes; money is Decimal in the order's currency; ids are opaque strings, at most 255
characters; languages are lower-case BCP 47 primary tags ("fr"); countries are ISO 3166-1 alpha-2 ("FR").
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from storefront_hooks.values import value

OrderState = Literal[
    "draft", "unconfirmed", "open", "shipped_in_part", "shipped", "returned_in_part", "returned", "cancelled", "expired"
]
ParcelState = Literal["waiting", "shipped", "cancelled", "returned", "refunded", "replaced"]
Subject = Literal["order", "customer", "product", "app", "unknown"]


@value
class Request:
    """An HTTP request to the store's door as plain values. Header names are lower case, ``path`` is below the door."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@value
class OrderEvent:
    """One thing the store said, verified but not yet understood.

    ``digest`` is the SHA-256 (hex) of the raw body: a repeat carries the same bytes; of what was read from the store
    it is that of the order alone. ``subject_id`` is the id of the order or customer it is about, "" if unknown.
    ``unreadable`` holds the reason when a genuine body cannot be parsed.
    """

    store: str
    type: str
    subject: Subject
    subject_id: str
    issued_at: datetime | None
    digest: str
    body: bytes
    unreadable: str = ""


@value
class News:
    """A page of what a store says when it is asked.

    ``until``: the newest time of change among these events, by the store's clock. ``cursor``: from where to go on,
    should the reading end here. ``total``: how many events there are on all pages, where the store counts them.
    """

    events: tuple[OrderEvent, ...]
    until: datetime | None = None
    cursor: str = ""
    total: int | None = None


@value
class InstallationSnapshot:
    """Our app in one store: where its API is, who we are there, our token, the keys that sign its words (JWK set)."""

    store: str
    api_url: str
    app_id: str
    token: str = field(repr=False)
    key_set: Mapping[str, object]


@value
class Finding:
    """One thing that was looked at between the store and us: whether it holds, what was seen, what to do if not."""

    name: str
    holds: bool
    words: str
    mend: str = ""


@value
class Viewer:
    """A person of the shop, verified by the store, who wants to see an order; "" for what there is to see at all."""

    email: str
    order_id: str


@value
class Answer:
    """What the door says, and what came in by it: an event to store, or an installation to keep.

    ``removed``: the store has removed our app, and the token is dead. ``viewer``: the body is to be filled with what
    this person may see.
    """

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    event: OrderEvent | None = None
    installation: InstallationSnapshot | None = None
    removed: bool = False
    viewer: Viewer | None = None


@value
class PersonSnapshot:
    """Who bought. ``external_id`` is "" for a guest; match people by it first, then by address.

    ``time_zone`` is the IANA name that they, or their browser, chose; "" where nobody did.
    """

    external_id: str
    email: str
    first_name: str
    last_name: str
    language: str = ""
    time_zone: str = ""


@value
class RecipientSnapshot:
    """Who opens the parcel: a name and a place, never an address to write to."""

    first_name: str
    last_name: str
    company: str
    country: str
    area: str


@value
class NoticeSnapshot:
    """Proof, kept with the order, that the buyer was told of mails and could object (Directive 2002/58/EC, 13(2))."""

    text_version: str
    shown_at: datetime


@value
class LineSnapshot:
    """One line of an order. Slugs run from the product's own category up to the root.

    ``shelf`` is where in the store-room the variant lies, as packers read it; "" if the shop does not say.
    """

    external_id: str
    product_id: str
    product_slug: str
    product_name: str
    variant_id: str
    variant_name: str
    sku: str
    quantity: int
    unit_price: Decimal
    needs_shipping: bool
    gift: bool = False
    product_type: str = ""
    categories: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    shelf: str = ""


@value
class ParcelSnapshot:
    """The store's fulfilment. ``arrived_at`` only where the store itself knows it."""

    external_id: str
    state: ParcelState
    tracking: str
    created_at: datetime
    warehouse: str = ""
    line_quantities: tuple[tuple[str, int], ...] = ()
    arrived_at: datetime | None = None


HEARD = ("friend", "gift", "search", "social", "press", "market", "other")
"""How people hear of a shop: through a friend, by a present, a search, social media, the press, a market or shop."""


@value
class OrderSnapshot:
    """An order as the store told it at ``issued_at``; ``digest`` breaks ties between snapshots of one microsecond."""

    store: str
    external_id: str
    number: str
    issued_at: datetime
    digest: str
    created_at: datetime
    state: OrderState
    paid: bool
    currency: str
    total: Decimal
    refunded: Decimal
    channel: str
    language: str
    buyer: PersonSnapshot
    recipient: RecipientSnapshot
    needs_shipping: bool
    pickup: bool
    shipping_method: str
    gift: bool
    gift_text: str
    notice: NoticeSnapshot | None
    lines: tuple[LineSnapshot, ...]
    parcels: tuple[ParcelSnapshot, ...]
    avoid: tuple[str, ...] = ()
    """What the buyer must not be given, in lower case, such as "nuts"; "*" for no sample at all."""
    heard: str = ""
    """How the buyer heard of the shop: one of HEARD, or "" where nobody asked or answered."""


@value
class PriceSnapshot:
    """What a thing costs in one of the store's channels."""

    channel: str
    amount: Decimal
    currency: str


@value
class VariantSnapshot:
    """A thing as the store sells it at ``read_at``.

    ``stock`` is how many can still be sold, over all warehouses; None where the store does not count.
    """

    external_id: str
    product_slug: str
    product_name: str
    variant_name: str
    sku: str
    stock: int | None
    prices: tuple[PriceSnapshot, ...]
    read_at: datetime


@value
class CustomerSnapshot:
    """A person as the store told it; ``gone`` when the store has deleted the account and so must we."""

    store: str
    person: PersonSnapshot
    issued_at: datetime
    gone: bool = False


@value
class Understanding:
    """What one event means. ``reread`` names orders that changed but were not shown in full: read them anew."""

    orders: tuple[OrderSnapshot, ...] = ()
    customers: tuple[CustomerSnapshot, ...] = ()
    reread: tuple[str, ...] = ()
    ignored: str = ""
