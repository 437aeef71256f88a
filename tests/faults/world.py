"""A small world for the fault tests, run as a process of its own: prepare it, drain it under fire, look at it."""

import json
import os
import random
import shutil
import signal
import sys
import time
from datetime import UTC, datetime, timedelta

import django

AFTER_A_MARK = (0.0, 0.06)
"""Seconds from a mark to the next kill: long enough to hit every point of a delivery."""
PATIENCE = 5.0
MOST_KILLS = 25
WORKERS = 2


def found() -> None:
    """The tables and a small shop, in an empty database; or a copy of the file that FAULTS_FOUNDED names."""
    from django.core.management import call_command
    from django.db import connection

    from delight.actions.load_wordings import load_wordings
    from tests.pages.shop import open_shop

    if founded := os.environ.get("FAULTS_FOUNDED"):
        shutil.copyfile(founded, connection.settings_dict["NAME"])
        return
    call_command("migrate", verbosity=0)
    load_wordings()
    open_shop()


def prepare(touches: int) -> None:
    """A shop with so many guides due, on a Thursday at ten."""
    from delight.models import DemoClock
    from tests.factories import NOW, a_moment, a_touch

    found()
    offset = int((NOW - datetime.now(tz=UTC)).total_seconds()) + 60
    DemoClock.objects.create(pk=1, offset_seconds=offset, started_at=NOW, fed_until=NOW + timedelta(days=999))
    moment = a_moment()
    for _ in range(touches):
        a_touch(moment=moment)


def under_fire(seed: int) -> None:
    """Two workers drain; again and again one of them is killed without a word, while anything is planned."""
    from django.db import connections

    chance = random.Random(seed)
    kills = 0
    connections.close_all()
    workers = [_fork_worker() for _ in range(WORKERS)]
    while _open_touches() and kills < MOST_KILLS:
        _wait_for_a_mark()
        time.sleep(chance.uniform(*AFTER_A_MARK))
        victim = workers.pop(chance.randrange(WORKERS))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        kills += 1
        _outlive_leases()
        connections.close_all()
        workers.append(_fork_worker())
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    print(json.dumps({"kills": kills}))  # noqa: T201 - read by the test


def finish() -> None:
    """What dead workers held is delivered or doubted in peace; then every touch's state and attempts are told."""
    from delight.engine.drain import drain
    from delight.models import Touch

    for _ in range(3):
        _outlive_leases()
        drain(budget=30)

    told = [
        {"state": touch.state, "attempts": [[one.message_id, one.outcome] for one in touch.attempts.all()]}
        for touch in Touch.objects.prefetch_related("attempts")
    ]
    print(json.dumps(told))  # noqa: T201 - read by the test


def _fork_worker() -> int:
    from delight.engine.drain import drain

    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        while os.getppid() == parent:  # who is timed out leaves nobody behind
            drain(budget=5)
            time.sleep(0.01)
    finally:
        os._exit(1)


def _wait_for_a_mark() -> None:
    """Until another mail was begun, however slow the machine is."""
    from delight.models import Attempt

    before, ends_at = Attempt.objects.count(), time.monotonic() + PATIENCE
    while Attempt.objects.count() == before and time.monotonic() < ends_at:
        time.sleep(0.003)


def _open_touches() -> bool:
    from delight.models import Touch

    return Touch.objects.filter(state=Touch.State.PLANNED).exists()


def _outlive_leases() -> None:
    """Time goes on by a lease and a little, so that what a dead worker held is taken up again."""
    from django.db.models import F

    from delight.actions.touches.claim_touches import LEASE
    from delight.models import DemoClock

    DemoClock.objects.update(offset_seconds=F("offset_seconds") + int(LEASE.total_seconds()) + 1)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.settings"
    django.setup()
    {"found": found, "prepare": prepare, "under_fire": under_fire, "finish": finish}[sys.argv[1]](
        *(int(number) for number in sys.argv[2:])
    )
