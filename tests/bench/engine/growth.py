"""Planning a hundred thousand orders: the time an order takes when so many are known, against that of the first."""

import json
import sys
import time
from collections.abc import Iterator
from statistics import median

from tests.bench.engine.sites import SETUPS, Row, measured, on_each, row, scaled, site
from tests.bench.engine.world import daylight

ORDERS, STEP, LOOKED_AT = 100_000, 1_000, 5
GOAL = 1.2
NAME = "understanding and planning, an order among a hundred thousand against one among the first thousands"


def rows() -> Iterator[Row]:
    """Milliseconds an order: the median of the last five thousands against that of the first five."""
    return on_each(SETUPS, _row, name=NAME)


def _row(setup: str) -> list[Row]:
    with site(setup) as env:
        steps = measured("growth", max(2 * LOOKED_AT, scaled(ORDERS) // STEP), env=env)
    first, last = median(steps[:LOOKED_AT]), median(steps[-LOOKED_AT:])
    name = f"{NAME} ({setup})"
    return [row(name, ours=last, yardstick=first, unit="ms", ratio=last / first, goal=GOAL, least=False)]


def measure(steps: int) -> list[float]:
    """Milliseconds an order of each thousand; the first one only warms up."""
    from tests.bench.planning import bodies, moments, store, understand

    moments()
    found = []
    for step in range(steps + 1):
        store(bodies(STEP, since=step * STEP))
        start = time.perf_counter()
        understand()
        found.append((time.perf_counter() - start) * 1000 / STEP)
    return found[1:]


if __name__ == "__main__":
    with daylight():
        print(json.dumps(measure(int(sys.argv[1]))))
