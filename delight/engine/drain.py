"""Understands what came in and delivers what is due, in small steps, until nothing is left or the time is spent."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connection

from delight import clock, conf
from delight.actions.orders.understand_events import understand_events
from delight.actions.touches.claim_touches import sweep_leases
from delight.actions.touches.follow_moment import replan_some
from delight.actions.touches.hear_provider import understand_provider
from delight.actions.touches.settle_unsure import settle_unsure
from delight.engine.folders import stopping, var
from delight.engine.heartbeat import beat
from delight.engine.mailroom import Mailroom
from delight.engine.pace import Pace, Turns
from delight.engine.sample_steps import feed_sample_steps

logger = logging.getLogger(__name__)

BEAT_EVERY = 1.0
SWEEP_EVERY = 1.0
ALL_EVERY = 0.05
"""Seconds between two rounds of all steps while mails are under way."""
BELL_BUDGET = 8.0
"""Seconds for one ring: less than those that a stopping supervisor waits before it kills."""


@dataclass(kw_only=True)
class Drained:
    """What one drain did: events understood, sample steps told, touches by the state they reached, steps that broke."""

    events: int = 0
    sample_steps: int = 0
    swept: int = 0
    touches: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        states = ", ".join(f"{number} {state}" for state, number in sorted(self.touches.items())) or "none due"
        broken = f"; broken: {', '.join(sorted(self.broken))}" if self.broken else ""
        return f"{self.events} events, {self.sample_steps} sample steps, touches: {states}{broken}"


def answer_bell() -> None:
    """The doorbell's task. Takes nothing and returns nothing: the tables say what is to be done."""
    if not stopping():
        drain(BELL_BUDGET, until=stopping)


def drain(budget: float = 20.0, *, until: Callable[[], bool] = lambda: False) -> Drained:
    """Work until nothing is left, ``budget`` seconds are spent or ``until()``; one bad event or touch stops nothing.

    Mails on their way are waited for; what was claimed and not begun is given back.
    """
    run = _Run(ends_at=time.monotonic() + budget, until=until)
    while run.round() and not run.must_end():
        pass
    run.finish()
    return run.drained


class _Run:
    """One drain: its time, its counts, and the steps that broke in it and are left alone until the next."""

    def __init__(self, *, ends_at: float, until: Callable[[], bool]) -> None:
        self.drained = Drained()
        self._ends_at = ends_at
        self._until = until
        self._beaten_at = self._swept_at = self._all_at = float("-inf")
        self._pace = Pace()
        self._turns = Turns(var() / "understanding.turn")
        self._wait = 0.0
        self._mailroom = Mailroom(self.drained.touches, broken=self.drained.broken)

    def must_end(self) -> bool:
        return time.monotonic() >= self._ends_at or self._until()

    def round(self) -> int:
        """Each step once; how much they did together. While mails are under way, the next mail does not wait for the
        questions whether anything else has come: they are asked some times a second.
        """
        now = time.monotonic()
        if (
            self._mailroom.busy
            and now - self._all_at < ALL_EVERY
            and (mails := self._step("touches", self._some_mails))
        ):
            return mails
        self._all_at = now
        self._beat()
        steps = self._step("sample steps", feed_sample_steps) if conf.DEMO() else 0
        events = self._step("events", self._understand_some)
        replanned = self._step("changed moments", replan_some)
        self._sweep()
        self.drained.sample_steps += steps
        self.drained.events += events
        heard = self._step("provider's events", understand_provider) + self._step("doubts", settle_unsure)
        mails = self._step("touches", self._some_mails)
        return steps + events + replanned + heard + mails or self._wait_for_turn()

    def _some_mails(self) -> int:
        return self._mailroom.work(until=self.must_end)

    def finish(self) -> None:
        """Nothing more is begun; what is on its way is waited for, and the heart beats on."""
        self._step("giving back", self._mailroom.give_back)
        while self._step("last mails", self._mailroom.wait):
            self._beat()

    def _step(self, name: str, step: Callable[[], int]) -> int:
        """Run one step. What breaks it is logged, and the others go on: this is the edge of the loop."""
        if self.drained.broken[name]:
            return 0
        try:
            return step() or 0
        except Exception:
            logger.exception("The drain's step %r broke; the others go on.", name)
            self.drained.broken[name] += 1
            return 0

    def _understand_some(self) -> int:
        """A batch of events. SQLite has one writer: our processes take turns, and the store's door has its own between.

        Two that read the same events would do everything twice, and the door would wait for both.
        """
        self._wait = 0.0
        if connection.vendor != "sqlite":
            return self._understand_batch()
        with self._turns.ask() as turn:
            self._wait = turn.wait
            if turn.wait:
                return 0
            begun = time.monotonic()
            number = self._understand_batch()
            if number:
                turn.rest(time.monotonic() - begun)
        return number

    def _understand_batch(self) -> int:
        begun = time.monotonic()
        number = understand_events(limit=self._pace.size)
        self._pace.took(number, seconds=time.monotonic() - begun)
        return number

    def _wait_for_turn(self) -> int:
        """Where nothing else is to be done: 1 if there was a turn to wait for, after which events may be left."""
        time.sleep(self._wait)
        return 1 if self._wait else 0

    def _sweep(self) -> None:
        if time.monotonic() - self._swept_at >= SWEEP_EVERY:
            self.drained.swept += self._step("leases", lambda: sum(sweep_leases(now=clock.now()).values()))
            self._swept_at = time.monotonic()

    def _beat(self) -> None:
        if time.monotonic() - self._beaten_at >= BEAT_EVERY:
            self._step("heartbeat", _beat_once)
            self._beaten_at = time.monotonic()


def _beat_once() -> int:
    beat()
    return 0
