"""Natural moments: how fast an invented year passes, and how often planning and the customer's calendar ask."""

import os
import subprocess
import sys
import time
from datetime import timedelta

from tests.bench.database import ready

FEW, MANY, DAYS = 500, 5_000, 30
PLANNING, CALENDAR = 12, 10
"""Queries at most, however much a person has ordered."""
ORDERS = 30
"""Of the person who has ordered much."""


def rows() -> list[dict[str, object]]:
    """Order-days a second with many orders against few; queries with much against the goal."""
    few, many = _order_days_a_second(FEW), _order_days_a_second(MANY)
    ready()
    (plans, pages), (more_plans, more_pages) = _asked(orders=1), _asked(orders=ORDERS)
    return [
        {
            "name": f"simulated order-days a second, {MANY} orders against {FEW}, {DAYS} days",
            "ours": many,
            "yardstick": few,
            "unit": "order-days/s",
            "ratio": many / few,
            "goal": 1.0,
            "holds": many >= few,
        },
        _at_most("planning all moments of one order, queries", plans, goal=PLANNING),
        _at_most(f"the same, one of {ORDERS} of this person, queries", more_plans, goal=PLANNING),
        _at_most("the calendar page, queries", pages, goal=CALENDAR),
        _at_most(f"the same after {ORDERS} orders, queries", more_pages, goal=CALENDAR),
    ]


def _at_most(name: str, ours: float, *, goal: float) -> dict[str, object]:
    return {
        "name": name,
        "ours": ours,
        "yardstick": goal,
        "unit": "queries",
        "ratio": ours / goal,
        "goal": 1.0,
        "holds": ours <= goal,
    }


def _order_days_a_second(orders: int) -> float:
    """In a process of its own, as by hand; migrating is not counted."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DELIGHT_", "DJANGO_"))}
    command = [sys.executable, "-m", "tests.bench.moments", str(orders)]
    told = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    return orders * DAYS / float(told.split()[-1])


def measure(orders: int) -> float:
    """Seconds that so many orders live for."""
    from django.core.management import call_command

    from delight.simulation.year import live

    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    live(orders=orders, days=DAYS, seed=7)
    return time.perf_counter() - start


def _asked(*, orders: int) -> tuple[int, int]:
    """Queries for planning one order anew, and for the page with what is still to come, of who ordered so much."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from delight import links
    from delight.actions.load_moments import load_moments
    from delight.actions.touches.plan_touches import plan_touches
    from delight.clock import now
    from delight.models import Touch
    from tests.factories import a_customer, a_shipped_order

    _open_shop()
    load_moments(since=now() - timedelta(days=7), off=())
    person = a_customer()
    every = [a_shipped_order(customer=person, left=now(), issued_at=now()) for _ in range(orders)]
    plan_touches([order.pk for order in every])
    with CaptureQueriesContext(connection) as planning:
        plan_touches([every[0].pk])
    planned = sum(not one["sql"].startswith(("BEGIN", "COMMIT")) for one in planning.captured_queries)
    page = links.page(Touch.objects.filter(order=every[0])[0].token, purpose="coming").partition("/d/")[2]
    client = Client()
    client.get(f"/d/{page}")
    with CaptureQueriesContext(connection) as calendar:
        assert client.get(f"/d/{page}").status_code == 200
    return planned, len(calendar)


def _open_shop() -> None:
    from delight.actions.load_wordings import load_wordings
    from delight.models import HomePage
    from tests.pages.shop import open_shop

    load_wordings()
    if not HomePage.objects.exists():
        open_shop()


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "delight.project.simulation"
    django.setup()
    print(measure(int(sys.argv[1])))
