"""Composes one mail: subject, text part, HTML part and headers, as the 7-bit bytes that go over the wire."""

from email.utils import parseaddr
from functools import cache, lru_cache

import mrml
from django.template.utils import get_app_template_dirs
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateError, select_autoescape

from delight import clock, conf, words
from delight.errors import NothingToSay, TransportDown
from delight.mails import headers, parts
from delight.mails.letter import Letter
from delight.rules.values import value

START = {"ltr": "left", "rtl": "right"}
SHOWN = (
    *("language", "subject", "preheader", "heading", "greeting", "paragraphs", "highlight_label", "highlight"),
    *("button", "link", "text", "closing", "signer", "signer_role", "reason", "stop_link", "coming_link"),
)

Shown = dict[str, str | tuple[str, ...] | tuple[tuple[str, str], ...]]


@value
class Composed:
    """A mail ready for the wire. ``source`` is 7-bit clean unless the recipient's own address needs SMTPUTF8."""

    source: bytes
    subject: str
    text: str
    html: str
    message_id: str
    sender: str
    recipient: str


def compose(letter: Letter) -> Composed:
    """The whole mail. Raises PermanentError for an address that no mail can carry, NothingToSay for a site's own frame
    that asks for what is not there, TransportDown without a sender.
    """
    direction = words.direction(letter.language)
    shown = _shown(letter, direction=direction)
    try:
        text, html = text_part(shown), html_part(shown, direction=direction)
    except TemplateError as error:
        raise NothingToSay(f"A frame in delight/mails cannot be filled: {error}. Correct it in your site.") from error
    from_name, sender = _sender(conf.SENDER())
    recipient = headers.envelope_address(letter.to_email)
    head = headers.head(letter, sender=sender, from_name=from_name, recipient=recipient, now=clock.now())
    source = head + parts.alternative(text=text, html=html, seed=letter.message_id)
    return Composed(
        source=source,
        subject=headers.one_line(letter.subject),
        text=text,
        html=html,
        message_id=headers.message_id(letter.message_id),
        sender=sender,
        recipient=recipient,
    )


def text_part(shown: Shown) -> str:
    """The written text part with the frame's lines around it, hard-wrapped for mail (A2.14)."""
    return parts.wrapped(_text_frame().render(shown).strip()) + "\n"


def html_part(shown: Shown, *, direction: str) -> str:
    """The same facts and links in the compiled frame; everything is escaped."""
    return _html_frame(direction).render(shown)


def _shown(letter: Letter, *, direction: str) -> Shown:
    frame = words.frame_words(letter.language)
    values: dict[str, str | tuple[str, ...]] = {name: getattr(letter, name) for name in SHOWN}
    values["help"] = frame["help_signer"].format(signer=letter.signer) if letter.signer else frame["help"]
    if direction == "ltr":
        values = {name: _isolated(value) for name, value in values.items()}
    sent_by = sender_identity(frame["sent_by"])
    return {**frame, **values, "choices": letter.choices, "shop": conf.SHOP_NAME(), "sent_by": sent_by}


def _isolated(value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    return parts.isolated(value) if isinstance(value, str) else tuple(map(parts.isolated, value))


def sender_identity(pattern: str) -> str:
    """Who sends this and from where, once: a postal address that opens with the shop's name does not repeat it."""
    shop, address = conf.SHOP_NAME(), conf.SHOP_ADDRESS()
    return address if address.startswith(shop) else pattern.format(shop=shop, address=address)


@lru_cache(maxsize=8)
def _sender(setting: str) -> tuple[str, str]:
    name, address = parseaddr(setting)
    if "@" not in address:
        raise TransportDown("There is no sender: set DELIGHT_SENDER to 'Name <address>', a box that a person reads.")
    return name, headers.envelope_address(address)


@cache
def _html_frame(direction: str) -> Template:
    """The MJML frame compiled to HTML once a process and direction; what stands in {{ }} is filled per mail."""
    source = _folders().get_source(_frames(), "delight/mails/frame.mjml")[0]
    source = source.replace("{{ dir }}", direction).replace("{{ start }}", START[direction])
    return _frames().from_string(mrml.to_html(source, render_options=mrml.RenderOptions(fonts={})).content)


@cache
def _text_frame() -> Template:
    return _frames().get_template("delight/mails/frame.txt")


@cache
def _frames() -> Environment:
    """Jinja's, of our own: a frame needs no tag library and no context processor, so none of a site's can break a mail.

    What is compiled out of MJML escapes all that it is filled with, a ``.txt`` nothing; a word that a frame asks for
    and that is not there is an error, never a gap.
    """
    return Environment(loader=_folders(), autoescape=select_autoescape(), undefined=StrictUndefined)


def _folders() -> FileSystemLoader:
    """Where Django looks for templates too: an app of the site's that stands before ours may bring other frames."""
    return FileSystemLoader(get_app_template_dirs("templates"))
