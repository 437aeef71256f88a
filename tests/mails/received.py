"""Every mail that Delight writes, as a real mail server received it, and what a reader finds in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

from django.test import override_settings

from delight.kinds.base import MailKind, kinds
from delight.mails import outbox
from delight.mails.compose import compose
from delight.models import Touch
from tests.fakes_smtp import SmtpPeer
from tests.kinds.contract import LANGUAGES, MailContract

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
UNSEEN = frozenset({"style", "title", "head"})


@dataclass(frozen=True, kw_only=True)
class Received:
    """One mail: what it was made of, and what came over the wire."""

    kind: str
    variant: str
    language: str
    klass: str
    touch: Touch
    raw: bytes
    message: EmailMessage
    recipients: tuple[str, ...]

    @property
    def name(self) -> str:
        """By which a failure names it."""
        return f"{self.kind}/{self.variant}/{self.language}"

    @property
    def head(self) -> bytes:
        """The header block as it was sent."""
        return self.raw.partition(b"\r\n\r\n")[0]

    def part(self, sort: str) -> str:
        """The text of the plain or the html part."""
        body = self.message.get_body((sort,))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")

    def links(self) -> set[str]:
        """Every address that the HTML part leads to."""
        return {link for tag in read(self.part("html")) if (link := tag.attributes.get("href"))}


def mail_contracts() -> list[MailContract]:
    """The contract of each kind that travels by mail, from its own test module."""
    for path in sorted(Path(__file__).parents[1].glob("kinds/test_*.py")):
        import_module(f"tests.kinds.{path.stem}")
    return [contract() for contract in MailContract.__subclasses__()]


def receive_all() -> list[Received]:
    """Each kind, variant and language once, handed over to a mail server on this machine.

    The shop states nothing of its check-out, so that a variant for whom nothing allows offers is what it is: a service.
    """
    with SmtpPeer() as peer, override_settings(DELIGHT_MAIL=peer.url, DELIGHT_NOTICES=()):
        found = [
            _received(contract, variant=variant, language=language, peer=peer)
            for contract in mail_contracts()
            for variant in contract.variants
            for language in LANGUAGES
        ]
        outbox.close()
    return found


def _received(contract: MailContract, *, variant: str, language: str, peer: SmtpPeer) -> Received:
    touch, kind = contract.touch(variant, language=language), kinds()[contract.name]
    assert isinstance(kind, MailKind)
    assert touch.order is not None
    letter = kind.letter(touch, touch.order, message_id=f"{touch.token}.1@lindenloom.example")
    before = len(peer.commands)
    outbox.hand_over(compose(letter), mark=lambda: None)
    raw = peer.messages[-1]
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return Received(
        kind=contract.name,
        variant=variant,
        language=language,
        klass=letter.klass,
        touch=touch,
        raw=raw,
        message=message,
        recipients=tuple(line for line in peer.commands[before:] if line.startswith("RCPT")),
    )


@dataclass(frozen=True, kw_only=True)
class Element:
    """A start tag, what stands directly in it, and how it is drawn: its own style or an ancestor's."""

    tag: str
    attributes: dict[str, str]
    text: str
    colour: str
    ground: str
    underlined: bool


def read(html: str) -> list[Element]:
    """The elements of a mail, in order, each with the colour of its text and of what lies under it."""
    return list(_Reader(html).elements())


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[int] = []
        self._found: list[tuple[str, dict[str, str], list[str], list[int]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._found.append((tag, {name: value or "" for name, value in attrs}, [], list(self._open)))
        if tag not in VOID:
            self._open.append(len(self._found) - 1)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._found[self._open.pop()][0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and data.strip() and not any(self._found[at][0] in UNSEEN for at in self._open):
            self._found[self._open[-1]][2].append(data.strip())

    def elements(self) -> Iterator[Element]:
        for tag, attributes, texts, above in self._found:
            styles = [_style(attributes), *(_style(self._found[at][1]) for at in reversed(above))]
            yield Element(
                tag=tag,
                attributes=attributes,
                text="" if any("display:none" in _flat(one) for one in styles) else " ".join(texts),
                colour=_nearest(styles, names=("color",)),
                ground=_nearest(styles, names=("background-color", "background")),
                underlined=tag != "a" or "underline" in _style(attributes).get("text-decoration", ""),
            )


def _style(attributes: dict[str, str]) -> dict[str, str]:
    pairs = (part.partition(":") for part in attributes.get("style", "").split(";"))
    own = {name.strip().lower(): value.strip().lower() for name, _, value in pairs if value.strip()}
    return {**({"background-color": attributes["bgcolor"].lower()} if attributes.get("bgcolor") else {}), **own}


def _flat(style: dict[str, str]) -> str:
    return ";".join(f"{name}:{value}" for name, value in style.items())


def _nearest(styles: list[dict[str, str]], *, names: tuple[str, ...]) -> str:
    for style in styles:
        for name in names:
            if found := re.match(r"#[0-9a-f]{6}|#[0-9a-f]{3}\b", style.get(name, "")):
                return found.group()
    return ""


def contrast(one: str, other: str, *, inverted: bool = False) -> float:
    """WCAG's contrast of two colours, as drawn or as a reader that inverts draws them."""
    lighter, darker = sorted((_luminance(one, inverted), _luminance(other, inverted)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str, inverted: bool) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    plain = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    turned = [1 - value if inverted else value for value in plain]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in turned)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
