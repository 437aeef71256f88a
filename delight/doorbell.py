"""The only module that knows django-q2: wakes a worker after commit; a ring carries no data and may be lost."""

import logging
import os
import threading
import time
from functools import lru_cache

from django.db import DatabaseError, transaction
from django_q.brokers import Broker, get_broker
from django_q.cluster import Cluster
from django_q.tasks import async_task

logger = logging.getLogger(__name__)

ANSWER = "delight.engine.drain.answer_bell"
"""The task a ring runs, by dotted path: the engine lies above this module and is never imported here."""

REST = 1.0
"""Seconds of silence after a ring, per process; the supervisor's tick covers what came in meanwhile."""
OUT_OF_ORDER = 20.0
"""Seconds of silence after a ring that failed: an absent broker costs those who ring seconds of trying."""
ENOUGH = 4
"""Rings that wait already; one more would wake nobody else, and where no cluster runs they would pile up."""


class _Bell:
    """When this process last rang."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rang_at = float("-inf")

    def may_ring(self, *, now: float) -> bool:
        with self.lock:
            if now - self.rang_at < REST:
                return False
            self.rang_at = now
            return True

    def rest(self, *, until: float) -> None:
        with self.lock:
            self.rang_at = max(self.rang_at, until - REST)


_bell = _Bell()


def ring() -> None:
    """Wake a worker after the present commit: at most once per second and process; an absent broker is only logged."""
    transaction.on_commit(_ring_now)


def _ring_now() -> None:
    if not _bell.may_ring(now=time.monotonic()):
        return
    try:
        broker = _broker(os.getpid())
        if broker.queue_size() < ENOUGH:
            async_task(ANSWER, broker=broker)
    except _broker_errors():
        _bell.rest(until=time.monotonic() + OUT_OF_ORDER)
        logger.exception("The doorbell is out of order; the tick will find the work.")


def waiting_rings() -> int:
    """How many rings wait to be answered by our own cluster. Raises what the broker raises when it is away."""
    return int(_broker(os.getpid()).queue_size())


@lru_cache(maxsize=1)
def _broker(pid: int) -> Broker:
    """One broker per process (``pid``): with Redis a new one costs a TCP connection, and a fork must not share it."""
    return get_broker()


@lru_cache(maxsize=1)
def _broker_errors() -> tuple[type[Exception], ...]:
    """What a broker raises when it is away; Redis is an extra and may not be installed."""
    try:
        from redis.exceptions import RedisError
    except ImportError:
        return (DatabaseError, OSError)
    return (DatabaseError, OSError, RedisError)


def forget_rings() -> None:
    """Empty the queue of rings before a cluster starts: they carry nothing, and the tick rings again."""
    try:
        _broker(os.getpid()).purge_queue()
    except _broker_errors():
        logger.exception("Old rings could not be taken off the queue; they only wake the workers more often.")


def answer_rings() -> None:
    """Run the cluster that answers rings, in this process and those it forks, until SIGTERM."""
    cluster = Cluster()
    cluster.start()
    if cluster.sentinel is not None:
        cluster.sentinel.join()
