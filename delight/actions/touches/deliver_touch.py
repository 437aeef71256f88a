"""Carries one claimed mail from the look to its outcome. Every move is one guarded UPDATE; the loser does nothing.

The crash window of mail: a worker that dies before the mark told nobody anything; one that dies after it may have. So
the mark, with the whole text, is committed after the server's 354 and before the first body byte, and what was marked
but not concluded is *unsure*: a second copy of a personal letter is worse than none.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache, partial
from uuid import NAMESPACE_URL, uuid5

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from delight import clock, conf
from delight.actions.touches.look_at_touches import Looked, look_at_touches
from delight.actions.touches.mark_touch import Mail, attempt_outcome, conclude_done, mark, write_outcome
from delight.actions.touches.surely import surely
from delight.errors import LastLookRefused, NothingToSay, OutcomeUnknown, PermanentError, TemporaryError, TransportDown
from delight.kinds.base import MailKind, kinds
from delight.mails.compose import Composed, compose
from delight.mails.outbox import Handed, hand_over, transport_name
from delight.models import Attempt, Breaker, Moment, Touch
from delight.models.among import among
from delight.models.prepared import Given, Prepared, listed
from delight.rules.gate import Go, Hold, Missed, Skip, Wait
from delight.signals import touch_done, touch_silenced

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
UNDER_WAY = (Touch.State.CLAIMED, Touch.State.SENDING)
OPEN, REFUSED = Attempt.Outcome.OPEN, Attempt.Outcome.REFUSED
BACK_OFF = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=4))
BREAKER_FIRST, BREAKER_LONGEST = timedelta(seconds=30), timedelta(minutes=30)


def deliver_touch(touch_id: int, *, claim: str) -> str:
    """Look, render, hand over and record; the touch's state afterwards, or "lost" if it was not this claim's."""
    looked = look_at_claimed([touch_id], claim=claim)
    mail = write_mail(looked[0]) if looked else "lost"
    return mail if isinstance(mail, str) else hand_mail_over(mail)


def _claimed() -> QuerySet[Touch]:
    mine = Touch.objects.filter(among("pk", Given("touches")), claim=Given("claim"), state=Touch.State.CLAIMED)
    return mine.order_by("due_at", "pk")


_MINE = Prepared[Touch](_claimed)
_MOMENTS = Prepared[Moment](lambda: Moment.objects.filter(among("pk", Given("moments"))))


def look_at_claimed(touch_ids: Sequence[int], *, claim: str) -> list[Looked]:
    """Look at what of these is still this claim's, oldest first, with one question to the store."""
    mine = _MINE.ask(touches=listed(touch_ids), claim=claim)
    moments = {one.pk: one for one in _MOMENTS.ask(moments=listed({one.moment_id for one in mine if one.moment_id}))}
    for one in mine:  # of many touches few moments: each is made once
        one.moment = moments[one.moment_id] if one.moment_id else None
    return look_at_touches(mine)


def write_mail(looked: Looked) -> Mail | str:
    """The mail that may go; else the state that the touch has instead, or "lost" if it was not this claim's."""
    touch = looked.touch
    if not isinstance(looked.verdict, Go):
        return settle(touch, verdict=looked.verdict)
    try:
        composed, version = _render(looked)
    except NothingToSay as error:
        logger.warning("Touch %s waits for a person: %s", touch.pk, error)
        return settle(touch, verdict=Hold("nothing_to_say"))
    except TransportDown as error:
        return _transport_down(touch, error=error)
    except PermanentError as error:
        return _cannot_be_sent(touch, error=error)
    return Mail(looked=looked, composed=composed, wording_version=version)


def settle(touch: Touch, *, verdict: Skip | Missed | Wait | Hold) -> str:
    """Write the gate's verdict on a claimed touch: skipped, missed, or planned again to wait or to be held.

    The state afterwards, or "lost" where the claim was no longer ours.
    """
    now = clock.now()
    if isinstance(verdict, Skip | Missed):
        state = Touch.State.SKIPPED if isinstance(verdict, Skip) else Touch.State.MISSED
        if _move(touch, state=state, reason=verdict.reason, claim="", claimed_until=None, done_at=now):
            touch_silenced.send(sender=Touch, touch=touch, reason=verdict.reason)
            return state
        return "lost"
    freed = partial(_move, touch, state=Touch.State.PLANNED, claim="", claimed_until=None, reason=verdict.reason)
    if isinstance(verdict, Hold):
        return Touch.State.PLANNED if freed(hold_reason=verdict.reason) else "lost"
    return Touch.State.PLANNED if freed(due_at=verdict.until) else "lost"


def _move(touch: Touch, *, from_states: tuple[str, ...] = (Touch.State.CLAIMED,), **change: object) -> bool:
    """One guarded UPDATE on id, claim and state; False when somebody else has it."""
    guarded = Touch.objects.filter(pk=touch.pk, claim=touch.claim, state__in=from_states)
    return guarded.update(**change) == 1


def _render(looked: Looked) -> tuple[Composed, str]:
    kind = kinds()[looked.touch.kind]
    if not isinstance(kind, MailKind):
        raise NothingToSay(f"Kind {kind.name} does not travel by mail.")
    letter = kind.letter(looked.touch, looked.order, message_id=message_id(looked.touch))
    return compose(letter), letter.wording_version


