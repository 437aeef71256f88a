"""What we read of Saleor's JSON, as types: one pass parses, checks and names the path of whatever is wrong."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from storefront_hooks.errors import Unreadable

LONGEST_ID = 255
Id = Annotated[str, Meta(min_length=1, max_length=LONGEST_ID)]
Time = Annotated[datetime, Meta(tz=True)]
Count = Annotated[int, Meta(ge=0)]
OrderStatus = Literal[
    "DRAFT",
    "UNCONFIRMED",
    "UNFULFILLED",
    "PARTIALLY_FULFILLED",
    "FULFILLED",
    "PARTIALLY_RETURNED",
    "RETURNED",
    "CANCELED",
    "EXPIRED",
]
FulfillmentStatus = Literal[
    "FULFILLED", "WAITING_FOR_APPROVAL", "CANCELED", "RETURNED", "REFUNDED", "REFUNDED_AND_RETURNED", "REPLACED"
]
T = TypeVar("T")


class Shape(Struct, rename="camel", gc=False):
    """An object of Saleor's; a field without a default must be there, one that may be null says so."""


class Slug(Shape):
    slug: str


class Country(Shape):
    code: str


class Address(Shape):
    first_name: str
    last_name: str
    company_name: str
    country_area: str
    country: Country


class User(Shape):
    id: Id
    email: str
    first_name: str
    last_name: str
    language_code: str


class Amount(Shape):
    amount: Decimal


class Money(Shape):
    amount: Decimal
    currency: str


class Total(Shape):
    gross: Money


class Price(Shape):
    gross: Amount


class Pair(Shape):
    key: str
    value: str


class DeliveryMethod(Shape):
    typename: str = msgspec.field(name="__typename")


class CategoryEdge(Shape):
    node: Slug


class Ancestors(Shape):
    edges: list[CategoryEdge]


class Category(Shape):
    slug: str
    ancestors: Ancestors | None


class Product(Shape):
    id: Id
    slug: str
    product_type: Slug
    category: Category | None
    collections: list[Slug] | None


class Variant(Shape):
    product: Product
    shelf: str | None = None


class Line(Shape):
    id: Id
    product_name: str
    variant_name: str
    translated_product_name: str
    translated_variant_name: str
    product_sku: str | None
    product_variant_id: str | None
    quantity: Count
    is_shipping_required: bool
    is_gift: bool | None
    unit_price: Price
    variant: Variant | None


class OrderLine(Shape):
    id: Id


class FulfillmentLine(Shape):
    quantity: Count
    order_line: OrderLine | None


class Fulfillment(Shape):
    id: Id
    status: FulfillmentStatus
    tracking_number: str
    created: Time
    warehouse: Slug | None
    lines: list[FulfillmentLine] | None
    metadata: list[Pair] | None = None


class Order(Shape):
    """An order as ``queries/order_parts.graphql`` and the events' subscriptions select it."""

    id: Id
    number: str
    created: Time
    status: OrderStatus
    is_paid: bool
    language_code_enum: str
    channel: Slug
    user: User | None
    user_email: str | None
    billing_address: Address | None
    shipping_address: Address | None
    is_shipping_required: bool
    delivery_method: DeliveryMethod | None
    shipping_method_name: str | None
    collection_point_name: str | None
    metadata: list[Pair]
    total: Total
    total_refunded: Amount
    lines: list[Line]
    fulfillments: list[Fulfillment]


class Permission(Shape):
    code: str


class App(Shape):
    """This app as the shop knows it by our token."""

    id: Id
    permissions: list[Permission] | None


class WhoAmI(Shape):
    """The answer to ``queries/who_am_i.graphql``."""

    app: App


class PageInfo(Shape):
    has_next_page: bool
    end_cursor: str | None


class OrderEdge(Shape):
    node: dict[str, object]


class OrdersPage(Shape):
    """The orders of ``queries/orders_page.graphql``, each as it was parsed."""

    page_info: PageInfo
    edges: list[OrderEdge]
    total_count: Count | UnsetType = UNSET


class ShopOrders(Shape):
    """The answer to ``queries/orders_page.graphql``; null where one bad value takes the page with it."""

    orders: OrdersPage | None


class Delivery(Shape):
    created_at: Time
    event_type: str
    payload: str | None


class DeliveryEdge(Shape):
    node: Delivery


class Deliveries(Shape):
    page_info: PageInfo
    edges: list[DeliveryEdge]


