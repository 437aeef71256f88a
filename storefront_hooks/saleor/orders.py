"""Translates one order as Saleor shows it, in an event or in an API answer, to an OrderSnapshot."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from storefront_hooks.errors import Unreadable
from storefront_hooks.saleor import shapes
from storefront_hooks.values import value
from storefront_hooks.vocabulary import (
    HEARD,
    LineSnapshot,
    NoticeSnapshot,
    OrderSnapshot,
    OrderState,
    ParcelSnapshot,
    ParcelState,
    PersonSnapshot,
    RecipientSnapshot,
)

NOTICE_KEY, ZONE_KEY, ARRIVED_KEY = "delight.notice", "delight.time_zone", "delight.arrived"
AVOID_KEY, HEARD_KEY = "delight.avoid", "delight.heard"
NOON = time(12, tzinfo=UTC)
LONGEST_ZONE, LONGEST_SHELF, LONGEST_AVOID = 64, 40, 200
EVERYTHING = ("*",)
ORDER_STATES: Mapping[str, OrderState] = {
    "DRAFT": "draft",
    "UNCONFIRMED": "unconfirmed",
    "UNFULFILLED": "open",
    "PARTIALLY_FULFILLED": "shipped_in_part",
    "FULFILLED": "shipped",
    "PARTIALLY_RETURNED": "returned_in_part",
    "RETURNED": "returned",
    "CANCELED": "cancelled",
    "EXPIRED": "expired",
}
PARCEL_STATES: Mapping[shapes.FulfillmentStatus, ParcelState] = {
    "FULFILLED": "shipped",
    "WAITING_FOR_APPROVAL": "waiting",
    "CANCELED": "cancelled",
    "RETURNED": "returned",
    "REFUNDED": "refunded",
    "REFUNDED_AND_RETURNED": "refunded",
    "REPLACED": "replaced",
}
_YES = frozenset({"true", "yes", "1"})
_NOWHERE = RecipientSnapshot(first_name="", last_name="", company="", country="", area="")


@value
class GiftKeys:
    """Under which metadata keys this shop says that an order is a gift, and the words that go with it."""

    flag: str = "is_gift"
    text: str = "gift_message"


@value
class Source:
    """Whose words an order is read from, when they were issued, and the digest of the bytes that carried them."""

    store: str
    issued_at: datetime
    digest: str
    gift_keys: GiftKeys


def order_snapshot(order: shapes.Order, *, source: Source) -> OrderSnapshot:
    """Translate one complete order. Raises Unreadable for a time or a number outside what we can reckon with."""
    delivery, shipping, billing = order.delivery_method, order.shipping_address, order.billing_address
    pickup = delivery is not None and delivery.typename == "Warehouse"
    metadata = {pair.key: pair.value for pair in order.metadata}
    gift_text = metadata.get(source.gift_keys.text, "").strip()
    return OrderSnapshot(
        store=source.store,
        external_id=order.id,
        number=order.number,
        issued_at=source.issued_at,
        digest=source.digest,
        created_at=utc(order.created, field="created"),
        state=ORDER_STATES[order.status],
        paid=order.is_paid,
        currency=order.total.gross.currency,
        total=amount_of(order.total.gross.amount, field="total"),
        refunded=amount_of(order.total_refunded.amount, field="totalRefunded"),
        channel=order.channel.slug,
        language=language_of(order.language_code_enum),
        buyer=_buyer(
            order,
            address=billing or (None if pickup else shipping),
            time_zone=_zone(metadata.get(ZONE_KEY, "").strip()),
        ),
        recipient=_recipient(place=shipping or billing, person=billing if pickup else shipping or billing),
        needs_shipping=order.is_shipping_required,
        pickup=pickup,
        shipping_method=order.shipping_method_name or order.collection_point_name or "",
        gift=bool(gift_text) or metadata.get(source.gift_keys.flag, "").strip().lower() in _YES,
        gift_text=gift_text,
        notice=_notice(metadata.get(NOTICE_KEY, "")),
        lines=tuple([_line(line) for line in order.lines]),
        parcels=tuple([_parcel(parcel) for parcel in order.fulfillments]),
        avoid=_avoid(metadata.get(AVOID_KEY, "")),
        heard=_heard(metadata.get(HEARD_KEY, "")),
    )


def utc(moment: datetime, *, field: str) -> datetime:
    """The same moment in UTC. Raises Unreadable where the calendar does not reach."""
    if moment.tzinfo is UTC:
        return moment
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise Unreadable(f"{field} should be an ISO 8601 time with an offset, found {moment}") from error


def amount_of(amount: Decimal, *, field: str) -> Decimal:
    """The amount if it is a number. Raises Unreadable."""
    if amount.is_finite():
        return amount
    raise Unreadable(f"{field} should be a number, found {amount}")


def language_of(code: str) -> str:
    """The lower-case primary tag of a Saleor language code: "EN_US" and "EN" are both "en"."""
    return code.partition("_")[0].lower()


def person_snapshot(user: shapes.User) -> PersonSnapshot:
    """A customer with an account."""
    return PersonSnapshot(
        external_id=user.id,
        email=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        language=language_of(user.language_code),
    )


def _buyer(order: shapes.Order, *, address: shapes.Address | None, time_zone: str) -> PersonSnapshot:
    """The account's own name and address where there is one: the order's address is not updated when a person moves."""
    user, guest_email = order.user, order.user_email or ""
    named = user if user is not None and (user.first_name or user.last_name) else address
    return PersonSnapshot(
        external_id=user.id if user else "",
        email=(user.email if user else "") or guest_email,
        first_name=named.first_name if named else "",
        last_name=named.last_name if named else "",
        language=language_of(user.language_code) if user else "",
        time_zone=time_zone,
    )


def _recipient(*, place: shapes.Address | None, person: shapes.Address | None) -> RecipientSnapshot:
    """Where the order goes and who opens it; at a pickup the place is the warehouse's and the person the buyer."""
    if place is None:
        return _NOWHERE
    return RecipientSnapshot(
        first_name=person.first_name if person else "",
        last_name=person.last_name if person else "",
        company=person.company_name if person else "",
        country=place.country.code,
        area=place.country_area,
    )


