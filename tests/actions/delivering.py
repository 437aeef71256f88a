"""Claims a touch as a worker does, and delivers it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from delight import clock
from delight.actions.touches.claim_touches import claim_touches
from delight.actions.touches.deliver_touch import deliver_touch
from delight.models import Touch


def claim(touch: Touch) -> str:
    """A worker's claim on this touch."""
    assert touch.pk in claim_touches(10, now=clock.now())
    touch.refresh_from_db()
    return touch.claim


@contextmanager
def at_the_mark(hook: Callable[[], object]) -> Iterator[None]:
    """Calls the hook when a mark has written its attempt, in the mark's transaction."""

    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        found = execute(sql, *rest)
        if "INSERT INTO delight_attempt" in sql:
            hook()
        return found

    with connection.execute_wrapper(listen):
        yield


def deliver(touch: Touch) -> str:
    """Claim it, deliver it, and look at the row afterwards."""
    state = deliver_touch(touch.pk, claim=claim(touch))
    touch.refresh_from_db()
    assert touch.state == state
    return state
