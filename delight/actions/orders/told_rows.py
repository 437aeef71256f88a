"""What the store tells, as rows ready to be written: one named tuple per table, its fields the columns it fills.

A row and a model's instance are read alike, so new orders are planned from what was told, without reading them back.
"""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from delight.models import Customer, Parcel
from delight.rules.arrivals import outranks
from storefront_hooks import OrderSnapshot, ParcelSnapshot


class CustomerRow(NamedTuple):
    """A new Customer."""

    id: int
    store: str
    identity: str
    external_id: str
    email: str
    address_key: str
    first_name: str
    last_name: str
    language: str
    time_zone: str
    told_at: datetime
    forgotten_at: datetime | None = None


class OrderRow(NamedTuple):
    """An Order as the newest snapshot tells it."""

    id: int
    store: str
    external_id: str
    number: str
    version: str
    issued_at: datetime
    created_at: datetime
    state: str
    paid: bool
    currency: str
    total: Decimal
    refunded: Decimal
    channel: str
    language: str
    customer_id: int
    recipient_first_name: str
    recipient_last_name: str
    recipient_company: str
    country: str
    area: str
    needs_shipping: bool
    pickup: bool
    shipping_method: str
    gift: bool
    gift_text: str
    avoid: str
    heard: str
    notice_text: str
    notice_at: datetime | None
    sample: bool
    quiet_before: datetime | None


class LineRow(NamedTuple):
    """An OrderLine."""

    order_id: int
    external_id: str
    position: int
    product_id: str
    product_slug: str
    product_name: str
    variant_id: str
    variant_name: str
    sku: str
    quantity: int
    unit_price: Decimal
    needs_shipping: bool
    gift: bool
    product_type: str
    categories: list[str]
    collections: list[str]
    shelf: str


class ParcelRow(NamedTuple):
    """A Parcel as the newest snapshot that shows it tells it."""

    order_id: int
    external_id: str
    version: str
    issued_at: datetime
    state: str
    tracking: str
    shipped_at: datetime
    warehouse: str
    line_quantities: list[list[str | int]]
    arrived_at: datetime | None
    arrival_source: str


KnownCustomer = Customer | CustomerRow
KnownParcel = Parcel | ParcelRow


def version_of(snapshot: OrderSnapshot) -> str:
    """The version as text that sorts as (issued_at, digest) does: issued_at is UTC with six decimals."""
    return f"{snapshot.issued_at.isoformat(timespec='microseconds')}/{snapshot.digest[:16]}"


def order_row(
    snapshot: OrderSnapshot,
    *,
    order_id: int,
    version: str,
    customer: KnownCustomer,
    sample: bool,
    quiet_before: datetime | None,
) -> OrderRow:
    """The order as told; without names, area, gift words and the like where the person is forgotten."""
    recipient, notice = snapshot.recipient, snapshot.notice
    names = customer.forgotten_at is None
    return OrderRow(
        order_id,
        snapshot.store,
        snapshot.external_id,
        snapshot.number,
        version,
        snapshot.issued_at,
        snapshot.created_at,
        snapshot.state,
        snapshot.paid,
        snapshot.currency,
        snapshot.total,
        snapshot.refunded,
        snapshot.channel,
        snapshot.language,
        customer.id,
        recipient.first_name if names else "",
        recipient.last_name if names else "",
        recipient.company if names else "",
        recipient.country,
        recipient.area if names else "",
        snapshot.needs_shipping,
        snapshot.pickup,
        snapshot.shipping_method,
        snapshot.gift,
        snapshot.gift_text if names else "",
        ",".join(snapshot.avoid) if names else "",
        snapshot.heard if names else "",
        notice.text_version if notice else "",
        notice.shown_at if notice else None,
        sample,
        quiet_before,
    )


def line_rows(snapshot: OrderSnapshot, *, order_id: int) -> list[LineRow]:
    """The order's lines in the store's order."""
    return [
        LineRow(
            order_id,
            line.external_id,
            position,
            line.product_id,
            line.product_slug,
            line.product_name[:400],
            line.variant_id,
            line.variant_name[:400],
            line.sku,
            line.quantity,
            line.unit_price,
            line.needs_shipping,
            line.gift,
            line.product_type,
            list(line.categories),
            list(line.collections),
            line.shelf[:40],
        )
        for position, line in enumerate(snapshot.lines)
    ]


def parcel_row(
    parcel: ParcelSnapshot, *, order_id: int, version: str, issued_at: datetime, before: KnownParcel | None
) -> ParcelRow:
    """The parcel as told; an arrival known ``before`` stays unless the store itself told it."""
    arrived_at, source = (before.arrived_at, before.arrival_source) if before is not None else (None, "")
    if parcel.arrived_at and outranks(Parcel.ArrivalSource.STORE, over=source):
        arrived_at, source = parcel.arrived_at, Parcel.ArrivalSource.STORE.value
    return ParcelRow(
        order_id,
        parcel.external_id,
        version,
        issued_at,
        parcel.state,
        parcel.tracking[:255],
        parcel.created_at,
        parcel.warehouse,
        [list(pair) for pair in parcel.line_quantities],
        arrived_at,
        source,
    )
