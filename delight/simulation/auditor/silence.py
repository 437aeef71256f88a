"""Promises of silence (A4, A6 steps 1 to 3, A8): whoever sent back, stopped, complained or waits hears nothing."""

from collections.abc import Iterator
from datetime import datetime

from delight.simulation.auditor.evidence import Evidence, Line, Mail, Paper

NEEDED = frozenset({"help", "refund"})
"""Kinds for whoever has not come to use a thing."""


def said_about_an_order_that_is_over(evidence: Evidence) -> Iterator[str]:
    """Returned, refunded, replaced or cancelled: the store knew, and was asked a moment before."""
    for mail in evidence.mails:
        if any(line.at < mail.at for line in evidence.of_order(mail.order, "silent")):
            yield f"{mail}: it was over"
    for paper in evidence.papers:
        if any(line.place < paper.place for line in evidence.of_order(paper.order, "silent")):
            yield f"{paper}: it was over"


def said_to_who_had_stopped_it(evidence: Evidence) -> Iterator[str]:
    """All mails, mails of this kind, or paper."""
    for mail in evidence.mails:
        told = [line for line in evidence.of_address(mail.address, "stopped", "unstopped") if line.at < mail.at]
        if mail.is_offer and _stops(told) & {"all", mail.kind}:
            yield f"{mail}: stopped"
    for paper in evidence.papers:
        told = [line for line in evidence.of_address(paper.address, "stopped", "unstopped") if line.place < paper.place]
        if "print" in _stops(told):
            yield f"{paper}: stopped"


def _stops(lines: list[Line]) -> set[str]:
    """What is stopped after these."""
    found: set[str] = set()
    for line in lines:
        (found.add if line.what == "stopped" else found.discard)(line.detail)
    return found


def said_to_who_had_complained(evidence: Evidence) -> Iterator[str]:
    """Of spam: nobody takes that back."""
    return _after(evidence, "complained")


def said_to_a_dead_address(evidence: Evidence) -> Iterator[str]:
    """The provider had told that nobody lives there."""
    return _after(evidence, "bounced")


def said_to_who_is_forgotten(evidence: Evidence) -> Iterator[str]:
    """Neither by mail nor on paper."""
    yield from _after(evidence, "forgotten")
    for paper in evidence.papers:
        if any(line.place < paper.place for line in evidence.of_address(paper.address, "forgotten")):
            yield f"{paper}: forgotten"


def _after(evidence: Evidence, what: str) -> Iterator[str]:
    for mail in evidence.mails:
        if mail.is_offer and any(line.at < mail.at for line in evidence.of_address(mail.address, what)):
            yield f"{mail}: {what}"


def said_to_who_takes_a_rest(evidence: Evidence) -> Iterator[str]:
    """Until the day they named; who takes a stop back has ended the rest with it."""
    for mail in evidence.mails:
        until: datetime | None = None
        for line in evidence.of_address(mail.address, "rests", "unstopped"):
            if line.at < mail.at:
                until = datetime.fromisoformat(line.detail) if line.what == "rests" else None
        if until is not None and mail.at < until:
            yield f"{mail}: rests until {until:%Y-%m-%d}"


def said_while_something_was_unsettled(evidence: Evidence) -> Iterator[str]:
    """A complaint, a damage, a question or an answer that nobody has answered."""
    closed_at = {line.detail: line for line in evidence.lines if line.what == "case_closed"}
    said: list[Mail | Paper] = [*evidence.mails, *evidence.papers]
    for one in said:
        for opened in evidence.of_address(one.address, "case_opened"):
            closed = closed_at.get(opened.detail)
            if _is_before(opened, one) and not (closed is not None and _is_before(closed, one)):
                yield f"{one}: case {opened.detail} was open"
                break


def _is_before(line: Line, one: Mail | Paper) -> bool:
    return line.at < one.at if isinstance(one, Mail) else line.place < one.place


def said_although_left_out(evidence: Evidence) -> Iterator[str]:
    """The very one that its reader had taken off the list."""
    for mail in evidence.mails:
        lines = evidence.of_address(mail.address, "skipped")
        if any(line.at < mail.at and mail.behind and line.detail == str(mail.behind.touch) for line in lines):
            yield f"{mail}: left out"


def said_without_a_basis(evidence: Evidence) -> Iterator[str]:
    """No notice at the check-out, no consent, and no law that asks for neither."""
    for mail in evidence.mails:
        if mail.is_offer and evidence.of_order(mail.order, "no_basis"):
            yield f"{mail}: no basis"


def said_while_the_store_could_not_be_asked(evidence: Evidence) -> Iterator[str]:
    """Whoever cannot know whether an order is still kept waits, with mail and with paper."""
    away = evidence.of_order("", "store_away", "store_back")
    said: list[Mail | Paper] = [*evidence.mails, *evidence.papers]
    for one in said:
        before = [line for line in away if _is_before(line, one)]
        if before and before[-1].what == "store_away":
            yield f"{one}: the store was away"


def said_although_switched_off(evidence: Evidence) -> Iterator[str]:
    """Every moment of this kind was off."""
    switched = evidence.of_order("", "switched_off", "switched_on")
    said: list[Mail | Paper] = [*evidence.mails, *evidence.papers]
    for one in said:
        before = [line for line in switched if line.detail == one.kind and _is_before(line, one)]
        if before and before[-1].what == "switched_off":
            yield f"{one}: switched off"


def helped_who_needs_none(evidence: Evidence) -> Iterator[str]:
    """Neither help nor money back is offered for what its owner has told to work."""
    orders = {mail.head("Message-ID"): mail.order for mail in evidence.mails}
    works = [(orders.get(line.detail, ""), line.at) for line in evidence.lines if line.what == "works"]
    for mail in evidence.mails:
        if mail.kind in NEEDED and any(order == mail.order and at < mail.at for order, at in works):
            yield f"{mail}: it works"


def stop_that_was_not_taken(evidence: Evidence) -> Iterator[str]:
    """However old the mail is in which its link stands."""
    return (f"{line.detail}: no stop" for line in evidence.lines if line.what == "stop_refused")
