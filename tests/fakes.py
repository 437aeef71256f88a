"""Complete, working stand-ins: a store that agrees with what we know, or is away."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from delight.kinds.base import Drawing, Place
from delight.kinds.guide import Guide
from delight.kinds.note import Note
from delight.mails.letter import Letter
from delight.models import Order, Parcel, Touch
from storefront_hooks import (
    Answer,
    CustomerSnapshot,
    InstallationSnapshot,
    LineSnapshot,
    NoticeSnapshot,
    OrderSnapshot,
    ParcelSnapshot,
    PersonSnapshot,
    RecipientSnapshot,
    Request,
    Unavailable,
    Understanding,
    Unreadable,
)


class AgreeableStore:
    """A store whose orders are exactly as our database has them; it says nothing of its own accord."""

    name = "agreeable"
    news: ClassVar[dict[str, dict[str, Any]]] = {}
    """By external id: what this store says otherwise than our database, issued a minute later."""
    unknown: ClassVar[set[str]] = set()
    """External ids of orders that this store does not know."""
    asked: ClassVar[list[Sequence[str]]] = []
    """What it was asked for, question by question."""

    def __init__(
        self, installation: InstallationSnapshot | None, *, clock: Callable[[], datetime], options: Mapping[str, str]
    ) -> None:
        self.clock = clock

    def answer(self, request: Request) -> Answer:
        return Answer(status=404, body=b"This store has no door.")

    def understand(self, body: bytes, *, event_type: str, digest: str = "") -> Understanding:
        return Understanding(ignored="this store says nothing")

    def read_orders(self, external_ids: Sequence[str]) -> Mapping[str, OrderSnapshot]:
        self.asked.append(external_ids)
        known = set(external_ids) - self.unknown
        rows = Order.objects.filter(external_id__in=known).select_related("customer")
        return {row.external_id: self._told(row) for row in rows.prefetch_related("lines", "parcels")}

    def _told(self, row: Order) -> OrderSnapshot:
        told = as_snapshot(row)
        news = self.news.get(row.external_id)
        return replace(told, issued_at=told.issued_at + timedelta(minutes=1), **news) if news else told


class TalkingStore(AgreeableStore):
    """A store whose events are {"news": …, "id": …}; each sort of news means one thing."""

    def understand(self, body: bytes, *, event_type: str, digest: str = "") -> Understanding:
        told = json.loads(body)
        return getattr(self, f"_{told['news'].replace(' ', '_')}")(told["id"])

    def read_orders(self, external_ids: Sequence[str]) -> Mapping[str, OrderSnapshot]:
        if "order-1" in external_ids:
            raise Unavailable("the store does not answer")
        return super().read_orders(external_ids)

    def _order(self, external_id: str, **changes: Any) -> Understanding:
        return Understanding(orders=(replace(a_snapshot(external_id, issued_at=self.clock()), **changes),))

    def _shipped(self, external_id: str) -> Understanding:
        return self._order(external_id, state="shipped", issued_at=self.clock() + timedelta(minutes=1))

    def _no_number(self, external_id: str) -> Understanding:
        return self._order(external_id, total=Decimal("NaN"))

    def _unreadable(self, external_id: str) -> Understanding:
        raise Unreadable("the talking store mumbles")

    def _reread(self, external_id: str) -> Understanding:
        return Understanding(reread=(external_id,))

    _reread_away = _reread

    def _nothing(self, external_id: str) -> Understanding:
        return Understanding(ignored="it means nothing")

    def _gone(self, external_id: str) -> Understanding:
        person = PersonSnapshot(
            external_id=external_id, email=f"{external_id}@example.org", first_name="Mira", last_name="Albrecht"
        )
        return Understanding(
            customers=(CustomerSnapshot(store="saleor", person=person, issued_at=self.clock(), gone=True),)
        )


def a_snapshot(external_id: str, *, issued_at: datetime) -> OrderSnapshot:
    """A paid, open order of Mira's without lines."""
    person = PersonSnapshot(
        external_id=f"customer-{external_id}",
        email=f"customer-{external_id}@example.org",
        first_name="Mira",
        last_name="Albrecht",
    )
    return OrderSnapshot(
        store="saleor",
        external_id=external_id,
        number="1",
        issued_at=issued_at,
        digest="0" * 64,
        created_at=issued_at,
        state="open",
        paid=True,
        currency="EUR",
        total=Decimal("89.00"),
        refunded=Decimal(0),
        channel="web",
        language="en",
        buyer=person,
        recipient=RecipientSnapshot(first_name="Mira", last_name="Albrecht", company="", country="DE", area=""),
        needs_shipping=True,
        pickup=False,
        shipping_method="Parcel",
        gift=False,
        gift_text="",
        notice=None,
        lines=(),
        parcels=(),
    )


