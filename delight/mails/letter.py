"""A letter: all that one mail says, already as finished text, before anything knows of headers or HTML."""

from typing import Literal

from delight.rules.values import value


@value
class Letter:
    """Made by a kind; read by ``compose``. Every sentence is finished: no placeholder is left in it.

    ``klass`` decides the headers (spec, A1): an *offer* carries the one-click stop, a *service* mail does not.
    """

    kind: str
    klass: Literal["service", "offer"]
    language: str
    to_name: str
    to_email: str
    subject: str
    preheader: str
    heading: str
    greeting: str
    paragraphs: tuple[str, ...]
    highlight_label: str = ""
    highlight: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """Answers to choose from by one click: each with the link that holds it."""
    button: str
    link: str
    text: str
    closing: str
    signer: str
    signer_role: str
    reason: str
    wording_version: str
    stop_link: str
    coming_link: str
    one_click_link: str
    message_id: str
    reply_token: str = ""
    """What stands behind the plus of the reply address, where the shop's mail server delivers such addresses."""
