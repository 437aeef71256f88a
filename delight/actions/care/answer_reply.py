"""Answers what a person wrote: by a mail into their own thread, or by noting that it was answered elsewhere."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import partial
from uuid import uuid4

from django.db import transaction

from delight import clock, conf
from delight.actions.care.tag_reply import SERIOUS
from delight.actions.people.cases import close_case
from delight.errors import DelightError, LastLookRefused, OutcomeUnknown, PermanentError
from delight.mails.compose import Composed
from delight.mails.headers import encoded, envelope_address, mailbox
from delight.mails.outbox import hand_over
from delight.models import Reply

ANSWERED = "answered"


def note_answer(reply: Reply, *, words: str, by: str) -> bool:
    """It was answered elsewhere (by telephone, in the shop's mail program); False if it was answered before."""
    with transaction.atomic():
        noted = _claim(reply, words=words, by=by)
        if noted:
            _close(reply, words=words)
    return noted


def answer_reply(reply: Reply, *, words: str, by: str) -> str:
    """Send the answer; "sent", or "unsure" where the server fell silent over it (it is not sent twice).

    Raises DelightError saying why nothing was sent: no address, answered before, or the mail server away.
    """
    try:
        hand_over(_mail(reply, words=words), mark=partial(_mark, reply, words=words, by=by))
    except OutcomeUnknown:
        _close(reply, words=words)
        return "unsure"
    except LastLookRefused as error:
        raise PermanentError("Somebody has answered this already.") from error
    except DelightError:
        Reply.objects.filter(pk=reply.pk, answer=words, answered_by=by).update(
            answered_at=None, answer="", answered_by=""
        )
        raise
    _close(reply, words=words)
    return "sent"


def _mark(reply: Reply, *, words: str, by: str) -> None:
    """Just before the first body byte: of two people who answer at once, one does."""
    if not _claim(reply, words=words, by=by):
        raise LastLookRefused(ANSWERED)


def _claim(reply: Reply, *, words: str, by: str) -> bool:
    waiting = Reply.objects.filter(pk=reply.pk, answered_at=None)
    return waiting.update(answered_at=clock.now(), answer=words, answered_by=by[:150]) == 1


def _close(reply: Reply, *, words: str) -> None:
    """An answer settles a question; a complaint or a damage stays open until somebody says that it is settled."""
    if reply.case is not None and reply.case.sort not in SERIOUS:
        close_case(reply.case, closing=words)


def _mail(reply: Reply, *, words: str) -> Composed:
    """A person's own mail: in the thread it answers, and not marked as made by a machine (spec A2.9, A2.11)."""
    if not reply.sender:
        raise PermanentError("Nobody knows the address this came from; answer elsewhere and note that you did.")
    name, address = parseaddr(conf.SENDER())
    sender, recipient = envelope_address(address), envelope_address(reply.sender)
    subject = reply.subject if reply.subject.lower().startswith("re:") else f"Re: {reply.subject}".strip()
    message_id = f"<{uuid4()}.1@{sender.rpartition('@')[2]}>"
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = mailbox(name, address=sender), recipient
    message["Reply-To"] = conf.REPLY_TO() or mailbox(name, address=sender)
    message["Subject"], message["Date"], message["Message-ID"] = subject, format_datetime(clock.now()), message_id
    if reply.message_id:
        message["In-Reply-To"] = message["References"] = reply.message_id
    message.set_content(words, cte="quoted-printable")
    return Composed(
        source=message.as_bytes(),
        subject=encoded(subject),
        text=words,
        html="",
        message_id=message_id,
        sender=sender,
        recipient=recipient,
    )
