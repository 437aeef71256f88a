"""The last look and the mark, and the word *done*, each one short transaction: the hottest path there is.

Written in SQL, past Django's cursor: either would cost more than the two commits that nobody can do without.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from delight import clock
from delight.actions.touches.claim_touches import LEASE
from delight.actions.touches.look_at_touches import LOOK_KEEPS, Looked
from delight.errors import LastLookRefused
from delight.mails.compose import Composed
from delight.mails.outbox import Handed, transport_name
from delight.models import Attempt, Suppression
from delight.models.rows import execute, moment, on_sqlite


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What is handed over: the touch as it was looked at, the whole mail, and the version of its words."""

    looked: Looked
    composed: Composed
    wording_version: str


# The person's row is locked where databases lock rows, so that of two mails to one person the second sees the first.
_LAST_LOOK = """SELECT touch.not_after < %s, delight_order.version,
    EXISTS (SELECT 1 FROM delight_suppression WHERE address_key = %s AND scope IN ('all', %s, %s)),
    EXISTS (SELECT 1 FROM delight_case JOIN delight_customer AS whose ON whose.id = delight_case.customer_id
        WHERE closed_at IS NULL AND (whose.id = %s OR (whose.address_key = %s AND whose.address_key <> ''))),
    (SELECT count(*) FROM delight_touch AS other JOIN delight_customer AS person ON person.id = other.customer_id
        WHERE person.address_key = %s AND other.medium = 'mail' AND other.state IN ('sending', 'done', 'unsure'))
    FROM delight_touch AS touch JOIN delight_order ON delight_order.id = touch.order_id
    WHERE touch.id = %s"""
_LOCK_PERSON = "SELECT 1 FROM delight_customer WHERE id = %s FOR NO KEY UPDATE"
_SENDING = """UPDATE delight_touch
    SET state = 'sending', claimed_until = %s, attempts_made = %s, looked_at = %s, looked_version = %s
    WHERE id = %s AND claim = %s AND state = 'claimed' AND hold_reason = '' AND claimed_until > %s"""
_ATTEMPT = """INSERT INTO delight_attempt
    (touch_id, number, claim, marked_at, transport, message_id, subject, text, wording_version, zone, zone_source,
        outcome, reply, provider_id)
    SELECT %s, COALESCE(MAX(number), 0) + 1, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'open', '', ''
    FROM delight_attempt WHERE touch_id = %s"""
_ACCEPTED = """UPDATE delight_attempt SET outcome = 'accepted', reply = %s, provider_id = %s
    WHERE touch_id = %s AND claim = %s AND outcome = 'open'"""
_DONE = """UPDATE delight_touch SET state = 'done', reason = '', attempts_made = %s, done_at = %s, claimed_until = NULL
    WHERE id = %s AND claim = %s AND state IN ('claimed', 'sending', 'unsure')"""
_BREAKER_CLOSED = """UPDATE delight_breaker SET failures = 0, closes_at = NULL, reason = ''
    WHERE transport = %s AND failures > 0"""


def mark(mail: Mail) -> None:
    """The last look and the mark, in one transaction. Raises LastLookRefused; the connection is then closed unsent."""
    looked, now = mail.looked, clock.now()
    touch = looked.touch
    with transaction.atomic():
        if reason := last_look(looked, now=now):
            raise LastLookRefused(reason)
        change = (moment(now + LEASE), touch.attempts_made + 1, moment(looked.at), looked.version)
        if execute(_SENDING, (*change, touch.pk, touch.claim, moment(now))).rowcount != 1:
            raise LastLookRefused("lost")
        begin_attempt(mail, now=now)


def begin_attempt(mail: Mail, *, now: datetime) -> None:
    """Keep the whole text, so that staff see what was said to whom."""
    looked, composed = mail.looked, mail.composed
    touch = looked.touch
    text = composed.source.decode("utf-8", "replace")
    told = (transport_name(), composed.message_id, composed.subject[:255], text, mail.wording_version)
    execute(_ATTEMPT, (touch.pk, touch.claim, moment(now), *told, looked.zone, looked.zone_source, touch.pk))


def conclude_done(mail: Mail, *, handed: Handed) -> bool:
    """The server took it: the attempt is accepted, the touch done, the breaker closed. False if it was not ours."""
    touch = mail.looked.touch
    with transaction.atomic():
        execute(_ACCEPTED, (handed.reply[:1000], handed.provider_id[:255], touch.pk, touch.claim))
        done = (touch.attempts_made + 1, moment(clock.now()), touch.pk, touch.claim)
        moved: bool = execute(_DONE, done).rowcount == 1
        execute(_BREAKER_CLOSED, (transport_name(),))
    return moved


def last_look(looked: Looked, *, now: datetime) -> str:
    """The reason to stop in the last second, from our own database alone; "" if there is none.

    Call it inside the transaction of the mark.
    """
    if now - looked.at > LOOK_KEEPS:
        return "look_too_old"
    touch, customer = looked.touch, looked.order.customer
    if not on_sqlite():
        execute(_LOCK_PERSON, (customer.pk,))
    key = customer.address_key
    quiet = Suppression.QUIET if looked.hushable else Suppression.ALL
    row = execute(_LAST_LOOK, (moment(now), key, touch.kind, quiet, customer.pk, key, key, touch.pk)).fetchone()
    if row is None:
        return "lost"
    too_late, version, stopped, cased, written = row
    for reason, holds in (
        ("too_late", too_late),
        ("order_changed", version != looked.version),
        ("stopped", stopped),
        ("open_case", cased),
        ("written_meanwhile", written != looked.written),
    ):
        if holds:
            return reason
    return ""


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
