"""The last look and the mark, and the word *done*, each one short transaction: the hottest path there is.

Written in SQL, past Django's cursor: either would cost more than the two commits that nobody can do without.
"""

from dataclasses import dataclass
from datetime import datetime

from delight import clock
from delight.actions.touches.claim_touches import LEASE
from delight.actions.touches.look_at_touches import LOOK_KEEPS, Looked
from delight.errors import LastLookRefused
from delight.mails.compose import Composed
from delight.mails.outbox import Handed, transport_name
from delight.models import Attempt, Suppression
from delight.models.rows import Run, changed, execute, moment, on_sqlite, together


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What is handed over: the touch as it was looked at, the whole mail, and the version of its words."""

    looked: Looked
    composed: Composed
    wording_version: str


# Why not, in the order in which it is told; each is asked of a touch by the name of ``touch``.
_AGAINST = {
    "too_late": "touch.not_after < %s",
    "order_changed": "(SELECT version FROM delight_order WHERE delight_order.id = touch.order_id) <> %s",
    "stopped": """EXISTS (SELECT 1 FROM delight_suppression
        WHERE address_key = %s AND (scope = 'all' OR scope = %s OR scope = %s))""",
    "open_case": """EXISTS (SELECT 1 FROM delight_case
        JOIN delight_customer AS whose ON whose.id = delight_case.customer_id
        WHERE closed_at IS NULL AND (whose.id = %s OR (whose.address_key = %s AND whose.address_key <> '')))""",
    "written_meanwhile": """%s <> (SELECT count(*) FROM delight_touch AS other
        JOIN delight_customer AS person ON person.id = other.customer_id
        WHERE person.address_key = %s AND other.medium = 'mail'
        AND (other.state = 'sending' OR other.state = 'done' OR other.state = 'unsure'))""",
}
_LAST_LOOK = f"SELECT {', '.join(_AGAINST.values())} FROM delight_touch AS touch WHERE id = %s"  # noqa: S608 - no input
_NOTHING_AGAINST = "".join(f" AND NOT {against}" for against in _AGAINST.values())
# The person's row is locked where databases lock rows, so that of two mails to one person the second sees the first.
_LOCK_PERSON = "SELECT 1 FROM delight_customer WHERE id = %s FOR NO KEY UPDATE"
_SENDING = f"""UPDATE delight_touch AS touch
    SET state = 'sending', claimed_until = %s, attempts_made = %s, looked_at = %s, looked_version = %s
    WHERE id = %s AND claim = %s AND state = 'claimed' AND hold_reason = '' AND claimed_until > %s{_NOTHING_AGAINST}"""  # noqa: S608 - no input
_INTO_ATTEMPT = """INSERT INTO delight_attempt
    (touch_id, number, claim, marked_at, transport, message_id, subject, text, wording_version, zone, zone_source,
        outcome, reply, provider_id)"""
_VALUES = """%s, COALESCE((SELECT MAX(number) FROM delight_attempt WHERE touch_id = %s), 0) + 1,
    %s, %s, %s, %s, %s, %s, %s, %s, %s, 'open', '', ''"""
_ATTEMPT = f"{_INTO_ATTEMPT} VALUES ({_VALUES})"
_ACCEPTED = """UPDATE delight_attempt SET outcome = 'accepted', reply = %s
    WHERE id = (SELECT MAX(id) FROM delight_attempt WHERE touch_id = %s AND claim = %s) AND outcome = 'open'"""
_ACCEPTED_BY_PROVIDER = _ACCEPTED.replace("reply = %s", "reply = %s, provider_id = %s")
_BREAKER_CLOSED = """UPDATE delight_breaker SET failures = 0, closes_at = NULL, reason = ''
    WHERE transport = %s AND failures > 0"""
_DONE = """UPDATE delight_touch SET state = 'done', reason = '', attempts_made = %s, done_at = %s, claimed_until = NULL
    WHERE id = %s AND claim = %s AND (state = 'sending' OR state = 'claimed' OR state = 'unsure')"""
# PostgreSQL takes several statements as one, and each that it is not asked for saves the way there and back.
_SENDING_AND_ATTEMPT = f"WITH sending AS ({_SENDING} RETURNING id) {_INTO_ATTEMPT} SELECT {_VALUES} FROM sending"  # noqa: S608 - no input


def mark(mail: Mail) -> None:
    """The last look and the mark, in one transaction. Raises LastLookRefused; the connection is then closed unsent."""
    looked, now = mail.looked, clock.now()
    with together() as run:
        if now - looked.at > LOOK_KEEPS or not _sending(mail, now=now, run=run):
            raise LastLookRefused(last_look(looked, now=now, run=run) or "lost")


def _sending(mail: Mail, *, now: datetime, run: Run) -> bool:
    """Whether it may go, and then it is *sending*, with its text: if it is still ours and nothing speaks against it."""
    looked = mail.looked
    touch, at = looked.touch, moment(now)
    change = (moment(now + LEASE), touch.attempts_made + 1, moment(looked.at), looked.version)
    sending = (*change, touch.id, touch.claim, at, *_asked(looked, at=at))
    if on_sqlite():
        return changed(run(_SENDING, sending)) and changed(run(_ATTEMPT, _told(mail, at=at)))
    run(_LOCK_PERSON, (looked.order.customer_id,))
    return changed(run(_SENDING_AND_ATTEMPT, (*sending, *_told(mail, at=at))))


def begin_attempt(mail: Mail, *, now: datetime) -> None:
    """Keep the whole text, so that staff see what was said to whom."""
    execute(_ATTEMPT, _told(mail, at=moment(now)))


def _told(mail: Mail, *, at: object) -> tuple[object, ...]:
    """The values of a new attempt."""
    looked, composed = mail.looked, mail.composed
    touch = looked.touch
    text = composed.source.decode("utf-8", "replace")
    told = (transport_name(), composed.message_id, composed.subject[:255], text, mail.wording_version)
    return (touch.id, touch.id, touch.claim, at, *told, looked.zone, looked.zone_source)


def conclude_done(mail: Mail, *, handed: Handed) -> bool:
    """The server took it: the attempt is accepted, the touch done, the breaker closed. False if it was not ours."""
    touch = mail.looked.touch
    provider = (handed.provider_id[:255],) if handed.provider_id else ()
    accepted = (handed.reply[:1000], *provider, touch.id, touch.claim)
    closed, done = (transport_name(),), (touch.attempts_made + 1, moment(clock.now()), touch.id, touch.claim)
    first = _ACCEPTED_BY_PROVIDER if provider else _ACCEPTED
    if not on_sqlite():
        whole = f"WITH accepted AS ({first}), closed AS ({_BREAKER_CLOSED}) {_DONE}"
        return changed(execute(whole, (*accepted, *closed, *done)))
    with together() as run:
        run(first, accepted)
        run(_BREAKER_CLOSED, closed)
        return changed(run(_DONE, done))


def last_look(looked: Looked, *, now: datetime, run: Run = execute) -> str:
    """The reason to stop in the last second, from our own database alone; "" if there is none.

    Call it inside the transaction of the mark, by its own way to ask where it has one.
    """
    if now - looked.at > LOOK_KEEPS:
        return "look_too_old"
    if not on_sqlite():
        run(_LOCK_PERSON, (looked.order.customer_id,))
    row = run(_LAST_LOOK, (*_asked(looked, at=moment(now)), looked.touch.id)).fetchone()
    if row is None:
        return "lost"
    return next((reason for reason, holds in zip(_AGAINST, row, strict=True) if holds), "")


def _asked(looked: Looked, *, at: object) -> tuple[object, ...]:
    """The values of ``_AGAINST``, in its order."""
    touch, customer = looked.touch, looked.order.customer
    key = customer.address_key
    quiet = Suppression.QUIET if looked.hushable else Suppression.ALL
    return (at, looked.version, key, touch.kind, quiet, customer.id, key, looked.written, key)


def attempt_outcome(mail: Mail, *, outcome: str, reply: str) -> None:
    """Write the outcome on the attempt. A mail refused before its mark gets its attempt now: staff must see why."""
    touch = mail.looked.touch
    if not Attempt.objects.filter(touch=touch, claim=touch.claim).exists():
        begin_attempt(mail, now=clock.now())
    write_outcome(touch.pk, claim=touch.claim, outcome=outcome, reply=reply)


def write_outcome(touch_id: int, *, claim: str, outcome: str, reply: str) -> None:
    """The outcome of the attempt that is still open, if there is one."""
    attempts = Attempt.objects.filter(touch=touch_id, claim=claim, outcome=Attempt.Outcome.OPEN)
    attempts.update(outcome=outcome, reply=reply[:1000])
