"""What came of a simulated year, in one table: touches by kind and end, what people got, and what the auditor found."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from statistics import median
from typing import Any

from django.db import connection

from delight.models import Order, PrintLine, Touch
from delight.simulation.auditor import audit, gather
from delight.simulation.year import Lived

SHOWN = 5
"""Findings of one promise that are told in full."""
ENDED_EARLY = (Touch.State.SKIPPED, Touch.State.WITHDRAWN, Touch.State.MISSED, Touch.State.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it in one shop, or in several together, as plain numbers and words.

    ``ends`` and ``reasons`` count touches by kind; ``mailed`` and ``printed`` hold a number for each person.
    """

    orders: int
    people: int
    mails: int
    pieces: int
    ends: Mapping[str, Mapping[str, int]]
    reasons: Mapping[str, Mapping[str, int]]
    mailed: Sequence[int]
    printed: Sequence[int]
    found: Mapping[str, Sequence[str]]

    def told(self) -> dict[str, Any]:  # Any: whatever JSON holds
        """As plain data, of which ``Outcome(**told)`` makes the same again."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def audited(lived: Lived) -> Mapping[str, Sequence[str]]:
    """What the auditor finds against each promise."""
    return audit(gather(connection, mails=lived.mails))


def outcome(lived: Lived) -> Outcome:
    """What came of the course that was just lived in this database, the auditor's findings in it."""
    ends: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, state, reason in Touch.objects.values_list("kind", "state", "reason"):
        ends[kind][state] += 1
        if state in ENDED_EARLY:
            reasons[kind][reason] += 1
    return Outcome(
        orders=Order.objects.count(),
        people=len(lived.world.buyers),
        mails=len(lived.mails),
        pieces=PrintLine.objects.count(),
        ends=ends,
        reasons=reasons,
        mailed=_got(paper=False),
        printed=_got(paper=True),
        found=audited(lived),
    )


def _got(*, paper: bool) -> list[int]:
    """How much each person, counted by address, got in all."""
    done = Touch.objects.filter(state=Touch.State.DONE).exclude(customer__address_key="")
    media = done.exclude(medium="mail") if paper else done.filter(medium="mail")
    got = Counter(media.values_list("customer__address_key", flat=True))
    everybody = set(Order.objects.exclude(customer__address_key="").values_list("customer__address_key", flat=True))
    return sorted(got[person] for person in everybody)


def together(shops: Sequence[Outcome]) -> Outcome:
    """Of several shops as of one: nobody is a customer of two."""
    return Outcome(
        orders=sum(one.orders for one in shops),
        people=sum(one.people for one in shops),
        mails=sum(one.mails for one in shops),
        pieces=sum(one.pieces for one in shops),
        ends=_added([one.ends for one in shops]),
        reasons=_added([one.reasons for one in shops]),
        mailed=[number for one in shops for number in one.mailed],
        printed=[number for one in shops for number in one.printed],
        found={name: [words for one in shops for words in one.found[name]] for name in shops[0].found},
    )


def _added(counts: Sequence[Mapping[str, Mapping[str, int]]]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one in counts:
        for kind, numbers in one.items():
            found[kind].update(numbers)
    return found


def report(came: Outcome, *, days: int, seed: int, shops: int = 1) -> str:
    """The whole report as text. The same course of the world gives the same words."""
    return "\n".join(
        [*_course(came, days=days, seed=seed, shops=shops), "", *_ends(came), "", *_people(came), "", *_promises(came)]
    )


def _course(came: Outcome, *, days: int, seed: int, shops: int) -> Iterable[str]:
    where = f" in {shops} shops" if shops > 1 else ""
    yield f"{came.orders} orders of {came.people} people{where} in {days} days (seed {seed})"
    yield f"{came.mails} mails and {came.pieces} printed pieces"


def _ends(came: Outcome) -> Iterable[str]:
    """One line a kind: how many came to which end, and why those that did not come did not."""
    for kind in sorted(came.ends):
        yield f"{kind}: {_counted(came.ends[kind])}"
        if came.reasons.get(kind):
            yield f"    because of {_counted(came.reasons[kind])}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name or 'no reason'} {number}" for name, number in sorted(counts.items(), key=_most_first))


def _most_first(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]


def _people(came: Outcome) -> Iterable[str]:
    for words, numbers in (("mails", came.mailed), ("pieces of paper", came.printed)):
        yield f"{words} a person: median {median(numbers or [0]):g}, most {max(numbers, default=0)}"


def _promises(came: Outcome) -> Iterable[str]:
    total = sum(map(len, came.found.values()))
    yield f"{total} broken promises of {len(came.found)} kinds that were looked for"
    for name, broken in came.found.items():
        if broken:
            yield f"  {name}: {len(broken)}"
            yield from (f"    {one}" for one in broken[:SHOWN])
