"""Replays the recorded deliveries through the demo's real door, over HTTP, bytes and headers untouched."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

from delight.errors import TemporaryError
from delight.models import StoreEvent
from delight.store import current_store
from storefront_hooks.sample import Recording, SampleStore, recordings

STARTING = 30.0
"""Seconds the web server has to come up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many deliveries were sent, and how many of them the door let in."""

    sent: int
    accepted: int


def missing_recordings() -> list[Recording]:
    """All at first; later those that the door would keep and has not kept yet: after a whole replay none."""
    stored = set(StoreEvent.objects.filter(store=SampleStore.name).values_list("digest", flat=True))
    if not stored:
        return list(recordings())
    missing = [one for one in recordings() if sha256(one.body).hexdigest() not in stored]
    store = current_store()
    return [one for one in missing if store.answer(one.request()).event is not None]


def replay(deliveries: Iterable[Recording], *, door: HTTPConnection, stopping: Callable[[], bool]) -> Replayed:
    """Knock with each, on one connection."""
    sent = accepted = 0
    for delivery in deliveries:
        if stopping():
            break
        sent += 1
        accepted += _knock(door, delivery) == HTTPStatus.OK
    return Replayed(sent=sent, accepted=accepted)


def open_door(host: str, *, port: int, stopping: Callable[[], bool]) -> HTTPConnection | None:
    """A connection on which the site has answered; None if we are stopping. Raises TemporaryError if it never does."""
    ends_at = time.monotonic() + STARTING
    while time.monotonic() < ends_at and not stopping():
        door = HTTPConnection(host, port, timeout=STARTING)
        try:
            door.request("GET", f"/stores/{SampleStore.name}/manifest.json")
            door.getresponse().read()
        except (OSError, HTTPException):
            door.close()
            time.sleep(0.05)
        else:
            return door
    if stopping():
        return None
    raise TemporaryError(f"the site did not come up at {host}:{port} within {STARTING:.0f} seconds; see above why")


def _knock(door: HTTPConnection, delivery: Recording) -> int:
    path = f"/stores/{SampleStore.name}/{delivery.path}"
    door.request(delivery.method, path, body=delivery.body, headers=dict(delivery.headers))
    answer = door.getresponse()
    answer.read()
    return answer.status
