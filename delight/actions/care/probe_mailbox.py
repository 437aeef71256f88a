"""Proves that answers arrive: a mail to our own reply address, and a look whether it came in."""

from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from uuid import uuid4

from delight import clock, conf, links
from delight.actions.care.read_mailbox import read_mailbox
from delight.errors import TemporaryError
from delight.mails.compose import Composed
from delight.mails.headers import envelope_address, one_click
from delight.mails.mailbox import Mailbox, address_of
from delight.mails.outbox import hand_over
from delight.mails.proof import Finding, findings
from delight.models import Reply

TEXT = "Delight sent this to find out whether the answers of your customers arrive. You may delete it.\n"


def send_probe() -> str:
    """Hand the probe to the mail server; its Message-ID. Raises DelightError where that does not work.

    It carries the headers of the one-click stop, as offers do: whether they are signed is seen when it comes in.
    """
    sender = envelope_address(parseaddr(conf.SENDER())[1])
    recipient = envelope_address(parseaddr(conf.REPLY_TO() or conf.SENDER())[1])
    message_id = f"<{uuid4()}.probe@{sender.rpartition('@')[2]}>"
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, recipient, "Delight: do answers arrive?"
    message["Date"], message["Message-ID"] = format_datetime(clock.now()), message_id
    message["Auto-Submitted"] = "auto-generated"
    for header in one_click(links.page("probe", purpose=links.STOP)):
        name, _, value = header.partition(": ")
        message[name] = value
    message.set_content(TEXT)
    composed = Composed(
        source=message.as_bytes(),
        subject=str(message["Subject"]),
        text=TEXT,
        html="",
        message_id=message_id,
        sender=sender,
        recipient=recipient,
    )
    hand_over(composed, mark=lambda: None)
    return message_id


def probe_arrived(message_id: str, *, tries: int, pause: Callable[[], None]) -> bool:
    """Whether the probe lies in the polled box, or came in by the provider; between two looks there is a pause.

    Raises TemporaryError where the box cannot be read, ValueError where DELIGHT_INBOX is no address of one.
    """
    for number in range(tries):
        if number:
            pause()
        if Reply.objects.filter(message_id=message_id).exists() or _lies_in_the_box(message_id):
            return True
    return False


def proved_by(message_id: str) -> tuple[Finding, ...]:
    """What the probe shows of its signature and its receiver's verdict; nothing where no box is polled."""
    if not conf.INBOX():
        return ()
    with Mailbox(address_of(conf.INBOX())) as box:
        raw = box.read(message_id)
    return findings(raw) if raw else ()


def _lies_in_the_box(message_id: str) -> bool:
    if not conf.INBOX():
        return False
    with Mailbox(address_of(conf.INBOX())) as box:
        found = box.holds(message_id)
    if found and (trouble := read_mailbox()):
        raise TemporaryError(trouble)
    return found
