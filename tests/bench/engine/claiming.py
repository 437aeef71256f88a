"""One claim over a million pending touches against one over ten thousand, and the idle look for due work."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median

import time_machine

from tests.bench.engine.sites import POSTGRES, SETUPS, SQLITE, Row, measured, on_each, row, scaled, site
from tests.bench.engine.world import daylight

FEW, MANY = 10_000, 1_000_000
TURNS, CLAIMS, AT_ONCE = 3, 40, 10
GOALS = {SQLITE: 2.0, POSTGRES: 1.5}
IDLE_GOAL_MS = 1.0
PEOPLE = 10
"""Touches a person has: the orders, and so the rows that a claim touches, lie far apart."""
NAME = "one claim over a million pending touches, against one over ten thousand"
IDLE = "the idle look for due work among a million pending touches"


def rows() -> Iterator[Row]:
    """Milliseconds a claim of ten, in turns in two databases side by side."""
    return on_each(SETUPS, _rows, name=NAME)


def _rows(setup: str) -> list[Row]:
    with site(setup) as few, site(setup) as many:
        measured("claiming", "lay", scaled(FEW), env=few)
        measured("claiming", "lay", scaled(MANY), env=many)
        turns = [[measured("claiming", "claim", env=env) for env in (few, many)] for _ in range(TURNS)]
        idle = measured("claiming", "idle", env=many)
    theirs, ours = ([claim for turn in turns for claim in turn[side]] for side in (0, 1))
    ratio = median(median(one) / median(other) for other, one in turns)
    goal = GOALS[setup]
    return [
        row(
            f"{NAME} ({setup})",
            ours=median(ours),
            yardstick=median(theirs),
            unit="ms",
            ratio=ratio,
            goal=goal,
            least=False,
        ),
        row(
            f"{IDLE} ({setup})",
            ours=idle,
            yardstick=IDLE_GOAL_MS,
            unit="ms",
            ratio=idle / IDLE_GOAL_MS,
            goal=1.0,
            least=False,
        ),
    ]


def lay(number: int) -> int:
    """So many guides by mail, pending, due in an order that has nothing to do with the one they were planned in."""
    from django.db import connection

    from delight.models import Touch
    from tests.factories import NOW, a_moment, a_shipped_order

    order, moment = a_shipped_order(), a_moment()
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(_people(number // PEOPLE + 1), [order.customer_id])
        cursor.execute(
            _touches(number),
            [
                *(order.pk, moment.pk),
                *(connection.ops.adapt_datetimefield_value(at) for at in (NOW, NOW, NOW + timedelta(days=99), NOW)),
            ],
        )
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Touch.objects.count()


def _numbers(count: int) -> str:
    return f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"


def _people(count: int) -> str:
    """Copies of one person."""
    columns = ("store", "external_id", "email", "address_key", "first_name", "last_name", "language", "time_zone")
    return (
        f"INSERT INTO delight_customer ({', '.join(columns)}, told_at, identity) {_numbers(count)}"
        f" SELECT {', '.join(columns)}, told_at, 'copy ' || n FROM numbers, delight_customer WHERE id = %s"
    )


def _touches(count: int) -> str:
    """Spread over a hundred days around now by a prime's steps, half of them due."""
    from django.db import connection

    step = f"(CAST(n AS bigint) * 7919 %% {count})"
    spread = {
        "sqlite": f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', %s, ({step} * 8640000.0 / {count} - 4320000.0) || ' seconds')",
        "postgresql": f"CAST(%s AS timestamptz) + ({step} * 8640000.0 / {count} - 4320000.0) * interval '1 second'",
    }[connection.vendor]
    people = f"(SELECT min(id) FROM delight_customer) + n %% {count // PEOPLE + 1}"
    return (
        "INSERT INTO delight_touch (key, store, customer_id, order_id, moment_id, kind, medium, token, due_at,"
        " planned_for, not_after, state, reason, facts, hold_reason, moved_by_person, claim, attempts_made,"
        f" looked_version, created_at) {_numbers(count)} SELECT 'sample/order-' || n || '/guide', 'sample', {people},"
        f" %s, %s, 'guide', 'mail', 'token-' || n, {spread}, %s, %s, 'planned', '', '{{}}', '', false, '', 0, '', %s"
        " FROM numbers"
    )


def claim() -> list[float]:
    """Milliseconds of each claim; the first few only warm up. What was claimed is given back after the last."""
    from delight import clock
    from delight.actions.touches.claim_touches import claim_touches, give_back

    found = []
    taken: list[int] = []
    for _ in range(CLAIMS + 5):
        start = time.perf_counter()
        ids = claim_touches(AT_ONCE, now=clock.now(), claim="bench")
        found.append((time.perf_counter() - start) * 1000)
        if len(ids) != AT_ONCE:
            raise RuntimeError("there were too few due touches")
        taken += ids
    give_back(taken, claim="bench")
    return found[5:]


def idle() -> float:
    """Milliseconds of the supervisor's look, or of a claim, when nothing is due: the slower of the two medians."""
    from delight.actions.touches.claim_touches import claim_touches
    from delight.engine.chores import work_is_waiting
    from tests.factories import NOW

    before_all = NOW - timedelta(days=99)
    claims = [_timed(lambda: claim_touches(AT_ONCE, now=before_all)) for _ in range(200)]
    with time_machine.travel(before_all, tick=True):
        looks = [_timed(work_is_waiting) for _ in range(200)]
    return max(median(claims), median(looks))


def _timed(look: Callable[[], object]) -> float:
    start = time.perf_counter()
    if look():
        raise RuntimeError("something was due")
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    with daylight():
        print(json.dumps({"lay": lay, "claim": claim, "idle": idle}[sys.argv[1]](*map(int, sys.argv[2:]))))
