"""Builds the course of a sample order: what the shop would say of it, step by step."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from storefront_hooks.sample.recordings import STORE, recordings
from storefront_hooks.vocabulary import (
    LineSnapshot,
    NoticeSnapshot,
    OrderSnapshot,
    OrderState,
    ParcelSnapshot,
    PersonSnapshot,
    RecipientSnapshot,
)

NOTICE_TEXT = "checkout-2026-05"  # the demo shop's dated check-out text


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleOrder:
    """An invented order: a label that says what it shows, and its steps, each with its time since the demo's start."""

    label: str
    steps: tuple[tuple[timedelta, OrderSnapshot], ...]

    @property
    def external_id(self) -> str:
        """The id that all steps share."""
        return self.steps[0][1].external_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """An invented customer and where they live."""

    external_id: str
    first_name: str
    last_name: str
    email: str
    language: str
    country: str
    area: str = ""

    def person(self) -> PersonSnapshot:
        """Who bought."""
        return PersonSnapshot(
            external_id=self.external_id,
            email=self.email,
            first_name=self.first_name,
            last_name=self.last_name,
            language=self.language,
        )

    def recipient(self) -> RecipientSnapshot:
        """The buyer as the one who opens the parcel."""
        return RecipientSnapshot(
            first_name=self.first_name, last_name=self.last_name, company="", country=self.country, area=self.area
        )


@lru_cache(maxsize=1)
def demo_start() -> datetime:
    """When the demo begins: the arrival of the first recorded delivery."""
    return recordings()[0].received_at


class Course:
    """Collects the steps of one order. Every step repeats the last snapshot with what has changed since."""

    def __init__(self, placed: OrderSnapshot, *, label: str, told: timedelta) -> None:
        self._label = label
        self._steps: list[tuple[timedelta, OrderSnapshot]] = []
        self._add(told, placed)

    def shipped(
        self, after: timedelta, *, tracking: str, only: str = "", happened: timedelta | None = None
    ) -> "Course":
        """A parcel leaves with all lines, or with one product's; ``happened`` if the shop tells of it later."""
        order = self._steps[-1][1]
        lines = [line for line in order.lines if line.product_slug == only or not only]
        parcel = ParcelSnapshot(
            external_id=f"sample-parcel-{order.number}-{len(order.parcels) + 1}",
            state="shipped",
            tracking=tracking,
            created_at=demo_start() + (after if happened is None else happened),
            warehouse="leipzig",
            line_quantities=tuple((line.external_id, line.quantity) for line in lines),
        )
        parcels = (*order.parcels, parcel)
        sent = sum(quantity for each in parcels for _, quantity in each.line_quantities)
        state: OrderState = "shipped" if sent == sum(line.quantity for line in order.lines) else "shipped_in_part"
        return self._add(after, replace(order, parcels=parcels, state=state))

    def arrived(self, after: timedelta) -> "Course":
        """The shop learns from its carrier that every parcel has arrived."""
        order = self._steps[-1][1]
        arrived_at = demo_start() + after
        return self._add(after, replace(order, parcels=tuple(replace(p, arrived_at=arrived_at) for p in order.parcels)))

    def returned(self, after: timedelta) -> "Course":
        """Everything comes back and is paid back. As in Saleor, the return takes the place of the parcel it undoes."""
        order = self._steps[-1][1]
        back = tuple(
            replace(p, external_id=f"{p.external_id}-back", state="returned", created_at=demo_start() + after)
            for p in order.parcels
        )
        return self._add(after, replace(order, parcels=back, state="returned", paid=False, refunded=order.total))

    def cancelled(self, after: timedelta) -> "Course":
        """The order is called off and paid back before anything was sent."""
        order = self._steps[-1][1]
        return self._add(after, replace(order, state="cancelled", paid=False, refunded=order.total))

    def build(self) -> SampleOrder:
        """The finished order."""
        return SampleOrder(label=self._label, steps=tuple(self._steps))

    def _add(self, after: timedelta, order: OrderSnapshot) -> "Course":
        """Of two things told at the same time only the later is told."""
        if self._steps and self._steps[-1][0] == after:
            self._steps.pop()
        digest = hashlib.sha256(f"{order.number} step {len(self._steps) + 1}".encode()).hexdigest()
        self._steps.append((after, replace(order, issued_at=demo_start() + after, digest=digest)))
        return self


def placed(
    number: str,
    *,
    buyer: Buyer,
    lines: tuple[LineSnapshot, ...],
    label: str,
    told: timedelta,
    ago: timedelta,
    to: RecipientSnapshot | None = None,
    gift_text: str = "",
    channel: str = STORE,
) -> Course:
    """An order placed ``ago`` before the demo's start, of which the shop first tells ``told`` after it.

    Only the shop's own channel shows the buyer a notice about mails.
    """
    created_at = demo_start() - ago
    needs_shipping = any(line.needs_shipping for line in lines)
    order = OrderSnapshot(
        store=STORE,
        external_id=f"sample-order-{number}",
        number=number,
        issued_at=demo_start() + told,
        digest="",
        created_at=created_at,
        state="open",
        paid=True,
        currency="EUR",
        total=sum((line.unit_price * line.quantity for line in lines), start=Decimal(0)),
        refunded=Decimal(0),
        channel=channel,
        language=buyer.language,
        buyer=buyer.person(),
        recipient=to or buyer.recipient(),
        needs_shipping=needs_shipping,
        pickup=False,
        shipping_method="Parcel" if needs_shipping else "",
        gift=bool(gift_text),
        gift_text=gift_text,
        notice=NoticeSnapshot(text_version=NOTICE_TEXT, shown_at=created_at) if channel == STORE else None,
        lines=tuple(replace(line, external_id=f"sample-line-{number}-{line.product_slug}") for line in lines),
        parcels=(),
    )
    return Course(order, label=label, told=told)
