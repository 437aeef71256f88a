"""A body that has not the shape we know is refused with the path of the field, and never crashes."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storefront_hooks import Unreadable
from tests.hooks.bodies import at, event, read

Path = tuple[str | int, ...]

REMOVED: list[tuple[Path, str]] = [
    (("issuedAt",), "issuedAt"),
    (("order", "id"), "order.id"),
    (("order", "number"), "order.number"),
    (("order", "created"), "order.created"),
    (("order", "status"), "order.status"),
    (("order", "isPaid"), "order.isPaid"),
    (("order", "total"), "order.total"),
    (("order", "total", "gross"), "order.total.gross"),
    (("order", "total", "gross", "amount"), "order.total.gross.amount"),
    (("order", "total", "gross", "currency"), "order.total.gross.currency"),
    (("order", "totalRefunded"), "order.totalRefunded"),
    (("order", "channel", "slug"), "order.channel.slug"),
    (("order", "languageCodeEnum"), "order.languageCodeEnum"),
    (("order", "user"), "order.user"),
    (("order", "userEmail"), "order.userEmail"),
    (("order", "billingAddress"), "order.billingAddress"),
    (("order", "shippingAddress"), "order.shippingAddress"),
    (("order", "shippingAddress", "firstName"), "order.shippingAddress.firstName"),
    (("order", "shippingAddress", "country"), "order.shippingAddress.country"),
    (("order", "shippingAddress", "country", "code"), "order.shippingAddress.country.code"),
    (("order", "isShippingRequired"), "order.isShippingRequired"),
    (("order", "deliveryMethod"), "order.deliveryMethod"),
    (("order", "deliveryMethod", "__typename"), "order.deliveryMethod.__typename"),
    (("order", "metadata"), "order.metadata"),
    (("order", "lines"), "order.lines"),
    (("order", "lines", 0, "id"), "order.lines[0].id"),
    (("order", "lines", 0, "quantity"), "order.lines[0].quantity"),
    (("order", "lines", 0, "unitPrice", "gross"), "order.lines[0].unitPrice.gross"),
    (("order", "lines", 0, "isGift"), "order.lines[0].isGift"),
    (("order", "lines", 0, "variant"), "order.lines[0].variant"),
    (("order", "lines", 0, "variant", "product", "slug"), "order.lines[0].variant.product.slug"),
    (("order", "lines", 0, "variant", "product", "collections"), "order.lines[0].variant.product.collections"),
    (
        ("order", "lines", 0, "variant", "product", "category", "ancestors", "edges", 1, "node"),
        "order.lines[0].variant.product.category.ancestors.edges[1].node",
    ),
    (("order", "fulfillments"), "order.fulfillments"),
    (("order", "fulfillments", 1, "status"), "order.fulfillments[1].status"),
    (("order", "fulfillments", 1, "created"), "order.fulfillments[1].created"),
    (("order", "fulfillments", 1, "lines", 0, "orderLine", "id"), "order.fulfillments[1].lines[0].orderLine.id"),
]

CHANGED: list[tuple[Path, object, str]] = [
    (("issuedAt",), 5, "issuedAt should be a time, found a whole number"),
    (("issuedAt",), "2026-11-21T21:00:00", "issuedAt should be an ISO 8601 time with an offset"),
    (("issuedAt",), "0001-01-01T00:00:00+14:00", "issuedAt should be an ISO 8601 time with an offset"),
    (("order",), None, "order should be an object, found null"),
    (("order",), [], "order should be an object, found a list"),
    (("order", "id"), "", "order.id should be an id of 1 to 255 characters"),
    (("order", "id"), "x" * 256, "order.id should be an id of 1 to 255 characters"),
    (("order", "status"), "LOST", "order.status is 'LOST', a value we do not know"),
    (("order", "isPaid"), "true", "order.isPaid should be a yes or no, found a text"),
    (("order", "isPaid"), 1, "order.isPaid should be a yes or no, found a whole number"),
    (("order", "total", "gross", "amount"), "much", "order.total.gross.amount should be a number"),
    (("order", "total", "gross", "amount"), "NaN", "total should be a number, found NaN"),
    (("order", "total", "gross", "amount"), True, "order.total.gross.amount should be a number, found a yes or no"),
    (("order", "lines"), {}, "order.lines should be a list, found an object"),
    (("order", "lines"), None, "order.lines should be a list, found null"),
    (("order", "lines", 0), "towel", r"order.lines\[0\] should be an object, found a text"),
    (("order", "lines", 0, "quantity"), 1.5, r"order.lines\[0\].quantity should be a whole number"),
    (("order", "lines", 0, "quantity"), -1, r"order.lines\[0\].quantity should be a whole number"),
    (("order", "lines", 0, "quantity"), True, r"order.lines\[0\].quantity should be a whole number"),
    (("order", "fulfillments", 0, "status"), "SUNK", r"order.fulfillments\[0\].status is 'SUNK'"),
    (("order", "metadata"), {"is_gift": "true"}, "order.metadata should be a list, found an object"),
    (("order", "user"), "mira", "order.user should be an object or null, found a text"),
]


@pytest.mark.parametrize(("path", "named"), REMOVED, ids=[named for _, named in REMOVED])
def test_a_missing_field_is_named(path: Path, named: str) -> None:
    content = event()
    del at(content, path[:-1])[path[-1]]
    with pytest.raises(Unreadable) as caught:
        read(content)
    assert str(caught.value) == f"{named} is missing"


@pytest.mark.parametrize(("path", "value", "words"), CHANGED, ids=[words[:60] for _, _, words in CHANGED])
def test_a_field_of_the_wrong_kind_is_named(path: Path, value: object, words: str) -> None:
    content = event()
    at(content, path[:-1])[path[-1]] = value
    with pytest.raises(Unreadable, match=f"^{words}"):
        read(content)


def test_an_order_event_without_an_order_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="^order is missing$"):
        read({"__typename": "OrderCreated", "issuedAt": "2026-11-21T21:00:00+00:00"})


def test_a_customer_event_without_a_customer_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="^user is missing$"):
        read({"__typename": "CustomerDeleted", "issuedAt": "2026-11-21T21:00:00+00:00"})


def test_a_denied_customer_is_unreadable() -> None:
    content = event("customer-5-deleted--01-customer_deleted")
    content["user"] = None
    with pytest.raises(Unreadable, match="^user should be an object, found null$"):
        read(content)


def test_a_legacy_payload_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="^the body should be an object, found a list$"):
        read(b"[]")


def test_brackets_without_end_are_unreadable_and_crash_nothing() -> None:
    with pytest.raises(Unreadable, match="^the body should be an object, found a list$"):
        read(b"[" * 100_000)


def _paths(content: Any, path: Path = ()) -> list[Path]:
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [found for key, value in items for found in [(*path, key), *_paths(value, (*path, key))]]


EVERY_PATH = _paths(event())
ANYTHING = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({}) | st.just([None])


@given(path=st.sampled_from(EVERY_PATH), value=ANYTHING)
@settings(max_examples=400)
def test_whatever_stands_in_a_field_either_reads_or_is_named(path: Path, value: object) -> None:
    content = copy.deepcopy(event())
    at(content, path[:-1])[path[-1]] = value
    try:
        understanding = read(content)
        words = understanding.reread or understanding.ignored or [order.number for order in understanding.orders]
    except Unreadable as error:
        words = str(error)
    assert words
