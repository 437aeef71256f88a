"""What came of a simulated year, in one table: touches by kind and end, what people got, and what the auditor found."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from django.db import connection

from delight.models import Order, PrintLine, Touch
from delight.simulation.auditor import audit, gather
from delight.simulation.year import Lived

SHOWN = 5
"""Findings of one promise that are told in full."""


def audited(lived: Lived) -> Mapping[str, Sequence[str]]:
    """What the auditor finds against each promise."""
    return audit(gather(connection, mails=lived.mails))


def report(lived: Lived, *, found: Mapping[str, Sequence[str]]) -> str:
    """The whole report as text. The same course of the world gives the same words."""
    return "\n".join([*_course(lived), "", *_ends(), "", *_people(), "", *_promises(found)])


def _course(lived: Lived) -> Iterable[str]:
    world, orders = lived.world, Order.objects.count()
    yield f"{orders} orders of {len(world.buyers)} people in {world.days} days (seed {world.seed})"
    yield f"{len(lived.mails)} mails and {PrintLine.objects.count()} printed pieces"


def _ends() -> Iterable[str]:
    """One line a kind: how many came to which end, and why those that did not come did not."""
    ends: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, state, reason in Touch.objects.values_list("kind", "state", "reason"):
        ends[kind][state] += 1
        if state in (Touch.State.SKIPPED, Touch.State.WITHDRAWN, Touch.State.MISSED, Touch.State.FAILED):
            reasons[kind][reason] += 1
    for kind in sorted(ends):
        yield f"{kind}: {_counted(ends[kind])}"
        if reasons[kind]:
            yield f"    because of {_counted(reasons[kind])}"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name or 'no reason'} {number}" for name, number in sorted(counts.items(), key=_most_first))


def _most_first(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]


def _people() -> Iterable[str]:
    """What a person, counted by address, got in all."""
    done = Touch.objects.filter(state=Touch.State.DONE).exclude(customer__address_key="")
    for words, paper in (("mails", False), ("pieces of paper", True)):
        media = done.exclude(medium="mail") if paper else done.filter(medium="mail")
        got = Counter(media.values_list("customer__address_key", flat=True))
        everybody = set(Order.objects.exclude(customer__address_key="").values_list("customer__address_key", flat=True))
        numbers = [got[person] for person in everybody] or [0]
        yield f"{words} a person: median {median(numbers):g}, most {max(numbers)}"


def _promises(found: Mapping[str, Sequence[str]]) -> Iterable[str]:
    total = sum(map(len, found.values()))
    yield f"{total} broken promises of {len(found)} kinds that were looked for"
    for name, broken in found.items():
        if broken:
            yield f"  {name}: {len(broken)}"
            yield from (f"    {one}" for one in broken[:SHOWN])
