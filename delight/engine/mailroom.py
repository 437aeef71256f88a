"""Keeps the senders busy: claims a few mails ahead, looks at them with one question to the store, and writes them."""

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager

from delight import clock
from delight.actions.touches.claim_touches import claim_touches, give_back, new_claim
from delight.actions.touches.deliver_touch import look_at_claimed, write_mail
from delight.actions.touches.look_at_touches import Looked
from delight.actions.touches.mark_touch import Mail
from delight.content import reading_once
from delight.engine.senders import senders

logger = logging.getLogger(__name__)

CLAIMED_AHEAD = 5
"""Mails claimed together at first: few enough to be handed over while their look still holds, however slow a server."""
MOST_AHEAD = 40
"""Mails claimed together at most: a look at forty costs little more than one at five."""
QUICK = 2.0
"""Seconds: whoever hands a batch over in less gets twice as many the next time; a look holds for sixty."""
LOOK_UP, WAIT = 0.05, 0.5
"""Seconds after which whoever waits for mails looks up: while there is other work, and when there is none."""


class Batch:
    """How many mails are claimed together: twice as many as the last time while that goes quickly, else few again."""

    def __init__(self, least: int) -> None:
        self._least = least
        self._size = 0
        self._asked_at = float("-inf")

    def size(self, *, now: float) -> int:
        """The next batch's; ``now`` in seconds of the monotonic clock."""
        quick = now - self._asked_at < QUICK
        self._size = max(self._least, min(2 * self._size, MOST_AHEAD) if quick else 0)
        self._asked_at = now
        return self._size


class Mailroom:
    """One drain's mails: those that are written and under way, and what became of the others."""

    def __init__(self, states: Counter[str], *, broken: Counter[str]) -> None:
        self._states = states
        self._broken = broken
        self._senders = senders()
        self._under_way: dict[Future[str], Mail] = {}
        self._batch = Batch(max(CLAIMED_AHEAD, 2 * self._senders.number))

    @property
    def busy(self) -> bool:
        """Whether mails are under way."""
        return bool(self._under_way)

    def work(self, *, until: Callable[[], bool]) -> int:
        """Claim and write the next mails when the senders will soon be idle, else wait for them; how much there was."""
        soon_idle = 2 * self._senders.number
        if len(self._under_way) > soon_idle:
            return self._wait(list(self._under_way)[:-soon_idle], timeout=LOOK_UP)
        claimed = self._begin_some(until=until)
        self._collect()
        return claimed or self._wait(self._under_way, timeout=LOOK_UP)

    def wait(self) -> int:
        """Wait a little for the mails that are under way; how many there were."""
        return self._wait(self._under_way, timeout=WAIT)

    def _wait(self, futures: Collection["Future[str]"], *, timeout: float) -> int:
        """Woken once for all of them, not for each: who waits takes the interpreter from who sends."""
        number = len(self._under_way)
        if futures:
            wait(futures, timeout=timeout)
            self._collect()
        return number

    def give_back(self) -> int:
        """Let go of written mails that no sender has begun; how many."""
        waiting = [mail for future, mail in self._under_way.items() if future.cancel()]
        self._under_way = {future: mail for future, mail in self._under_way.items() if not future.cancelled()}
        return _let_go(mail.looked for mail in waiting)

    def _begin_some(self, *, until: Callable[[], bool]) -> int:
        """Nothing is handed over before the last is written: both at once would contend for one interpreter."""
        claim = new_claim()
        ids = claim_touches(self._batch.size(now=time.monotonic()), now=clock.now(), claim=claim)
        written: list[Mail] = []
        with reading_once():
            looked = self._look(ids, claim=claim) if ids else []
            for place, one in enumerate(looked):
                if place and until():
                    _let_go(looked[place:])
                    break
                written += self._write(one)
        for place, mail in enumerate(written):
            if place and until():
                _let_go(one.looked for one in written[place:])
                break
            self._under_way[self._senders.send(mail)] = mail
        return len(ids)

    def _look(self, ids: list[int], *, claim: str) -> list[Looked]:
        """All at once; if that breaks one by one, so that a poisoned touch stops no other."""
        try:
            return look_at_claimed(ids, claim=claim)
        except Exception:
            logger.exception("Looking at %s touches together broke; they are looked at one by one.", len(ids))
        found: list[Looked] = []
        for touch_id in ids:
            with self._at_the_edge(touch_id):
                found += look_at_claimed([touch_id], claim=claim)
        return found

    def _write(self, looked: Looked) -> list[Mail]:
        """The mail, or none where it may not go or cannot be written."""
        with self._at_the_edge(looked.touch.pk):
            mail = write_mail(looked)
            if isinstance(mail, Mail):
                return [mail]
            self._states[mail] += 1
        return []

    def _collect(self) -> None:
        for future in [one for one in self._under_way if one.done()]:
            mail = self._under_way.pop(future)
            with self._at_the_edge(mail.looked.touch.pk):
                self._states[future.result()] += 1

    @contextmanager
    def _at_the_edge(self, touch_id: int) -> Iterator[None]:
        """A poisoned touch stays claimed until its lease ends, and stops no other."""
        try:
            yield
        except Exception:
            logger.exception("Touch %s broke its delivery.", touch_id)
            self._broken["delivery"] += 1


def _let_go(looked: Iterable[Looked]) -> int:
    """Nobody was told anything of these: whoever drains next takes them up at once."""
    by_claim: dict[str, list[int]] = defaultdict(list)
    for one in looked:
        by_claim[one.touch.claim].append(one.touch.pk)
    return sum(give_back(ids, claim=claim) for claim, ids in by_claim.items())
