"""Keeps what a mail provider tells of our mails, and acts on it: doubts end, dead addresses rest, complaints stop."""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import Q

from delight import clock
from delight.actions.people.suppress import ASKED, BOUNCED, COMPLAINED, FULL, suppress
from delight.doorbell import ring
from delight.keys import address_key
from delight.mails.outbox import transport_name
from delight.models import Attempt, Breaker, ProviderEvent, Suppression, Touch
from delight.models.prepared import Prepared
from delight.rules import bounces
from delight.rules.bounces import Meaning, meaning, turned_away
from delight.signals import touch_done
from delight.store import current_store

logger = logging.getLogger(__name__)

ADDRESS = re.compile(r"[^\s<>\"',;:()]+@[^\s<>\"',;:()]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event as a provider told it; the recipient's address is never kept, only its keyed hash."""

    provider: str
    digest: str
    sort: str
    cause: str
    message_id: str
    provider_id: str
    recipient: str
    said: str
    at: datetime


def hear(told: Iterable[Told]) -> int:
    """Keep these events, each once, and ring; how many were new. Nothing is decided here: providers wait seconds."""
    rows = [_row(one) for one in told if meaning(one.sort, cause=one.cause) != Meaning.NOTHING]
    with transaction.atomic():
        before = {(row.provider, row.digest) for row in _known(rows)}
        new = [row for row in rows if (row.provider, row.digest) not in before]
        ProviderEvent.objects.bulk_create(new, ignore_conflicts=True)
        if new:
            ring()
    return len(new)


def _known(rows: Iterable[ProviderEvent]) -> Iterable[ProviderEvent]:
    return ProviderEvent.objects.filter(digest__in=[row.digest for row in rows]).only("provider", "digest")


def _row(told: Told) -> ProviderEvent:
    return ProviderEvent(
        provider=told.provider[:40],
        digest=told.digest,
        sort=told.sort[:20],
        cause=told.cause[:20],
        message_id=told.message_id.strip("<>")[:255],
        provider_id=told.provider_id[:255],
        address_key=address_key(told.recipient),
        said=ADDRESS.sub("…", " ".join(told.said.split()))[:500],
        at=told.at,
        received_at=clock.now(),
    )


@cache
def _new(limit: int) -> Prepared[ProviderEvent]:
    return Prepared(lambda: ProviderEvent.objects.filter(state=ProviderEvent.State.NEW).order_by("pk")[:limit])


def understand_provider(limit: int = 200) -> int:
    """Act on up to ``limit`` new events, oldest first, each in its own transaction; how many. Twice changes nothing."""
    events = _new(limit).ask()
    for event in events:
        with transaction.atomic():
            _act(event)
            ProviderEvent.objects.filter(pk=event.pk).update(
                state=ProviderEvent.State.DONE, attempt=event.attempt, address_key=event.address_key
            )
    return len(events)


def _act(event: ProviderEvent) -> None:
    event.attempt = _attempt_of(event)
    if event.attempt is not None:
        _end_doubt(event, attempt=event.attempt)
        event.address_key = event.address_key or event.attempt.touch.customer.address_key
    if deed := _DEEDS.get(meaning(event.sort, cause=event.cause)):
        deed(event)


def _attempt_of(event: ProviderEvent) -> Attempt | None:
    """The attempt it speaks of: by our Message-ID, else by the provider's own."""
    named = Q(message_id=f"<{event.message_id}>") if event.message_id else Q()
    for told in filter(None, {event.provider_id, event.provider_id.strip("<>")}):
        named |= Q(provider_id=told) | Q(message_id=f"<{told}>")
    if not named:
        return None
    return Attempt.objects.filter(named).select_related("touch__customer").order_by("-pk").first()


def _end_doubt(event: ProviderEvent, *, attempt: Attempt) -> None:
    """The provider had this mail: what was unsure is done, or has failed; a second copy asked for by staff is off.

    What is being sent is left to its worker; if that has died, ``settle_unsure`` finds the attempt accepted.
    """
    Attempt.objects.filter(pk=attempt.pk, outcome=Attempt.Outcome.OPEN).update(
        outcome=Attempt.Outcome.ACCEPTED, provider_id=event.provider_id or attempt.provider_id
    )
    doubtful = Q(state=Touch.State.UNSURE) | Q(state=Touch.State.PLANNED, reason="again_by_staff")
    touch = Touch.objects.filter(doubtful, pk=attempt.touch_id)
    if turned_away(event.sort):
        touch.update(state=Touch.State.FAILED, reason="turned_away", done_at=event.at, claimed_until=None)
    elif touch.update(state=Touch.State.DONE, reason="provider_has_it", done_at=event.at, claimed_until=None):
        transaction.on_commit(lambda: touch_done.send(sender=Touch, touch=Touch.objects.get(pk=attempt.touch_id)))


def _store(event: ProviderEvent) -> str:
    return event.attempt.touch.store if event.attempt else current_store().name


def _dead(event: ProviderEvent) -> None:
    _suppress(event, scope=Suppression.ALL, reason=BOUNCED)


def _complained(event: ProviderEvent) -> None:
    _suppress(event, scope=Suppression.ALL, reason=COMPLAINED)


def _unsubscribed(event: ProviderEvent) -> None:
    """The kind that the mail was, where we know it; else every mail (spec A4)."""
    _suppress(event, scope=event.attempt.touch.kind if event.attempt else Suppression.ALL, reason=ASKED)


def _suppress(event: ProviderEvent, *, scope: str, reason: str) -> None:
    suppress(event.address_key, store=_store(event), scope=scope, reason=reason, source=f"told by {event.provider}")


def _for_a_while(event: ProviderEvent) -> None:
    """Three different mails that failed for a while in 30 days: the address rests for 90."""
    since = event.at - bounces.COUNTED_WITHIN
    told = ProviderEvent.objects.filter(address_key=event.address_key, at__gte=since).exclude(address_key="")
    failed = {
        one.message_id or one.provider_id or str(one.pk)
        for one in told
        if meaning(one.sort, cause=one.cause) == Meaning.FOR_A_WHILE
    }
    if len(failed) >= bounces.MOST_COUNTED:
        suppress(
            event.address_key,
            store=_store(event),
            scope=Suppression.ALL,
            reason=FULL,
            source=f"told by {event.provider}",
            ends_at=clock.now() + bounces.RESTS,
        )


def _blocked(event: ProviderEvent) -> None:
    """Receivers turn the shop away: not the customer's fault. Some in a day, and mails are held for an hour."""
    since = clock.now() - bounces.BLOCKED_WITHIN
    recent = ProviderEvent.objects.filter(received_at__gte=since, sort__in=["bounced", "rejected"])
    count = sum(meaning(one.sort, cause=one.cause) == Meaning.BLOCKED for one in recent)
    logger.error("A receiver turned the shop's mail away (%s %s); %s in a day.", event.sort, event.cause, count)
    if count >= bounces.MOST_BLOCKED:
        Breaker.objects.update_or_create(
            transport=transport_name(),
            defaults={
                "failures": 0,  # so that a mail that is under way does not close it
                "closes_at": clock.now() + bounces.BLOCKED_PAUSE,
                "reason": f"{count} mails were turned away in a day as unwanted: {event.said}"[:500],
            },
        )


_DEEDS: dict[Meaning, Callable[[ProviderEvent], None]] = {
    Meaning.DEAD: _dead,
    Meaning.FOR_A_WHILE: _for_a_while,
    Meaning.BLOCKED: _blocked,
    Meaning.COMPLAINED: _complained,
    Meaning.UNSUBSCRIBED: _unsubscribed,
}
