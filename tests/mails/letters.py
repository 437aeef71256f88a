"""Letters with readable defaults: Mira gets the guide to her linen throw, signed by Hannah."""

import email
import email.policy
from email.message import EmailMessage
from html import unescape
from typing import Any

from delight.mails.compose import compose
from delight.mails.letter import Letter

LINK = "https://delight.example/d/guide/bGlu:1x:sig/"
STOP = "https://delight.example/d/stop/bGlu:1x:sig/"
COMING = "https://delight.example/d/coming/bGlu:1x:sig/"


def a_letter(**changes: Any) -> Letter:
    """The guide mail in English."""
    values: dict[str, Any] = {
        "kind": "guide",
        "klass": "offer",
        "language": "en",
        "to_name": "Mira Albrecht",
        "to_email": "mira@example.org",
        "subject": "A short guide to what was in your parcel",
        "preheader": "The first step is in this mail.",
        "heading": "Washing linen so that it softens",
        "greeting": "Dear Mira,",
        "paragraphs": ("Your parcel arrived on Thursday.", "The guide takes two minutes."),
        "highlight_label": "The first step:",
        "highlight": "Wash it alone the first time, lukewarm.",
        "button": "Read the guide",
        "link": LINK,
        "text": f"Your parcel arrived on Thursday.\n\nThe guide takes two minutes. You can read it here:\n\n{LINK}",
        "closing": "All the best,",
        "signer": "Hannah Lindner",
        "signer_role": "Linden & Loom, Leipzig",
        "reason": "you placed order 1042 on 1 November.",
        "wording_version": "guide/known/en/abcdef0123",
        "stop_link": STOP,
        "coming_link": COMING,
        "one_click_link": STOP,
        "message_id": "0b7b.1@lindenloom.example",
    }
    return Letter(**{**values, **changes})


def parsed(letter: Letter) -> EmailMessage:
    """The letter composed, as whoever gets it reads its bytes."""
    message = email.message_from_bytes(compose(letter).source, policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, sort: str) -> str:
    """The plain or the html part, decoded."""
    body = message.get_body((sort,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def as_read(html: str) -> str:
    """Words as a browser shows them: a line's end is a space, a reference its letter."""
    return " ".join(unescape(html).split())
