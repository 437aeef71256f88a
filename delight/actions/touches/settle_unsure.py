"""Ends doubts without a person: an attempt proved accepted, or a provider knows the same mail again by its key.

Asking again gives the provider the stored mail once more, to the byte and with the same key: if it has it, nothing is
sent; if not, the mail goes out now, so everything that speaks against a mail is looked at before, as at the first time.
"""

import logging
from datetime import datetime, timedelta
from email import message_from_string, policy
from email.utils import parseaddr
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from delight import clock
from delight.actions.touches.look_at_touches import Looked, look_at_touches
from delight.actions.touches.mark_touch import last_look
from delight.errors import LastLookRefused, OutcomeUnknown, PermanentError, TemporaryError
from delight.mails.compose import Composed
from delight.mails.outbox import Handed, hand_over, may_ask_again, transport_name
from delight.models import Attempt, Breaker, Touch
from delight.models.prepared import Prepared
from delight.rules.gate import Go
from delight.signals import touch_done

logger = logging.getLogger(__name__)

ASK_EVERY = timedelta(minutes=2)
"""Between two questions about one mail; as long is the claim of who asks."""


def settle_unsure(limit: int = 5) -> int:
    """End up to ``limit`` doubts that need no person; how many were ended."""
    if _ANY.first() is None:  # in order of time, so by the index of the few that are unsure
        return 0
    ended = sum(_found_accepted(touch) for touch in _accepted()[:limit])
    keeps, now = may_ask_again(), clock.now()
    if keeps is None or Breaker.objects.filter(transport=transport_name(), closes_at__gt=now).exists():
        return ended
    return ended + sum(_ask(touch, now=now) for touch in _askable(since=now - keeps, now=now)[:limit])


def _unsure() -> QuerySet[Touch]:
    return Touch.objects.filter(state=Touch.State.UNSURE).order_by("due_at", "pk")


_ANY = Prepared[tuple[int]](lambda: _unsure().values_list("pk")[:1])


def _accepted() -> QuerySet[Touch]:
    """Those whose own attempt was found to be accepted after all."""
    taken = Attempt.objects.filter(touch=OuterRef("pk"), claim=OuterRef("claim"), outcome=Attempt.Outcome.ACCEPTED)
    return _unsure().filter(Exists(taken))


def _askable(*, since: datetime, now: datetime) -> QuerySet[Touch]:
    """Those that this transport was given lately enough to know them again, and that nobody is asking about."""
    fresh = Attempt.objects.filter(
        outcome=Attempt.Outcome.OPEN, transport=transport_name(), marked_at__gt=since
    ).exclude(text="")
    unasked = Q(claimed_until=None) | Q(claimed_until__lt=now)
    return _unsure().filter(unasked, attempts__in=fresh).select_related("order__customer", "moment").distinct()


def _found_accepted(touch: Touch) -> int:
    return _end(touch, state=Touch.State.DONE, reason="provider_has_it")


def _ask(touch: Touch, *, now: datetime) -> int:
    """Ask about one mail; 1 if that ended the doubt. Whatever is no clear answer leaves it for the next time."""
    mine = _still_unsure(touch).filter(Q(claimed_until=None) | Q(claimed_until__lt=now))
    attempt = touch.attempts.filter(outcome=Attempt.Outcome.OPEN).order_by("-number").first()
    if attempt is None or mine.update(claimed_until=now + ASK_EVERY) != 1:
        return 0
    looked = look_at_touches([touch])[0]
    _still_unsure(touch).update(looked_at=clock.now(), looked_version=looked.version)
    if not isinstance(looked.verdict, Go):
        return 0
    try:
        handed = hand_over(_stored(attempt), mark=partial(_mark, looked))
    except PermanentError as error:
        return _conclude(attempt, outcome=Attempt.Outcome.REFUSED, handed=Handed(reply=str(error)))
    except (LastLookRefused, OutcomeUnknown, TemporaryError) as error:
        logger.info("Touch %s stays unsure: %s.", touch.pk, type(error).__name__)
        return 0
    return _conclude(attempt, outcome=Attempt.Outcome.ACCEPTED, handed=handed)


def _stored(attempt: Attempt) -> Composed:
    """The mail of an attempt as it was handed over: the same bytes, the same Message-ID."""
    source = message_from_string(attempt.text, policy=policy.default)
    return Composed(
        source=attempt.text.encode(),
        subject=attempt.subject,
        text="",
        html="",
        message_id=attempt.message_id,
        sender=parseaddr(str(source["From"]))[1],
        recipient=parseaddr(str(source["To"]))[1],
    )


def _mark(looked: Looked) -> None:
    """The last look again. Raises LastLookRefused; nothing is sent then, and staff decide."""
    touch, now = looked.touch, clock.now()
    with transaction.atomic():
        if _still_unsure(touch).filter(claimed_until__gt=now).update(claimed_until=now + ASK_EVERY) != 1:
            raise LastLookRefused("lost")
        if reason := last_look(looked, now=now):
            raise LastLookRefused(reason)


def _conclude(attempt: Attempt, *, outcome: Attempt.Outcome, handed: Handed) -> int:
    with transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk, outcome=Attempt.Outcome.OPEN).update(
            outcome=outcome, reply=handed.reply[:1000], provider_id=handed.provider_id[:255]
        )
        if outcome == Attempt.Outcome.REFUSED:
            return _end(attempt.touch, state=Touch.State.FAILED, reason="refused_for_good")
        return _end(attempt.touch, state=Touch.State.DONE, reason="provider_has_it")


def _still_unsure(touch: Touch) -> QuerySet[Touch]:
    return Touch.objects.filter(pk=touch.pk, claim=touch.claim, state=Touch.State.UNSURE)


def _end(touch: Touch, *, state: Touch.State, reason: str) -> int:
    moved = _still_unsure(touch).update(state=state, reason=reason, done_at=clock.now(), claimed_until=None)
    if moved and state == Touch.State.DONE:
        transaction.on_commit(partial(touch_done.send, sender=Touch, touch=touch))
    return moved