class Webhook(Shape):
    id: Id
    event_deliveries: Deliveries


class Webhooks(Shape):
    webhooks: list[Webhook] | None


class FailedDeliveries(Shape):
    """The answer to ``queries/failed_deliveries.graphql``."""

    app: Webhooks


class OfferedProduct(Shape):
    slug: str
    name: str


class Stock(Shape):
    quantity: int
    quantity_allocated: int


class Listing(Shape):
    channel: Slug
    price: Money | None


class OfferedVariant(Shape):
    """A variant as ``queries/variant_parts.graphql`` selects it."""

    id: Id
    name: str
    sku: str | None
    track_inventory: bool
    product: OfferedProduct
    stocks: list[Stock] | None
    channel_listings: list[Listing] | None


class VariantEdge(Shape):
    node: OfferedVariant


class FoundVariants(Shape):
    edges: list[VariantEdge]


class ShopVariants(Shape):
    """The answer to ``queries/variants.graphql``."""

    product_variants: FoundVariants


class OrderEventBody(Shape):
    """An event that shows one order in full, which most do."""

    issued_at: Time
    order: Order


class CustomerEventBody(Shape):
    """An event about a person."""

    issued_at: Time
    user: User


class IssuedBody(Shape):
    """An event of which only its time is wanted."""

    issued_at: Time


class Glance(Shape):
    """As much of any event's body as tells what it is about."""

    typename: str | UnsetType = msgspec.field(name="__typename", default=UNSET)
    order: Raw | UnsetType = UNSET
    orders: list[Raw] | UnsetType = UNSET
    user: Raw | UnsetType = UNSET


class OrderGlance(Shape):
    """As much of an order as tells whether it is shown in full: some events' queries select little more than the id."""

    id: Id
    status: Raw | UnsetType = UNSET
    fulfillments: Raw | UnsetType = UNSET

    @property
    def shown_in_full(self) -> bool:
        return self.status is not UNSET or self.fulfillments is not UNSET


class Notice(Shape):
    """The value of the metadata key ``delight.notice``."""

    text: Id
    at: Time


def read(body: bytes | str | Raw, *, shape: type[T], at: str = "") -> T:
    """Parse JSON into this shape. Raises Unreadable with the full path, below ``at``, of what cannot be read."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise _named(error, at=at) from error
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Unreadable(f"the body is not JSON: {error}") from error


def convert(values: Mapping[str, object], *, shape: type[T], at: str) -> T:
    """As ``read``, of values that are parsed already."""
    try:
        return msgspec.convert(values, type=shape)
    except msgspec.ValidationError as error:
        raise _named(error, at=at) from error


_WORDS = {
    "object": "an object",
    "array": "a list",
    "str": "a text",
    "bool": "a yes or no",
    "int": "a whole number",
    "decimal": "a number",
    "float": "a number",
    "null": "null",
    "datetime": "a time",
}
_PLACE = re.compile(r"^(?P<words>.*?)(?: - at `\$(?P<path>[^`]*)`)?$", re.DOTALL)
_MISSING = re.compile(r"missing required field `(.+)`")
_KIND = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_ODD_VALUE = re.compile(r"Invalid enum value (.+)", re.DOTALL)


def _named(error: msgspec.ValidationError, *, at: str) -> Unreadable:
    """The parser's words as a sentence of ours that begins with the field's path."""
    told = _PLACE.fullmatch(str(error))
    words, path = (told["words"], told["path"] or "") if told else (str(error), "")
    place = f"{at}{path}".lstrip(".")
    if missing := _MISSING.search(words):
        return Unreadable(f"{place}.{missing[1]} is missing".lstrip("."))
    if odd := _ODD_VALUE.search(words):
        return Unreadable(f"{place} is {odd[1][:60]}, a value we do not know")
    return Unreadable(f"{place or 'the body'} should be {_wanted(words)}")


def _wanted(words: str) -> str:
    if kind := _KIND.search(words):
        wanted = " or ".join(_WORDS.get(name, name) for name in kind[1].split(" | "))
        return f"{wanted}, found {_WORDS.get(kind[2], kind[2])}"
    if "of length" in words:
        return f"an id of 1 to {LONGEST_ID} characters"
    if "RFC3339" in words or "timezone" in words or "out of range" in words:
        return "an ISO 8601 time with an offset"
    if "decimal" in words:
        return "a number"
    if ">= 0" in words:
        return "a whole number, zero or more"
    return words