def _avoid(words: str) -> tuple[str, ...]:
    """What must not lie in the parcel. A list too long to keep whole means everything: half of it would be a danger."""
    found = tuple(dict.fromkeys(" ".join(part.split()).lower() for part in words.split(",") if part.strip()))
    return found if len(",".join(found)) <= LONGEST_AVOID else EVERYTHING


def _heard(words: str) -> str:
    """One of the known answers. Any other is "other": what somebody may have typed is about a person, and not kept."""
    told = words.strip().lower()
    return told if told in HEARD else "other" if told else ""


def _notice(words: str) -> NoticeSnapshot | None:
    """A notice that cannot be read proves nothing, and so is none."""
    if not words:
        return None
    try:
        notice = shapes.read(words, shape=shapes.Notice, at=NOTICE_KEY)
        return NoticeSnapshot(text_version=notice.text, shown_at=utc(notice.at, field="at"))
    except Unreadable:
        return None


@lru_cache(maxsize=500)
def _zone(name: str) -> str:
    """The zone's name if there is such a zone; anybody may have written it."""
    if not 0 < len(name) <= LONGEST_ZONE:
        return ""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def _arrived(parcel: shapes.Fulfillment) -> datetime | None:
    """What the shop wrote at the parcel: a time with its offset, or a day, of which noon counts; else nothing."""
    words = next((pair.value.strip() for pair in parcel.metadata or () if pair.key == ARRIVED_KEY), "")
    try:
        if len(words) == len("2026-11-20"):
            return datetime.combine(date.fromisoformat(words), NOON)
        at = datetime.fromisoformat(words)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _line(line: shapes.Line) -> LineSnapshot:
    product = line.variant.product if line.variant is not None else None
    variant_id = line.product_variant_id or ""
    variant_name = line.translated_variant_name or line.variant_name
    return LineSnapshot(
        external_id=line.id,
        product_id=product.id if product else "",
        product_slug=product.slug if product else "",
        product_name=line.translated_product_name or line.product_name,
        variant_id=variant_id,
        # A variant nobody named is called by its own id, which is no word for a page.
        variant_name="" if variant_name == variant_id else variant_name,
        sku=line.product_sku or "",
        quantity=line.quantity,
        unit_price=amount_of(line.unit_price.gross.amount, field="unitPrice"),
        needs_shipping=line.is_shipping_required,
        gift=bool(line.is_gift),
        product_type=product.product_type.slug if product else "",
        categories=_categories(product.category) if product else (),
        collections=tuple([collection.slug for collection in product.collections or ()]) if product else (),
        shelf=_shelf(line.variant.shelf) if line.variant is not None and line.variant.shelf else "",
    )


def _shelf(words: str) -> str:
    """One short line of what the shop wrote: it is printed and read from a step away."""
    return " ".join(words.split())[:LONGEST_SHELF].strip()


def _categories(category: shapes.Category | None) -> tuple[str, ...]:
    """Own category first, then its ancestors, nearest first (Saleor lists them from the root down)."""
    if category is None:
        return ()
    edges = category.ancestors.edges if category.ancestors is not None else []
    return (category.slug, *[edge.node.slug for edge in reversed(edges)])


def _parcel(parcel: shapes.Fulfillment) -> ParcelSnapshot:
    return ParcelSnapshot(
        external_id=parcel.id,
        state=PARCEL_STATES[parcel.status],
        tracking=parcel.tracking_number.strip(),
        created_at=utc(parcel.created, field="created"),
        warehouse=parcel.warehouse.slug if parcel.warehouse is not None else "",
        line_quantities=tuple(
            [(line.order_line.id, line.quantity) for line in parcel.lines or () if line.order_line is not None]
        ),
        arrived_at=_arrived(parcel) if parcel.metadata else None,
    )
