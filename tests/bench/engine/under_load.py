"""How long the store waits for its answer while Delight plans and sends: open loop at half of saturation."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import quantiles

from tests.bench.engine.peer import peer
from tests.bench.engine.sites import SETUPS, Row, measured, on_each, row, scaled, site
from tests.bench.engine.world import daylight, lay_mails, open_shop
from tests.faults.servers import free_port

REQUESTS, CONNECTIONS, MAILS, STEP = 1200, 8, 600, 0.03
GOAL_MS = 50.0
NAME = "99 of 100 answers at the door at half of saturation, while planning and sending run"


def rows() -> Iterator[Row]:
    """Milliseconds from when a delivery was due to its answer, so that a queue that builds up is seen."""
    return on_each(SETUPS, _row, name=NAME)


def _row(setup: str) -> list[Row]:
    with peer(delay=STEP) as port:
        mail = f"smtp://127.0.0.1:{port}"
        with site(setup, BENCH_MAIL=mail, DELIGHT_CHECKPOINTER="1") as env:
            found = measured("under_load", scaled(REQUESTS), env=env)
    name = f"{NAME} ({found['rate']:.0f} of {found['saturation']:.0f}/s; {setup})"
    ours = found["p99"]
    return [row(name, ours=ours, yardstick=GOAL_MS, unit="ms", ratio=ours / GOAL_MS, goal=1.0, least=False)]


def measure(number: int) -> dict[str, float]:
    """Saturation first, as many as ever go in; then half of it, evenly; mails leave and orders are planned."""
    from delight.models import StoreEvent, Touch
    from tests.bench.intake import OURS, bench_key, request
    from tests.bench.planning import moments

    open_shop()
    moments()
    lay_mails(MAILS)
    key = bench_key()
    told = [request(OURS, key=key) for _ in range(2 * number)]
    with supervisors(1) as ports:
        saturation = number / max(_knock(told[:number], port=ports[0], rate=0.0))
        done = Touch.objects.filter(state="done").count()
        waits = _knock(told[number:], port=ports[0], rate=saturation / 2)
        busy = Touch.objects.filter(state="done").count() > done
    if not busy or not StoreEvent.objects.exclude(state="new").exists():
        raise RuntimeError("nothing was sent or planned meanwhile")
    return {"saturation": saturation, "rate": saturation / 2, "p99": quantiles(waits, n=100)[98] * 1000}


@contextmanager
def supervisors(number: int) -> Iterator[list[int]]:
    """So many real supervisors on this process's site, each in a folder of its own; their web servers' ports."""
    from tests.bench.intake import wait_for

    ports = [free_port() for _ in range(number)]
    command = [sys.executable, "-m", "tests.bench.engine.world"]
    folder = os.environ["DELIGHT_VAR"]
    started = []
    for place, port in enumerate(ports):
        own = {"DELIGHT_VAR": f"{folder}/{place}"} if os.environ.get("DATABASE_URL") else {}
        started.append(subprocess.Popen([*command, str(port)], env=os.environ | own, stdout=subprocess.DEVNULL))
    try:
        for port in ports:
            wait_for(port)
        yield ports
    finally:
        for one in started:
            one.terminate()
        for one in started:
            one.wait(timeout=40)


def _knock(requests: Sequence[bytes], *, port: int, rate: float) -> list[float]:
    """With a rate the seconds of each answer, counted from when it was due; without one those of them all together."""
    waits: list[float] = []
    start = time.perf_counter() + 0.1

    def share(place: int) -> None:
        from tests.bench.intake import answer

        with socket.create_connection(("127.0.0.1", port)) as door:
            for number in range(place, len(requests), CONNECTIONS):
                due = start + (number / rate if rate else 0.0)
                time.sleep(max(0.0, due - time.perf_counter()))
                door.sendall(requests[number])
                if not answer(door).startswith(b"HTTP/1.1 200"):
                    raise RuntimeError("the door did not let a delivery in")
                waits.append(time.perf_counter() - due)

    threads = [threading.Thread(target=share, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(waits) != len(requests):
        raise RuntimeError("not every delivery was answered")
    return waits


if __name__ == "__main__":
    with daylight():
        print(json.dumps(measure(int(sys.argv[1]))))
