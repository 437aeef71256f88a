"""Recorded event bodies by name, and copies of them with a change."""

import copy
import json
from decimal import Decimal
from typing import Any

from storefront_hooks import OrderSnapshot, Understanding
from storefront_hooks.saleor.events import understand
from storefront_hooks.saleor.orders import GiftKeys
from storefront_hooks.sample import recordings

FULL = "two-warehouses-1-fulfil--07-order_updated"


def body(name: str) -> bytes:
    """The recorded body with this name, byte for byte."""
    return next(recording.body for recording in recordings() if recording.name == name)


def event(name: str = FULL) -> dict[str, Any]:
    """The recorded body, parsed: a copy to be changed."""
    content: dict[str, Any] = json.loads(body(name), parse_float=Decimal)
    return copy.deepcopy(content)


def read(content: bytes | dict[str, Any], *, event_type: str = "", gift_keys: GiftKeys | None = None) -> Understanding:
    """What the adapter makes of a body."""
    raw = content if isinstance(content, bytes) else json.dumps(content, default=float).encode()
    return understand(raw, event_type=event_type, store="saleor", gift_keys=gift_keys or GiftKeys())


def order_in(content: bytes | dict[str, Any]) -> OrderSnapshot:
    """The one order that a body shows."""
    (order,) = read(content).orders
    return order


def at(content: Any, path: tuple[str | int, ...]) -> Any:
    """The part of a body at this path."""
    for step in path:
        content = content[step]
    return content
