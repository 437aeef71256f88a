"""Looks into the box to which people answer, and keeps what is for us: each mail once, from the first look on."""

import logging

from django.db import InterfaceError, OperationalError

from delight import clock, conf
from delight.actions.care.receive_reply import receive_reply
from delight.errors import TemporaryError
from delight.mails.mailbox import Mailbox, address_of
from delight.models import Reading
from delight.store import current_store

logger = logging.getLogger(__name__)

AT_ONCE = 200
"""Mails a look; the next look takes the rest."""


def read_mailbox() -> str:
    """Read what is new; "" or what stands in the way. The first look only notes where the box ends: old post is old.

    A box that was made anew (another UIDVALIDITY) is read from its end again.
    """
    if not conf.INBOX():
        return ""
    row, _ = Reading.objects.get_or_create(store=current_store().name, subject=Reading.Subject.MAILBOX)
    try:
        with Mailbox(address_of(conf.INBOX())) as box:
            _read(box, row=row)
    except (TemporaryError, ValueError) as error:
        logger.warning("The box to which people answer: %s", error)
        row.trouble = str(error)
    else:
        row.trouble, row.ended_at = "", clock.now()
    row.save(update_fields=["cursor", "done", "trouble", "ended_at"])
    return row.trouble


def _read(box: Mailbox, *, row: Reading) -> None:
    validity, _, last = row.cursor.partition(":")
    if validity != str(box.validity):
        row.cursor = f"{box.validity}:{box.next_uid - 1}"
        return
    for number, raw in box.after(int(last), most=AT_ONCE):
        row.done += _received(raw, number=number)
        row.cursor = f"{box.validity}:{number}"


def _received(raw: bytes, *, number: int) -> bool:
    """Whether it was for us. One mail that breaks us must not keep back those behind it: it stays in the box."""
    try:
        return receive_reply(raw, only_ours=True) is not None
    except (OperationalError, InterfaceError):
        raise  # nobody's mail is at fault
    except Exception:
        logger.exception("Mail %s in the box to which people answer could not be understood; look at it there.", number)
        return False
