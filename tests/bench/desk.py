"""The back office with much in it: 200,000 orders in a list, one with much on its page, 500 parcels to print."""

import json
import re
import time
from collections.abc import Callable, Generator
from datetime import timedelta
from statistics import median
from typing import Any
from unittest.mock import patch

from tests.bench.database import ready

ORDERS, PARCELS, CARDS = 200_000, 500, 500
ROUNDS = 5
AT_ONCE = 5000
LIST_MS, PDF_SECONDS, BESIDES_SECONDS = 300.0, 5.0, 1.5
MOST = {"the order list": 25, "an order's timeline": 15, "the packing table": 20}
"""Queries, by issue."""


def rows() -> list[dict[str, object]]:
    """Server time and queries of each page, and from the click to the whole PDF; the yardstick is the goal itself."""
    ready()
    _fill()
    client = _packer()
    order = _busy_order()
    listed, list_queries = _opened(client, "/admin/delight/orders/")
    found, search_queries = _opened(client, "/admin/delight/orders/?q=17")
    shown, _ = _opened(client, f"/admin/delight/orders/{order.pk}/")
    packed, table_queries = _opened(client, "/admin/delight/today/")
    clicked, besides = _clicked(client)
    return [
        _at_most(f"the list of {ORDERS} orders, server time", listed * 1000, goal=LIST_MS, unit="ms"),
        _at_most("the same list, queries", list_queries, goal=MOST["the order list"], unit="queries"),
        _at_most(f"a search in {ORDERS} orders, server time", found * 1000, goal=LIST_MS, unit="ms"),
        _at_most("the same search, queries", search_queries, goal=MOST["the order list"], unit="queries"),
        _at_most("an order's page, server time", shown * 1000, goal=LIST_MS, unit="ms"),
        _at_most("an order's timeline, queries", _asked(order), goal=MOST["an order's timeline"], unit="queries"),
        _at_most(
            f"the packing table of {PARCELS} parcels, queries",
            table_queries,
            goal=MOST["the packing table"],
            unit="queries",
        ),
        _at_most(f"{CARDS} cards, from the click to the whole PDF", clicked, goal=PDF_SECONDS, unit="s"),
        _at_most("the same, outside drawing and store", besides, goal=BESIDES_SECONDS, unit="s"),
    ]


def _at_most(name: str, ours: float, *, goal: float, unit: str) -> dict[str, object]:
    return {
        "name": name,
        "ours": ours,
        "yardstick": goal,
        "unit": unit,
        "ratio": ours / goal,
        "goal": 1.0,
        "holds": ours <= goal,
    }


def _fill() -> None:
    from django.db import connection

    from delight.actions.load_wordings import load_wordings
    from delight.models import CardDesign, HomePage, Order
    from tests.factories import a_customer, a_line, a_parcel, an_order
    from tests.pages.shop import open_shop

    load_wordings()
    if not HomePage.objects.exists():
        open_shop()
    CardDesign.objects.get_or_create(default=True, defaults={"name": "bench"})
    people = [a_customer(first_name=f"Mira{number}") for number in range(200)]
    first = an_order(customer=people[0])
    a_parcel(order=first)
    a_line(order=first)
    names = [field.attname for field in Order._meta.concrete_fields if field.name != "id"]
    same = {name: getattr(first, name) for name in names}
    for begin in range(0, ORDERS, AT_ONCE):
        Order.objects.bulk_create(
            Order(
                **same
                | {"external_id": f"bench-{number}", "number": str(number), "customer_id": people[number % 200].pk}
                | {"created_at": first.created_at - timedelta(minutes=number)}
            )
            for number in range(begin, begin + AT_ONCE)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _packer() -> Any:
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    return client


def _busy_order() -> Any:
    """An order with ten of everything, and the day's parcels."""
    from delight import clock
    from delight.models import Medium, Sign
    from tests.factories import a_line, a_moment, a_parcel, a_touch, an_order

    order = an_order()
    for _ in range(10):
        a_line(order=order)
        a_parcel(order=order)
        touch = a_touch(order=order, moment=a_moment())
        Sign.objects.create(
            customer=order.customer,
            order=order,
            touch=touch,
            name=Sign.Name.CODE_OPENED,
            at=clock.now(),
            day=clock.now().date(),
        )
    note = a_moment(kind="note", medium=Medium.CARD, anchor="confirmed", days=0)
    now = clock.now()
    for _ in range(PARCELS):
        a_touch(order=an_order(), moment=note, due_at=now - timedelta(hours=1), not_after=now + timedelta(days=9))
    return order


def _opened(client: Any, address: str) -> tuple[float, int]:
    """The median of the seconds that the page takes, and how often it asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _open(client, address)  # what is read once for each process
    with CaptureQueriesContext(connection) as asked:
        _open(client, address)
    queries = len(asked)  # the next request begins a new log
    return median(_timed(lambda: _open(client, address)) for _ in range(ROUNDS)), queries


def _asked(order: Any) -> int:
    """How often the timeline alone asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from delight.backoffice.orders.timeline import timeline
    from delight.models import Order

    with CaptureQueriesContext(connection) as asked:
        timeline(Order.objects.get(pk=order.pk))
    return len(asked)


def _open(client: Any, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)


def _clicked(client: Any) -> tuple[float, float]:
    """Seconds from the click on "print all", with its bar, to the last byte, and those outside drawing and store.

    The fonts of one card are baked before. The store at hand answers from our own database: its own time is a
    network's.
    """
    from django.conf import settings

    from delight.actions.prints import print_cards
    from delight.models import PrintLine, Touch
    from delight.store import current_store
    from tests.fakes import AgreeableStore

    settings.DELIGHT_STORE, settings.DELIGHT_STORE_OPTIONS = "tests.fakes.AgreeableStore", {}
    current_store(fresh=True)

    def click(**data: str) -> None:
        page = client.post("/admin/delight/today/print/", {**data, "watch": "1"})
        address = re.search(r"/admin/delight/today/print/[0-9a-f-]{36}/", page.content.decode())
        assert address is not None
        steps = client.post(address.group(), data)
        last = json.loads(b"".join(steps.streaming_content).splitlines()[-1])
        assert client.get(last["pdf"]).content.startswith(b"%PDF"), last

    first = Touch.objects.filter(medium="card", state=Touch.State.PLANNED).first()
    assert first is not None
    click(one=str(first.pk))
    drawing = Stopwatch()
    with (
        patch.object(print_cards, "print_in_steps", drawing.steps(print_cards.print_in_steps)),
        patch.object(AgreeableStore, "read_orders", drawing.call(AgreeableStore.read_orders)),
    ):
        seconds = _timed(lambda: click(all="all"))
    assert PrintLine.objects.count() >= CARDS
    assert 0.0 < drawing.seconds < seconds
    return seconds, seconds - drawing.seconds


class Stopwatch:
    """Runs while what it was given runs."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def call(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same, watched."""

        def watched(*arguments: Any, **named: Any) -> Any:
            begun = time.perf_counter()
            try:
                return work(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - begun

        return watched

    def steps(self, work: Callable[..., Generator[Any, None, Any]]) -> Callable[..., Generator[Any, None, Any]]:
        """The same, watched from each step to the next; between two of them others work."""

        def watched(*arguments: Any, **named: Any) -> Generator[Any, None, Any]:
            going = work(*arguments, **named)
            step = self.call(going.__next__)
            while True:
                try:
                    yield step()
                except StopIteration as end:
                    return end.value

        return watched


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
