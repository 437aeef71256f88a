"""Promises about time (A6 steps 6 to 8, A9.4): kind hours and days, not too often, not too late, not too early."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from delight.simulation.auditor.days import is_holiday
from delight.simulation.auditor.evidence import Evidence, Mail

ASKS = frozenset({"question", "review", "share"})
AFTER_ARRIVAL = frozenset({"guide", "help", "question", "refund", "review", "share", "thanks"})
"""Kinds that speak of something the reader should have before them."""
REVIEW_DAYS = 13


def said_at_night(evidence: Evidence) -> Iterator[str]:
    """Before nine or from eight in the evening, where its reader lives."""
    for mail in evidence.mails:
        if not 9 <= mail.local.hour < 20:
            yield f"{mail}: at night"


def said_on_a_quiet_day(evidence: Evidence) -> Iterator[str]:
    """A Sunday or a public holiday, where its reader lives."""
    for mail in evidence.mails:
        if mail.local.isoweekday() == 7 or is_holiday(mail.local.date(), country=mail.country):
            yield f"{mail}: a quiet day in {mail.country}"


def _by_reader(evidence: Evidence, *, asks: bool) -> Iterator[tuple[str, Sequence[Mail]]]:
    """The offers that came to each address, or asks alone, in the order in which they came."""
    found: dict[str, list[Mail]] = defaultdict(list)
    for mail in evidence.mails:
        if mail.is_offer and (not asks or mail.kind in ASKS):
            found[mail.address].append(mail)
    for address, mails in found.items():
        yield address, sorted(mails, key=lambda mail: mail.at)


def said_twice_in_one_day(evidence: Evidence) -> Iterator[str]:
    """At most one offer a local day."""
    yield from _closer(evidence, together=2, days=1)


def said_within_three_days(evidence: Evidence) -> Iterator[str]:
    """At least three days from one offer to the next."""
    yield from _closer(evidence, together=2, days=3)


def said_five_times_in_thirty_days(evidence: Evidence) -> Iterator[str]:
    """At most four offers in any thirty days."""
    yield from _closer(evidence, together=5, days=30)


def asked_twice_in_fourteen_days(evidence: Evidence) -> Iterator[str]:
    """At most one question, review or share in fourteen days."""
    yield from _closer(evidence, together=2, days=14, asks=True)


def _closer(evidence: Evidence, *, together: int, days: int, asks: bool = False) -> Iterator[str]:
    """Days are those on the wall where the last of them was read: a present may have sent the first by other clocks."""
    for address, mails in _by_reader(evidence, asks=asks):
        for first, last in zip(mails, mails[together - 1 :], strict=False):
            since = first.at.astimezone(last.local.tzinfo).date()
            if last.local.date() - since < timedelta(days=days):
                yield f"{address}: {together} from {since} to {last.local.date()}"


def said_too_late(evidence: Evidence) -> Iterator[str]:
    """After the hour from which it would be too late to be kind."""
    for mail in evidence.mails:
        if mail.behind is not None and mail.at > mail.behind.not_after:
            yield f"{mail}: too late since {mail.behind.not_after:%Y-%m-%d %H:%M}"


def said_before_the_parcel_had_left(evidence: Evidence) -> Iterator[str]:
    """The last one of several; of a present nobody speaks before it is there."""
    for mail in evidence.mails:
        speaks_of_it = mail.kind in AFTER_ARRIVAL or evidence.of_order(mail.order, "gift")
        if speaks_of_it and not any(line.at < mail.at for line in evidence.of_order(mail.order, "sent")):
            yield f"{mail}: the last parcel had not left"


def asked_for_a_review_too_soon(evidence: Evidence) -> Iterator[str]:
    """Less than thirteen days after an arrival that we had been told of."""
    for mail in evidence.mails:
        arrived = _told_arrival(evidence, mail) if mail.kind == "review" else None
        if arrived is not None and (mail.local.date() - arrived).days < REVIEW_DAYS:
            yield f"{mail}: it arrived on {arrived}"


def _told_arrival(evidence: Evidence, mail: Mail) -> date | None:
    lines = evidence.of_order(mail.order, "arrival_told")
    told = [datetime.fromisoformat(line.detail) for line in lines if line.at < mail.at]
    return min(told).astimezone(mail.local.tzinfo).date() if told else None