def message_id(touch: Touch) -> str:
    """Our own Message-ID: the same for the same attempt at the same touch, on the shop's domain (spec A2.10)."""
    return f"<{uuid5(NAMESPACE_URL, touch.key)}.{touch.attempts_made + 1}@{_domain(conf.SENDER())}>"


@lru_cache(maxsize=8)
def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"


def _cannot_be_sent(touch: Touch, *, error: PermanentError) -> str:
    """No mail can be made of it, whoever tries: an address that no mail can carry."""
    logger.warning("Touch %s cannot be sent: %s", touch.pk, type(error).__name__)
    failed = _move(touch, state=Touch.State.FAILED, reason="cannot_be_sent", claimed_until=None, done_at=clock.now())
    return Touch.State.FAILED if failed else "lost"


def hand_mail_over(mail: Mail) -> str:
    """Hand it over, with the mark, and record what became of it; the touch's state, or "lost" if it was not ours."""
    touch = mail.looked.touch
    try:
        handed = hand_over(mail.composed, mark=partial(mark, mail))
    except LastLookRefused as error:
        return _free(touch, reason=error.reason, due_at=clock.now(), from_states=(Touch.State.CLAIMED,))
    except DatabaseError as error:  # of the mark, so not a byte of the mail was sent; it may be written all the same
        logger.warning("The mark of touch %s could not be written: %s", touch.pk, error)
        return surely(partial(_unmark, touch))
    except TransportDown as error:
        return surely(partial(_transport_down, touch, error=error))
    except TemporaryError as error:
        return surely(partial(_put_off, mail, error=error))
    except PermanentError as error:
        return surely(partial(_conclude, mail, outcome=REFUSED, reply=str(error), state=Touch.State.FAILED))
    except OutcomeUnknown as error:
        return surely(partial(_conclude, mail, outcome=OPEN, reply=str(error), state=Touch.State.UNSURE))
    return surely(partial(_done, mail, handed=handed))


def _done(mail: Mail, *, handed: Handed) -> str:
    if not conclude_done(mail, handed=handed):
        return "lost"
    touch_done.send(sender=Touch, touch=mail.looked.touch)
    return Touch.State.DONE


def _unmark(touch: Touch) -> str:
    with transaction.atomic():
        write_outcome(touch.pk, claim=touch.claim, outcome=Attempt.Outcome.PUT_OFF, reply="Nothing was sent.")
        return _free(touch, reason="", due_at=touch.due_at, attempts_made=touch.attempts_made)


def _free(
    touch: Touch, *, reason: str, due_at: datetime, from_states: tuple[str, ...] = UNDER_WAY, **change: object
) -> str:
    freed = _move(
        touch,
        from_states=from_states,
        state=Touch.State.PLANNED,
        reason=reason,
        due_at=due_at,
        claim="",
        claimed_until=None,
        **change,
    )
    return Touch.State.PLANNED if freed else "lost"


_REASONS = {Touch.State.FAILED: "refused_for_good", Touch.State.UNSURE: "server_silent"}


def _conclude(mail: Mail, *, outcome: str, reply: str, state: str) -> str:
    """Record the outcome of an attempt; the same claim may still conclude what the sweep already doubted."""
    touch = mail.looked.touch
    with transaction.atomic():
        attempt_outcome(mail, outcome=outcome, reply=reply)
        moved = _move(
            touch,
            from_states=(Touch.State.CLAIMED, Touch.State.SENDING, Touch.State.UNSURE),
            state=state,
            reason=_REASONS.get(Touch.State(state), ""),
            attempts_made=touch.attempts_made + 1,
            done_at=clock.now(),
            claimed_until=None,
        )
    if moved and state == Touch.State.DONE:
        touch_done.send(sender=Touch, touch=touch)
    return state if moved else "lost"


def _put_off(mail: Mail, *, error: TemporaryError) -> str:
    """The server refused this mail for now: an attempt. After three it has failed."""
    touch = mail.looked.touch
    made = touch.attempts_made + 1
    if made >= MOST_ATTEMPTS:
        return _conclude(mail, outcome=Attempt.Outcome.PUT_OFF, reply=str(error), state=Touch.State.FAILED)
    with transaction.atomic():
        attempt_outcome(mail, outcome=Attempt.Outcome.PUT_OFF, reply=str(error))
        return _free(touch, reason="put_off", due_at=clock.now() + BACK_OFF[made - 1], attempts_made=made)


def _transport_down(touch: Touch, *, error: TransportDown) -> str:
    """Nobody could be told anything: no attempt counts, and the breaker opens for a while that doubles each time."""
    now = clock.now()
    with transaction.atomic():
        row, _ = Breaker.objects.get_or_create(transport=transport_name())
        pause = min(BREAKER_FIRST * 2**row.failures, BREAKER_LONGEST)
        row.failures, row.closes_at, row.reason = min(row.failures + 1, 10), now + pause, str(error)[:500]
        row.save(update_fields=["failures", "closes_at", "reason"])
        write_outcome(touch.pk, claim=touch.claim, outcome=Attempt.Outcome.PUT_OFF, reply=str(error))
        logger.warning("The mail transport is down until %s: %s", row.closes_at, error)
        return _free(touch, reason="transport_down", due_at=touch.due_at, attempts_made=touch.attempts_made)
