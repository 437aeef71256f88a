"""A store whose door takes any body as an event: so it shows whether what was acknowledged is kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from delight.models import Order
from storefront_hooks import Answer, OrderEvent, Request, Understanding
from tests.fakes import AgreeableStore, as_snapshot

CHANGED = b"changed:"
"""What a body begins with that tells of an order's change; the order's external id follows."""


class DoorStore(AgreeableStore):
    """Agrees with our database, and lets everything in."""

    def answer(self, request: Request) -> Answer:
        event = OrderEvent(
            store=self.name,
            type="order_created",
            subject="order",
            subject_id="",
            issued_at=datetime(2026, 11, 12, tzinfo=UTC),
            digest=sha256(request.body).hexdigest(),
            body=request.body,
        )
        return Answer(status=200, event=event)

    def understand(self, body: bytes, *, event_type: str, digest: str = "") -> Understanding:
        if not body.startswith(CHANGED):
            return super().understand(body, event_type=event_type, digest=digest)
        told = as_snapshot(Order.objects.get(external_id=body.removeprefix(CHANGED).decode()))
        return Understanding(orders=(replace(told, issued_at=told.issued_at + timedelta(minutes=1)),))
