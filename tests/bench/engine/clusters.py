"""Two real clusters against one on the same PostgreSQL, as a site has them that nobody has tuned."""

import json
import sys
import time
from collections.abc import Iterator

from tests.bench.engine.peer import peer
from tests.bench.engine.sites import POSTGRES, Row, measured, on_each, row, scaled, site
from tests.bench.engine.under_load import supervisors
from tests.bench.engine.world import daylight, lay_mails, open_shop

MAILS, STEP, LONGEST = 160, 0.03, 180.0
GOAL = 1.5
NAME = "mails a second of two supervisors against one, a server that answers each step in 30 ms"


def rows() -> Iterator[Row]:
    """From the first mail that is done to the last; each cluster has two workers with two connections each."""
    return on_each((POSTGRES,), _row, name=NAME)


def _row(setup: str) -> list[Row]:
    with peer(delay=STEP) as port, site(setup, BENCH_MAIL=f"smtp://127.0.0.1:{port}") as env:
        one, two = measured("clusters", scaled(MAILS), env=env)
    return [row(f"{NAME} ({setup})", ours=two, yardstick=one, unit="mails/s", ratio=two / one, goal=GOAL)]


def measure(number: int) -> list[float]:
    """Mails a second with one and with two."""
    open_shop()
    return [_rate(number * clusters, clusters=clusters) for clusters in (1, 2)]


def _rate(number: int, *, clusters: int) -> float:
    from django.db.models import Max, Min

    from delight.models import Heartbeat, Touch

    Heartbeat.objects.all().delete()
    with supervisors(clusters):
        _wait(lambda: Heartbeat.objects.count() == clusters)
        mine = Touch.objects.filter(pk__in=lay_mails(number))
        _wait(lambda: mine.filter(state="done").count() == number)
    span = mine.aggregate(first=Min("done_at"), last=Max("done_at"))
    return number / float((span["last"] - span["first"]).total_seconds())


def _wait(whether) -> None:  # type: ignore[no-untyped-def]  # a question without arguments
    ends_at = time.monotonic() + LONGEST
    while not whether():
        if time.monotonic() > ends_at:
            raise RuntimeError("it took too long")
        time.sleep(0.1)


if __name__ == "__main__":
    with daylight():
        print(json.dumps(measure(int(sys.argv[1]))))
