"""Rows with readable defaults: Mira orders a linen throw, Jonas may receive it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from delight.keys import address_key
from delight.models import Customer, Moment, Order, OrderLine, Parcel, Touch

NOW = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
STORE = "saleor"
_numbers = count(1001)


def a_customer(**changes: Any) -> Customer:
    """Mira Albrecht, who reads English."""
    number = next(_numbers)
    email = changes.pop("email", f"mira{number}@example.org")
    values: dict[str, Any] = {
        "store": STORE,
        "external_id": f"customer-{number}",
        "email": email,
        "address_key": address_key(email),
        "first_name": "Mira",
        "last_name": "Albrecht",
        "language": "en",
        "told_at": NOW - timedelta(days=1),
    }
    values |= changes
    stated = values["external_id"]
    identity = f"id:{stated}" if stated else f"mail:{values['address_key']}"
    return Customer.objects.create(**{"identity": identity, **values})


def an_order(*, customer: Customer | None = None, line: dict[str, Any] | None = None, **changes: Any) -> Order:
    """A paid, open order of one linen throw, shipped within Germany."""
    number = str(next(_numbers))
    values: dict[str, Any] = {
        "store": STORE,
        "external_id": f"order-{number}",
        "number": number,
        "issued_at": NOW - timedelta(hours=1),
        "created_at": NOW - timedelta(days=1),
        "state": Order.State.OPEN,
        "paid": True,
        "currency": "EUR",
        "total": Decimal("89.00"),
        "channel": "web",
        "language": "en",
        "recipient_first_name": "Mira",
        "recipient_last_name": "Albrecht",
        "country": "DE",
    }
    values |= changes
    version = version_at(values["issued_at"])
    order = Order.objects.create(customer=customer or a_customer(), **{"version": version, **values})
    a_line(order=order, **(line or {}))
    return order


def version_at(issued_at: datetime) -> str:
    """The version of an order as ``tests.fakes`` tells it."""
    return f"{issued_at.isoformat(timespec='microseconds')}/{'0' * 16}"


def a_shipped_order(*, left: datetime = NOW - timedelta(days=4), **changes: Any) -> Order:
    """The same order, whole in one parcel that left on Sunday 8 November 2026: its guide by mail is due at NOW."""
    parcel = {"arrived_at": changes.pop("arrived_at", None), "state": changes.pop("parcel", Parcel.State.SHIPPED)}
    order = an_order(**{"state": Order.State.SHIPPED, "created_at": left - timedelta(days=1), **changes})
    a_parcel(order=order, shipped_at=left, **parcel)
    return order


def a_parcel(*, order: Order, **changes: Any) -> Parcel:
    """A parcel that has left, of which nobody knows when it arrived."""
    values: dict[str, Any] = {
        "external_id": f"parcel-{next(_numbers)}",
        "version": order.version,
        "issued_at": order.issued_at,
        "state": Parcel.State.SHIPPED,
        "tracking": "00340434",
        "shipped_at": NOW - timedelta(days=4),
    }
    return Parcel.objects.create(order=order, **{**values, **changes})


def a_line(*, order: Order, **changes: Any) -> OrderLine:
    """One linen throw."""
    values: dict[str, Any] = {
        "external_id": f"line-{next(_numbers)}",
        "position": 0,
        "product_slug": "linen-throw",
        "product_name": "Linen throw",
        "quantity": 1,
        "unit_price": Decimal("89.00"),
        "categories": ["textiles"],
    }
    return OrderLine.objects.create(order=order, **{**values, **changes})


def a_moment(**changes: Any) -> Moment:
    """The guide, two days after the parcel arrived."""
    values: dict[str, Any] = {
        "slug": f"moment-{next(_numbers)}",
        "name": "Guide after arrival",
        "kind": "guide",
        "medium": "mail",
        "anchor": Moment.Anchor.ARRIVED,
        "days": 2,
        "gladness": "It saves the first mistake.",
        "active": True,
        "active_since": NOW - timedelta(days=365),
    }
    return Moment.objects.create(**{**values, **changes})


def a_touch(*, order: Order | None = None, moment: Moment | None = None, **changes: Any) -> Touch:
    """A guide by mail, planned and due now, to an order that has arrived; paper is for one that has not left."""
    medium = moment.medium if moment else changes.get("medium", "mail")
    order = order or (a_shipped_order() if medium == "mail" else an_order())
    moment = moment or a_moment(kind=changes.get("kind", "guide"), medium=changes.get("medium", "mail"))
    values: dict[str, Any] = {
        "key": f"{order.store}/{order.external_id}/{moment.slug}",
        "store": order.store,
        "customer": order.customer,
        "order": order,
        "moment": moment,
        "kind": moment.kind,
        "medium": moment.medium,
        "due_at": NOW,
        "not_after": NOW + timedelta(days=10),
        "created_at": NOW - timedelta(days=1),
    }
    values = {**values, **changes}
    return Touch.objects.create(**{"planned_for": values["due_at"], **values})
