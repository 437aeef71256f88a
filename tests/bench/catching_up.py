"""Catching up with a shop of ten thousand orders over HTTP: how fast, and with how much memory."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.bench.memory import peak_mb

FEW, MANY = 1_000, 10_000
FASTEST_NEEDED = 50.0
"""Orders a second: a whole day of a shop with 10,000 orders a day is made up for in minutes, on a busy machine too."""
MEMORY = 1.2


def rows() -> list[dict[str, object]]:
    """Orders asked for, stored, understood and planned; peak memory of many orders against that of few."""
    few, many = (_measured(count) for count in (FEW, MANY))
    speed, growth = many["orders"] / many["seconds"], many["peak"] / few["peak"]
    return [
        {
            "name": "catching up with 10,000 orders over HTTP, understood and planned",
            "ours": speed,
            "yardstick": FASTEST_NEEDED,
            "unit": "orders/s",
            "ratio": speed / FASTEST_NEEDED,
            "goal": 1.0,
            "holds": speed >= FASTEST_NEEDED,
        },
        {
            "name": "peak memory of catching up with 10,000 orders, against 1,000",
            "ours": many["peak"],
            "yardstick": few["peak"],
            "unit": "MB",
            "ratio": growth,
            "goal": MEMORY,
            "holds": growth <= MEMORY,
        },
    ]


def _measured(count: int) -> Mapping[str, float]:
    """Each in a process, a database and a shop of its own."""
    with tempfile.TemporaryDirectory(prefix="delight-bench-") as folder, _shop(count) as api_url:
        env = {
            **os.environ,
            "DELIGHT_VAR": folder,
            "SECRET_KEY": "k" * 50,
            "DELIGHT_SITE_URL": "https://delight.example",
            "DELIGHT_STORE_API_URLS": api_url,
            "DJANGO_SETTINGS_MODULE": "delight.project.settings",
        }
        subprocess.run([sys.executable, "-m", "delight", "migrate", "-v", "0", "--skip-checks"], env=env, check=True)
        command = [sys.executable, "-m", "tests.bench.catching_up", "read", api_url]
        told = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True, timeout=600)
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    if found["orders"] != count:
        raise RuntimeError(f"{found['orders']} of {count} orders came in")
    return found


@contextmanager
def _shop(count: int) -> Iterator[str]:
    command = [sys.executable, "-m", "tests.bench.catching_up", "serve", str(count)]
    shop = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield (shop.stdout.readline() if shop.stdout else "").strip()
    finally:
        shop.send_signal(signal.SIGKILL)
        shop.wait(timeout=10)


def serve(count: int) -> None:
    """A shop with so many orders, until it is killed; says its API's address."""
    from tests.hooks.fake_saleor import FakeSaleor, made_order
    from tests.hooks.playback import playback

    with playback() as shop:
        shop.answer_with = FakeSaleor(orders=[_an_order(made_order(number)) for number in range(count)])
        print(shop.api_url, flush=True)
        signal.pause()


def _an_order(order: dict) -> dict:
    """Of a person and with lines of its own."""
    number = order["number"]
    lines = [{**line, "id": f"line-{number}-{place}"} for place, line in enumerate(order["lines"])]
    return {**order, "lines": lines, "userEmail": f"person-{number}@example.org"}


def read(api_url: str) -> dict[str, float]:
    """Catch up as the errands do, then understand as the workers do."""
    import django

    django.setup()
    from delight.actions.orders.catch_up import catch_up
    from delight.actions.orders.record_installation import record_installation
    from delight.actions.orders.understand_events import understand_events
    from delight.models import Installation, Order
    from storefront_hooks import InstallationSnapshot
    from tests.hooks.fake_saleor import FIRST

    record_installation(InstallationSnapshot(store="saleor", api_url=api_url, app_id="QXBwOjE=", token="t", key_set={}))
    Installation.objects.update(installed_at=FIRST)
    start = time.perf_counter()
    found = catch_up()
    if found.trouble:
        raise RuntimeError(found.trouble)
    while understand_events():
        pass
    seconds = time.perf_counter() - start
    return {"orders": Order.objects.count(), "seconds": seconds, "peak": peak_mb()}


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]))
    else:
        print(json.dumps(read(sys.argv[2])))
