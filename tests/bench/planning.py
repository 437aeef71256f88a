"""Stored events to planned touches, against raw batched INSERT of the very rows that come of it."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from statistics import median
from typing import Any

from tests.bench.database import ready

ORDERS = 600
BATCH = 200
ROUNDS = 5
SCENARIO, EVENT = "onego-1-fulfil", "order_fulfilled"
GOAL = 0.5


@dataclass(frozen=True)
class Table:
    """One table's rows as they stand, ready for a raw INSERT."""

    name: str
    columns: tuple[str, ...]
    values: list[tuple[Any, ...]]


def rows() -> list[dict[str, object]]:
    """The bench's row: orders a second, both sides in one run, median of five interleaved."""
    ready()
    told = bodies(ORDERS)
    moments()
    ours, yardstick = [], []
    for _ in range(ROUNDS):
        _clear()
        store(told)
        ours.append(ORDERS / _timed(understand))
        tables = _dump()
        _clear()
        yardstick.append(ORDERS / _timed(lambda tables=tables: _insert(tables)))
    _clear()
    ratio = median(mine / raw for mine, raw in zip(ours, yardstick, strict=True))
    return [
        {
            "name": "stored events → planned touches, against raw batched INSERT of the same rows",
            "ours": median(ours),
            "yardstick": median(yardstick),
            "unit": "orders/s",
            "ratio": ratio,
            "goal": GOAL,
            "holds": ratio >= GOAL,
        }
    ]


def bodies(count: int, *, since: int = 0) -> list[bytes]:
    """One recorded delivery, once for each order: the same bytes but for the ids and the address, numbered."""
    from storefront_hooks.sample import recordings

    recorded = next(one for one in recordings() if one.scenario == SCENARIO and one.event_type == EVENT)
    body = recorded.body.decode()
    order = json.loads(body)["order"]
    found = []
    for number in range(since, since + count):
        own = body.replace(order["id"], f"{order['id'][:-8]}{number:08d}")
        for one in [*order["lines"], *order["fulfillments"]]:
            own = own.replace(one["id"], f"{one['id']}{number:08d}")
        found.append(own.replace(order["userEmail"], f"mira{number}@example.com").encode())
    return found


def moments() -> None:
    """What is planned: a card, an insert, a guide, a share."""
    from delight.models import Moment
    from storefront_hooks.sample import demo_start

    since = demo_start() - timedelta(days=7)
    for slug, medium, anchor in (
        ("note", "card", "confirmed"),
        ("insert", "insert", "confirmed"),
        ("guide", "mail", "arrived"),
        ("share", "mail", "joy"),
    ):
        Moment.objects.get_or_create(
            slug=slug,
            defaults={"kind": slug, "name": slug, "medium": medium, "anchor": anchor, "gladness": "-", "active": True}
            | {"active_since": since, "days": 1, "expires_days": 10},
        )


def _tables() -> list[Any]:
    from delight.models import Customer, Order, OrderLine, Parcel, Touch

    return [Customer, Order, OrderLine, Parcel, Touch]


def _clear() -> None:
    from delight.models import StoreEvent

    for model in [StoreEvent, *reversed(_tables())]:
        model.objects.all().delete()


def store(told: Sequence[bytes]) -> None:
    """As the door stores them."""
    from delight.models import StoreEvent
    from storefront_hooks.sample import demo_start

    StoreEvent.objects.bulk_create(
        [
            StoreEvent(
                store="sample",
                digest=sha256(body).hexdigest(),
                type=EVENT,
                subject="order",
                subject_id=str(number),
                received_at=demo_start(),
                body=body,
            )
            for number, body in enumerate(told)
        ]
    )


def understand() -> None:
    """As a worker does it, until nothing is left."""
    from delight.actions.orders.understand_events import understand_events

    while understand_events(BATCH):
        pass


def _dump() -> list[Table]:
    from django.db import connection

    found = []
    for model in _tables():
        fields = model._meta.concrete_fields
        columns = tuple(field.column for field in fields)
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {", ".join(columns)} FROM "{model._meta.db_table}"')
            found.append(Table(name=model._meta.db_table, columns=columns, values=list(cursor.fetchall())))
    return found


def _insert(tables: Sequence[Table]) -> None:
    """The same rows in the same batches, each batch one transaction, by executemany."""
    from django.db import connection, transaction

    batches = ORDERS // BATCH
    for batch in range(batches):
        with transaction.atomic(), connection.cursor() as cursor:
            for table in tables:
                share = len(table.values) // batches
                marks = ", ".join(["%s"] * len(table.columns))
                cursor.executemany(
                    f'INSERT INTO "{table.name}" ({", ".join(table.columns)}) VALUES ({marks})',
                    table.values[batch * share : (batch + 1) * share],
                )


def _timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(rows(), indent=1))
