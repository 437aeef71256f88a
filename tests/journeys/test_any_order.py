"""Deliveries come in any order and more than once; what we know and plan in the end must not depend on it."""

import os
import random
from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from delight.actions.orders.receive_event import receive_event
from delight.actions.orders.understand_events import understand_events
from delight.models import Moment, Order, OrderLine, Parcel, Touch
from delight.store import current_store
from storefront_hooks import Request
from storefront_hooks.sample import Recording, SampleStore, demo_start, histories, recorded_installation
from tests.factories import a_moment

SHUFFLES = int(os.environ.get("SHUFFLES", "10"))
"""Seeds for each history; ``make check`` asks for 50."""
HISTORIES = histories()

pytestmark = pytest.mark.django_db


def the_moments() -> None:
    """The four moments of the demo."""
    since = demo_start() - timedelta(days=1)
    confirmed = {"anchor": Moment.Anchor.CONFIRMED, "days": 0, "expires_days": 30, "active_since": since}
    a_moment(slug="note", kind="note", medium="card", **confirmed)
    a_moment(slug="insert", kind="insert", medium="insert", **confirmed)
    a_moment(slug="guide", kind="guide", anchor=Moment.Anchor.ARRIVED, days=1, active_since=since)
    a_moment(slug="share", kind="share", anchor=Moment.Anchor.JOY, days=2, active_since=since)


def deliver(deliveries: Sequence[Recording], *, chance: random.Random) -> None:
    """Through the adapter's door into the inbox, understood now and then in between."""
    store = SampleStore(recorded_installation(), clock=lambda: demo_start(), options={})
    for recording in deliveries:
        headers = {name.lower(): value for name, value in recording.headers.items()}
        answer = store.answer(
            Request(method=recording.method, path=recording.path, headers=headers, body=recording.body)
        )
        assert answer.status == 200, answer.body
        if answer.event is not None:
            receive_event(answer.event)
        if chance.random() < 0.25:
            understand_events()
    while understand_events():
        pass


def what_we_know() -> dict[str, list[tuple[object, ...]]]:
    """Everything that must come out the same: orders, lines, parcels, and open touches with due time and reason."""
    order_fields = [field.attname for field in Order._meta.concrete_fields if field.name not in ("id", "customer")]
    line_fields = [field.attname for field in OrderLine._meta.concrete_fields if field.name not in ("id", "order")]
    parcels = [
        (row.external_id, row.state, row.tracking, row.shipped_at, row.line_quantities, row.version)
        for row in Parcel.objects.select_related("order").order_by("external_id")
        if row.shown_at(row.order.issued_at)
    ]
    return {
        "orders": list(Order.objects.order_by("external_id").values_list(*order_fields, "customer__identity")),
        "lines": list(OrderLine.objects.order_by("external_id").values_list(*line_fields)),
        "parcels": parcels,
        "touches": list(
            Touch.objects.filter(state=Touch.State.PLANNED)
            .order_by("key")
            .values_list("key", "planned_for", "due_at", "not_after", "reason", "customer__identity")
        ),
    }


def outcome(deliveries: Sequence[Recording], *, chance: random.Random) -> dict[str, list[tuple[object, ...]]]:
    """What these deliveries lead to, in a database that forgets them afterwards."""
    with transaction.atomic():
        deliver(deliveries, chance=chance)
        known = what_we_know()
        transaction.set_rollback(True)
    return known


@pytest.mark.parametrize("order_id", sorted(HISTORIES), ids=lambda order_id: HISTORIES[order_id][0].scenario)
def test_a_history_ends_the_same_in_any_order_with_repeats(order_id: str) -> None:
    history = HISTORIES[order_id]
    the_moments()
    current_store(fresh=True)
    with time_machine.travel(demo_start(), tick=False):
        as_recorded = outcome(history, chance=random.Random(0))
        for seed in range(SHUFFLES):
            chance = random.Random(seed)
            shuffled = [*history, *chance.choices(history, k=max(1, len(history) // 3))]
            chance.shuffle(shuffled)
            assert outcome(shuffled, chance=chance) == as_recorded, f"seed {seed}"
