"""Runs web, cluster, tick, watchdog and SQLite's checkpointer under one process, and leaves none of them behind."""

import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

from django.db import connections

from delight import clock, conf
from delight.calendars import quiet_days
from delight.doorbell import answer_rings, forget_rings
from delight.engine.children import Child, copy_of_us, stop_all
from delight.engine.chores import (
    CHECKPOINT_EVERY,
    FROZEN_AFTER,
    TICK_EVERY,
    Checkpointer,
    Chore,
    Tick,
    Watchdog,
    sqlite_file,
)
from delight.engine.errands import run_errands
from delight.engine.folders import say_stopping, the_only_supervisor
from delight.engine.leash import GRACE
from delight.engine.preflight import require_free_port
from delight.engine.web import Web
from delight.kinds.base import kinds

logger = logging.getLogger(__name__)

ROUND = 0.25
PATIENCE = GRACE + 1.0
"""Seconds the leashes get: their own grace and a moment for the kill."""


Stopping = Callable[[], bool]


def supervise(
    web: Web,
    *,
    first: Callable[[], None] = lambda: None,
    before: Callable[[], None] = lambda: None,
    once_up: Callable[[Stopping], None] = lambda _: None,
    frozen_after: float = FROZEN_AFTER,
) -> None:
    """Run everything until SIGINT or SIGTERM, then stop all of it, within 25 seconds.

    ``first`` is called once nobody else can work in this folder, and before anything listens: without it a page would
    break. ``before`` is called while the web server loads; ``once_up`` after the start, with a question that says
    whether it should end early. Raises AlreadyRunning when another supervisor works
    here, and CannotStart. ``frozen_after``: seconds of silence after which a cluster is replaced.
    """
    with the_only_supervisor(), _stop_on_signals() as stop:
        require_free_port(web.host, port=web.port)
        children = [
            Child("web", start=copy_of_us(web.serve, before=connections.close_all)),
            Child("cluster", start=copy_of_us(answer_rings, before=connections.close_all)),
            *([] if conf.DEMO() else [Child("errands", start=copy_of_us(run_errands, before=connections.close_all))]),
        ]
        first()
        _Supervision(children, chores=_chores(children[1], frozen_after=frozen_after), stop=stop).run(
            before=before, once_up=once_up
        )


class _Supervision:
    def __init__(self, children: list[Child], *, chores: list[Chore], stop: Event) -> None:
        self._children = children
        self._chores = chores
        self._stop = stop

    def run(self, *, before: Callable[[], None], once_up: Callable[[Stopping], None]) -> None:
        web, *others = self._children
        try:
            web.start()
            before()
            forget_rings()
            _load_once()
            for child in others:
                child.start()
            once_up(self._stop.is_set)
            while not self._stop.wait(ROUND):
                self._round(now=time.monotonic())
        finally:
            say_stopping(True)
            stop_all(self._children, patience=PATIENCE)

    def _round(self, *, now: float) -> None:
        for child in self._children:
            child.tend(now=now)
        for chore in self._chores:
            chore.do_if_due(now=now)


def _load_once() -> None:
    """Load before the workers are copied what each of them would load at its first event: it is then shared."""
    kinds()
    quiet_days(conf.SHOP_COUNTRY(), years=[clock.real_now().year])


def _chores(cluster: Child, *, frozen_after: float) -> list[Chore]:
    chores = [
        Chore(name="tick", every=TICK_EVERY, do=Tick()),
        Chore(name="watchdog", every=TICK_EVERY, do=Watchdog(cluster, frozen_after=frozen_after)),
    ]
    database = sqlite_file()
    if database is not None:
        chores.append(Chore(name="checkpoint", every=CHECKPOINT_EVERY, do=Checkpointer(database)))
    return chores


@contextmanager
def _stop_on_signals() -> Iterator[Event]:
    """An event that SIGINT and SIGTERM set; what they did before comes back at the end."""
    stop = Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