class AwayStore(AgreeableStore):
    """A store that cannot be reached."""

    name = "away"

    def read_orders(self, external_ids: Sequence[str]) -> Mapping[str, OrderSnapshot]:
        raise Unavailable("the store does not answer")


def as_snapshot(row: Order) -> OrderSnapshot:
    """Our copy of an order as the store would tell it: issued when we last heard of it."""
    customer = row.customer
    return OrderSnapshot(
        store=row.store,
        external_id=row.external_id,
        number=row.number,
        issued_at=row.issued_at,
        digest="0" * 64,
        created_at=row.created_at,
        state=row.state,  # type: ignore[arg-type]  # the column's choices are the literal
        paid=row.paid,
        currency=row.currency,
        total=row.total,
        refunded=row.refunded,
        channel=row.channel,
        language=row.language,
        buyer=PersonSnapshot(
            external_id=customer.external_id,
            email=customer.email,
            first_name=customer.first_name,
            last_name=customer.last_name,
            language=customer.language,
        ),
        recipient=RecipientSnapshot(
            first_name=row.recipient_first_name,
            last_name=row.recipient_last_name,
            company=row.recipient_company,
            country=row.country,
            area=row.area,
        ),
        needs_shipping=row.needs_shipping,
        pickup=row.pickup,
        shipping_method=row.shipping_method,
        gift=row.gift,
        gift_text=row.gift_text,
        avoid=tuple(filter(None, row.avoid.split(","))),
        heard=row.heard,
        notice=NoticeSnapshot(text_version=row.notice_text, shown_at=row.notice_at) if row.notice_at else None,
        lines=tuple(
            LineSnapshot(
                external_id=line.external_id,
                product_id=line.product_id,
                product_slug=line.product_slug,
                product_name=line.product_name,
                variant_id=line.variant_id,
                variant_name=line.variant_name,
                sku=line.sku,
                quantity=line.quantity,
                unit_price=line.unit_price,
                needs_shipping=line.needs_shipping,
                gift=line.gift,
                product_type=line.product_type,
                categories=tuple(line.categories),
                collections=tuple(line.collections),
                shelf=line.shelf,
            )
            for line in row.lines.all()
        ),
        parcels=tuple(_parcel(parcel) for parcel in row.parcels.all()),
    )


def _parcel(row: Parcel) -> ParcelSnapshot:
    return ParcelSnapshot(
        external_id=row.external_id,
        state=row.state,  # type: ignore[arg-type]
        tracking=row.tracking,
        created_at=row.shipped_at,
        warehouse=row.warehouse,
        line_quantities=tuple((line, quantity) for line, quantity in row.line_quantities),
    )


class InterruptedGuide(Guide):
    """The guide, with something happening between its look and its last look."""

    interruption: Callable[[], object] = staticmethod(lambda: None)

    def letter(self, touch: Touch, order: Order, *, message_id: str) -> Letter:
        letter = super().letter(touch, order, message_id=message_id)
        type(self).interruption()
        return letter


class InterruptedNote(Note):
    """The note, with something happening between its look and its last look."""

    interruption: Callable[[], object] = staticmethod(lambda: None)

    def drawing(self, touch: Touch, order: Order, *, place: Place) -> Drawing:
        drawing = super().drawing(touch, order, place=place)
        type(self).interruption()
        return drawing
