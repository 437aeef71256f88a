"""Mails that come in, as their senders' programs write them: Mira answers."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr


def a_mail(
    text: str,
    *,
    address: str = "mira@example.org",
    name: str = "Mira Albrecht",
    message_id: str = "<reply-1@example.org>",
    **headers: str,
) -> bytes:
    """Mira's answer to her guide."""
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((name, address), charset="utf-8")
    message["To"], message["Subject"] = "hannah@lindenloom.example", "Re: Ihre Anleitung"
    message["Message-ID"] = message_id
    for header, value in headers.items():
        message[header] = value.replace("\r\n", "")
    message.set_content(text)
    return message.as_bytes()
