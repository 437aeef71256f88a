"""What is done of our own accord: catching up, comparing daily, answers, exports, what is due, alarms, the night.

It has a process of its own, so that a slow store holds up neither the supervisor nor a worker.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, close_old_connections, connection

from delight.actions.care.read_mailbox import read_mailbox
from delight.actions.orders.catch_up import catch_up
from delight.actions.orders.reconcile import reconcile
from delight.actions.orders.tell_store import tell_store
from delight.actions.people.send_exports import send_exports
from delight.actions.upkeep.night import night
from delight.actions.upkeep.publish_due import publish_due
from delight.actions.upkeep.tell_alarms import tell_alarms

logger = logging.getLogger(__name__)

ALARMS_EVERY = 60.0
NIGHT_LOOK_EVERY = 10 * 60.0
CATCH_UP_EVERY = 15 * 60.0
TELL_EVERY = 60.0
MAILBOX_EVERY = 60.0
EXPORTS_EVERY = 20.0
PUBLISH_EVERY = 60.0
RECONCILE_EVERY = 24 * 60 * 60.0
RECONCILE_AFTER = 10 * 60.0
"""Seconds after the start: what an outage left is then caught up with and understood."""
SOONEST, LATEST = 20.0, 5 * 60.0
"""Seconds between tries while the store is away: the wait doubles from the first to the second."""
ROUND = 5.0
ASLEEP = 60.0
"""Seconds by which a round may be late; a machine that slept longer has missed something."""


@dataclass(kw_only=True)
class Errand:
    """Something that is done every so many seconds, sooner after a failure. ``do`` says what went wrong, or ""."""

    name: str
    every: float
    do: Callable[[], str]
    next_at: float
    failures: int = 0

    def do_if_due(self, *, now: float) -> None:
        """Do it when its time has come. This is the edge of the loop: what breaks is logged and tried again."""
        if now < self.next_at:
            return
        try:
            trouble = self.do()
        except DatabaseError:
            logger.exception("The errand %r could not reach the database; it is tried again.", self.name)
            connection.close()
            trouble = "the database is away"
        except Exception:
            logger.exception("The errand %r broke; it is tried again.", self.name)
            trouble = "it broke"
        self.failures = self.failures + 1 if trouble else 0
        soon = min(SOONEST * 2.0 ** (self.failures - 1), LATEST)
        self.next_at = now + (min(soon, self.every) if trouble else self.every)


def errands(*, now: float) -> list[Errand]:
    """All of them, as due at a start."""
    return [
        Errand(name="catch up", every=CATCH_UP_EVERY, do=lambda: catch_up().trouble, next_at=now),
        Errand(name="reconcile", every=RECONCILE_EVERY, do=lambda: reconcile().trouble, next_at=now + RECONCILE_AFTER),
        Errand(name="night", every=NIGHT_LOOK_EVERY, do=night, next_at=now + ALARMS_EVERY),
        Errand(name="alarms", every=ALARMS_EVERY, do=tell_alarms, next_at=now + ALARMS_EVERY),
        Errand(name="tell the store", every=TELL_EVERY, do=tell_store, next_at=now + TELL_EVERY),
        Errand(name="read answers", every=MAILBOX_EVERY, do=read_mailbox, next_at=now + MAILBOX_EVERY / 2),
        Errand(name="publish what is due", every=PUBLISH_EVERY, do=publish_due, next_at=now + PUBLISH_EVERY / 3),
        Errand(name="send exports", every=EXPORTS_EVERY, do=send_exports, next_at=now),
    ]


def run_errands() -> None:
    """Until this process is told to stop; whatever it was doing then is taken up at the next start."""
    todo = errands(now=time.monotonic())
    while True:
        close_old_connections()
        for errand in todo:
            errand.do_if_due(now=time.monotonic())
        before = time.time()
        time.sleep(ROUND)
        if time.time() - before > ROUND + ASLEEP:
            hurry(todo)


def hurry(todo: list[Errand]) -> None:
    """The machine has slept, or its clock was set: catch up now."""
    for errand in todo:
        if errand.every == CATCH_UP_EVERY:
            errand.next_at = float("-inf")
