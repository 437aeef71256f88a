"""The invented store: every order as it stands, told as real stores tell it: late, twice, or only when asked."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from storefront_hooks import (
    Answer,
    Finding,
    InstallationSnapshot,
    News,
    OrderEvent,
    OrderSnapshot,
    OrderState,
    Request,
    Unavailable,
    Understanding,
)

NAME = "invented"
LOST, LATE, TWICE = 0.03, 0.05, 0.04
"""Of how many news nobody hears until we ask, how many come late, and how many come twice."""
LATEST = timedelta(hours=30)


@dataclass
class Shelf:
    """All that the invented store knows. ``told`` are the snapshots of each order, the newest last."""

    away: bool = False
    told: dict[str, list[OrderSnapshot]] = field(default_factory=dict)
    outgoing: list[tuple[datetime, OrderEvent]] = field(default_factory=list)

    def newest(self, external_id: str) -> OrderSnapshot:
        """The order as it is now."""
        return self.told[external_id][-1]

    def put(self, order: OrderSnapshot, *, at: datetime, luck: Random) -> OrderSnapshot:
        """The order is so from now on, and the store says so, with the luck that news have on their way."""
        told = self.told.setdefault(order.external_id, [])
        digest = sha256(f"{order.external_id}/{len(told)}".encode()).hexdigest()
        told.append(replace(order, issued_at=at, digest=digest))
        event, chance = self.event(order.external_id, version=len(told) - 1), luck.random()
        if chance >= LOST:
            late = LOST <= chance < LOST + LATE
            self.outgoing.append((at + LATEST * luck.random() if late else at, event))
        if chance > 1 - TWICE:
            self.outgoing.append((at + LATEST * luck.random(), event))
        return told[-1]

    def event(self, external_id: str, *, version: int) -> OrderEvent:
        """One thing the store says: this order in this version."""
        body = json.dumps({"order": external_id, "version": version}).encode()
        return OrderEvent(
            store=NAME,
            type="order_updated",
            subject="order",
            subject_id=external_id,
            issued_at=self.told[external_id][version].issued_at,
            digest=sha256(body).hexdigest(),
            body=body,
        )

    def take_outgoing(self, *, until: datetime) -> list[OrderEvent]:
        """What reaches us by now; while the store is away nothing does."""
        if self.away:
            return []
        due = [event for at, event in self.outgoing if at <= until]
        self.outgoing = [one for one in self.outgoing if one[0] > until]
        return due


_shelves: list[Shelf] = [Shelf()]


def shelf() -> Shelf:
    """The one shelf of this process; the adapter is made by its name and finds it here."""
    return _shelves[-1]


def clear_shelf() -> Shelf:
    """A new and empty one in its place."""
    _shelves[:] = [Shelf()]
    return shelf()


class InventedStore:
    """The adapter: answers from the shelf, unless the store is away."""

    name = NAME

    def __init__(
        self, installation: InstallationSnapshot | None, *, clock: Callable[[], datetime], options: Mapping[str, str]
    ) -> None:
        del installation, clock, options

    def answer(self, request: Request) -> Answer:
        """Nobody knocks at the door of a simulation."""
        del request
        return Answer(status=404)

    def understand(self, body: bytes, *, event_type: str, digest: str = "") -> Understanding:
        """The order in the version that was told."""
        del event_type, digest
        told = json.loads(body)
        return Understanding(orders=(shelf().told[told["order"]][told["version"]],))

    def read_orders(self, external_ids: Sequence[str]) -> Mapping[str, OrderSnapshot]:
        """Orders as they are now. Raises Unavailable."""
        self._ask()
        return {one: shelf().newest(one) for one in external_ids if one in shelf().told}

    def changes(self, *, since: datetime) -> Iterator[News]:
        """What changed since then, the longest unchanged first. Raises Unavailable."""
        self._ask()
        changed = sorted((told[-1].issued_at, one) for one, told in shelf().told.items() if told[-1].issued_at > since)
        events = [shelf().event(one, version=len(shelf().told[one]) - 1) for _, one in changed]
        yield News(events=tuple(events), until=changed[-1][0] if changed else None)

    def missed(self, *, since: datetime) -> Iterator[News]:
        """The store keeps no account of what it could not deliver."""
        del since
        return iter(())

    def history(self, *, since: datetime, cursor: str) -> Iterator[News]:
        """The shop began with us."""
        del since, cursor
        return iter(())

    def states(self, *, since: datetime) -> Iterator[Mapping[str, OrderState]]:
        """The state of every order made since then. Raises Unavailable."""
        self._ask()
        yield {one: told[-1].state for one, told in shelf().told.items() if told[-1].created_at >= since}

    def tell(self, external_id: str, *, words: Mapping[str, str]) -> bool:
        """Heard. Raises Unavailable."""
        del words
        self._ask()
        return external_id in shelf().told

    def inspect(self) -> Iterator[Finding]:
        """Nothing is out there."""
        yield Finding(name="shop", holds=True, words="the invented shop lives in this process")

    def _ask(self) -> None:
        if shelf().away:
            raise Unavailable("the invented store is away")
