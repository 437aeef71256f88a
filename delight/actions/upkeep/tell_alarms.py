"""Tells staff of a trouble by one mail: once while it lasts, however many processes see it."""

import logging
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from uuid import uuid4

from django.db.models import Q

from delight import clock, conf, links
from delight.actions.upkeep import troubles
from delight.actions.upkeep.read_health import health_facts
from delight.errors import DelightError
from delight.mails.compose import Composed
from delight.mails.headers import encoded, envelope_address
from delight.mails.outbox import hand_over
from delight.models import Alarm
from delight.rules import health

logger = logging.getLogger(__name__)

LASTS = timedelta(minutes=5)
"""What is over sooner is not told: a start after a night off, a server that was restarted."""
AT_ONCE = frozenset({"damaged"})
QUIET_AFTER = timedelta(hours=6)
"""A trouble that comes back sooner is the same one, and was told."""
LEASE = timedelta(minutes=5)


def tell_alarms() -> str:
    """Look for troubles, tell the new ones; "" or why they could not be told, and it is tried again.

    The demo tells nobody: its panel shows them.
    """
    if conf.DEMO():
        return ""
    now = clock.real_now()
    found = health.troubles(health_facts())
    _end(set(found), now=now)
    for code in found:
        _see(code, now=now)
    codes = [code for code in found if _mine_to_tell(code, now=now)]
    if not codes:
        return ""
    logger.error("There is trouble: %s", ", ".join(codes))
    return _tell(codes, now=now)


def _end(lasting: set[str], *, now: datetime) -> None:
    over = Alarm.objects.exclude(code__in=lasting)
    over.filter(told_at=None).delete()
    over.filter(ended_at=None).update(ended_at=now)


def _see(code: str, *, now: datetime) -> None:
    Alarm.objects.filter(code=code, ended_at__lt=now - QUIET_AFTER).delete()
    Alarm.objects.filter(code=code).update(ended_at=None)
    Alarm.objects.get_or_create(code=code, defaults={"since": now})


def _mine_to_tell(code: str, *, now: datetime) -> bool:
    """One guarded UPDATE: of several processes one tells."""
    since = now if code in AT_ONCE else now - LASTS
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    waiting = Alarm.objects.filter(free, code=code, told_at=None, since__lte=since)
    return waiting.update(claimed_until=now + LEASE) == 1


def _tell(codes: list[str], *, now: datetime) -> str:
    mine = Alarm.objects.filter(code__in=codes, told_at=None)
    try:
        for address in _staff():
            hand_over(_mail(codes, to=address, now=now), mark=lambda: None)
    except DelightError as error:
        mine.update(claimed_until=None)
        logger.error("The alarm could not be told by mail: %s", type(error).__name__)
        return f"the alarm could not be told: {error}"
    mine.update(told_at=now, claimed_until=None)
    return ""


def _staff() -> list[str]:
    told = conf.ALARM_TO() or conf.REPLY_TO() or conf.SENDER()
    return [address for one in told.split(",") if (address := parseaddr(one)[1])]


def _mail(codes: list[str], *, to: str, now: datetime) -> Composed:
    sender = envelope_address(parseaddr(conf.SENDER())[1])
    subject = f"Delight: {troubles.sentence(codes[0])}"
    parts = [f"{troubles.sentence(code)}\n{troubles.what_to_do(code)}" for code in codes]
    last = f"{links.absolute('/admin/')}\n\nThis is said once. It is said again if it is over and comes back."
    text = "\n\n".join([*parts, last])
    message = EmailMessage(policy=SMTP)
    message_id = f"<{uuid4()}.1@{sender.rpartition('@')[2]}>"
    message["From"], message["To"] = f"Delight <{sender}>", envelope_address(to)
    message["Subject"], message["Date"] = subject, format_datetime(now)
    message["Message-ID"], message["Auto-Submitted"] = message_id, "auto-generated"
    message.set_content(text, cte="quoted-printable")
    return Composed(
        source=message.as_bytes(),
        subject=encoded(subject),
        text=text,
        html="",
        message_id=message_id,
        sender=sender,
        recipient=envelope_address(to),
    )
