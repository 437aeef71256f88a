"""Translates the body of a Saleor event to an Understanding: what the body shows decides, not the event's name."""

import hashlib
import re
from collections.abc import Sequence
from decimal import Decimal

import msgspec
from msgspec import UNSET, Raw

from storefront_hooks.errors import Unreadable
from storefront_hooks.saleor import shapes
from storefront_hooks.saleor.orders import GiftKeys, Source, order_snapshot, person_snapshot, utc
from storefront_hooks.vocabulary import CustomerSnapshot, OrderSnapshot, Subject, Understanding

GONE = frozenset({"customer_deleted", "account_deleted"})
_SUBJECTS: tuple[tuple[str, Subject], ...] = (
    ("order_", "order"),
    ("draft_order_", "order"),
    ("fulfillment_", "order"),
    ("customer_", "customer"),
    ("account_", "customer"),
    ("product_", "product"),
    ("app_", "app"),
)
_JSON = msgspec.json.Decoder(float_hook=Decimal)
_ORDER = msgspec.json.Decoder(shapes.OrderEventBody)
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def understand(body: bytes, *, event_type: str, store: str, gift_keys: GiftKeys, digest: str = "") -> Understanding:
    """Translate a verified body; ``event_type`` serves where the body does not name its type. Raises Unreadable.

    ``digest`` is the body's SHA-256 (hex) where the caller knows it, as the door does.
    """
    try:
        event = _ORDER.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _understand_other(body, event_type=event_type, store=store, gift_keys=gift_keys)
    source = Source(
        store=store,
        issued_at=utc(event.issued_at, field="issuedAt"),
        digest=digest or hashlib.sha256(body).hexdigest(),
        gift_keys=gift_keys,
    )
    return Understanding(orders=(order_snapshot(event.order, source=source),))


def parse(body: bytes) -> object:
    """Parse JSON with exact numbers. Raises Unreadable."""
    try:
        return _JSON.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Unreadable(f"the body is not JSON: {error}") from error


def event_name(typename: str) -> str:
    """The name in the ``Saleor-Event`` header for a type's name: "OrderCancelled" is "order_cancelled"."""
    return _CAPITAL.sub("_", typename).lower()


def subject_of(event_type: str) -> Subject:
    """What an event of this name is about."""
    return next((subject for prefix, subject in _SUBJECTS if event_type.startswith(prefix)), "unknown")


def _understand_other(body: bytes, *, event_type: str, store: str, gift_keys: GiftKeys) -> Understanding:
    """A body that does not show just one order in full: part of one, several, a person, something else, or a fault."""
    event = shapes.read(body, shape=shapes.Glance)
    kind = event_name(event.typename) if event.typename is not UNSET else event_type
    orders = [(shapes.read(raw, shape=shapes.OrderGlance, at=at), raw, at) for raw, at in _raw_orders(event)]
    if orders:
        full = [(raw, at) for glance, raw, at in orders if glance.shown_in_full]
        partial = tuple(glance.id for glance, _, _ in orders if not glance.shown_in_full)
        return Understanding(orders=_snapshots(full, body=body, store=store, gift_keys=gift_keys), reread=partial)
    if event.orders is not UNSET:
        return Understanding()
    if event.user is not UNSET:
        return Understanding(customers=(_customer(body, store=store, gone=kind in GONE),))
    return _ignore(kind=kind)


def _raw_orders(event: shapes.Glance) -> list[tuple[Raw, str]]:
    """Each order that the body shows, unparsed, with its path."""
    if event.orders is not UNSET:
        return [(raw, f"orders[{index}]") for index, raw in enumerate(event.orders)]
    return [] if event.order is UNSET else [(event.order, "order")]


def _snapshots(
    orders: Sequence[tuple[Raw, str]], *, body: bytes, store: str, gift_keys: GiftKeys
) -> tuple[OrderSnapshot, ...]:
    if not orders:
        return ()
    issued_at = utc(shapes.read(body, shape=shapes.IssuedBody).issued_at, field="issuedAt")
    digest = hashlib.sha256(body).hexdigest()
    source = Source(store=store, issued_at=issued_at, digest=digest, gift_keys=gift_keys)
    return tuple(order_snapshot(shapes.read(raw, shape=shapes.Order, at=at), source=source) for raw, at in orders)


def _customer(body: bytes, *, store: str, gone: bool) -> CustomerSnapshot:
    event = shapes.read(body, shape=shapes.CustomerEventBody)
    issued_at = utc(event.issued_at, field="issuedAt")
    return CustomerSnapshot(store=store, person=person_snapshot(event.user), issued_at=issued_at, gone=gone)


def _ignore(*, kind: str) -> Understanding:
    subject = subject_of(kind)
    if subject == "order":
        raise Unreadable("order is missing")
    if subject == "customer":
        raise Unreadable("user is missing")
    return Understanding(ignored=f"{kind}: Delight keeps nothing about this subject ({subject})")
