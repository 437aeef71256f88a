"""A store whose door takes any body as an event: so it shows whether what was acknowledged is kept."""

from datetime import UTC, datetime
from hashlib import sha256

from storefront_hooks import Answer, OrderEvent, Request
from tests.fakes import AgreeableStore


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
