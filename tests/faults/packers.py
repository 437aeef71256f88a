"""Print runs that die, run as a process of its own: a packer is killed before every statement that a run can make."""

import json
import os
import signal
from typing import Any

import django

CARDS = 2
MOST_STATEMENTS = 200


def prepare() -> None:
    """The world of the fault tests, with two cards due."""
    from tests.factories import a_moment, a_touch, an_order
    from tests.faults.world import prepare as prepare_world

    prepare_world(0)
    moment = a_moment(kind="note", medium="card", anchor="confirmed", days=0)
    for _ in range(CARDS):
        a_touch(moment=moment, order=an_order())


def die_everywhere() -> int:
    """Kill a packer before its first statement, the next one before its second …, until one comes through; how many."""
    from django.db.models import F

    from delight.actions.prints.print_cards import LEASE
    from delight.models import DemoClock

    for statement in range(1, MOST_STATEMENTS):
        if _packer(dies_before=statement):
            return statement - 1
        _look()
        DemoClock.objects.update(offset_seconds=F("offset_seconds") + int(LEASE.total_seconds()) + 1)
    raise RuntimeError("no packer ever came through")


def _packer(*, dies_before: int) -> bool:
    """Print all of today's cards in a copy of this process; whether it lived to the end."""
    from django.db import connection, connections

    from delight import clock
    from delight.actions.prints.print_cards import print_cards
    from delight.actions.touches.claim_touches import sweep_leases

    connections.close_all()
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    made = 0

    def count(execute: Any, *statement: Any) -> Any:  # Any: as Django calls it
        nonlocal made
        made += 1
        if made == dies_before:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*statement)

    status = 1
    try:
        sweep_leases(now=clock.now())
        with connection.execute_wrapper(count):
            print_cards(None, by=None)
        status = 0
    finally:
        os._exit(status)


def _look() -> None:
    """A card that is done has its line, and what has a line is done: whenever one looks."""
    from delight.models import Touch
    from delight.models.printing import PrintLine

    done = set(Touch.objects.filter(state=Touch.State.DONE).values_list("pk", flat=True))
    lines = list(PrintLine.objects.values_list("touch", flat=True))
    if sorted(done) != sorted(lines):
        raise RuntimeError(f"cards {sorted(done)} are done, and there are lines of {sorted(lines)}")


def tell() -> dict[str, object]:
    """Every touch's state and each card's content hashes, in the end."""
    from delight.models import Touch

    touches = Touch.objects.prefetch_related("print_lines")
    return {
        "states": [touch.state for touch in touches],
        "hashes": [[line.content_hash for line in touch.print_lines.all()] for touch in touches],
    }


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.settings"
    django.setup()
    prepare()
    print(json.dumps({"deaths": die_everywhere(), **tell()}))  # noqa: T201 - read by the test
