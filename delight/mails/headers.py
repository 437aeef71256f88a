"""The headers of a mail, built by hand so that no value can break out of its line (RFC 5322, 2047, 8058)."""

import re
from base64 import b64encode
from datetime import datetime
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from hashlib import sha256

from delight import conf
from delight.errors import PermanentError
from delight.mails.letter import Letter

_CONTROL = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_SPECIALS = re.compile(r'[()<>\[\]:;@\\,."]')
_ADDRESS = re.compile(r'[^\s@<>(),:;"\[\]\\\x00-\x20\x7f]+@[^\s@<>(),:;"\[\]\\\x00-\x20\x7f]+')
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+>")
_ENCODED_BYTES = 42
_FEEDBACK = re.compile(r"[^A-Za-z0-9._-]+")


def head(letter: Letter, *, sender: str, from_name: str, recipient: str, now: datetime) -> bytes:
    """All headers but MIME's, each on its line with CRLF. Raw UTF-8 stands only in an address that needs SMTPUTF8."""
    lines = [
        f"From: {mailbox(from_name, address=sender)}",
        f"To: {mailbox(letter.to_name, address=recipient)}",
        f"Reply-To: {_reply_to(letter, sender=sender, from_name=from_name)}",
        f"Subject: {encoded(letter.subject)}",
        f"Date: {format_datetime(now)}",
        f"Message-ID: {message_id(letter.message_id)}",
        f"Feedback-ID: {feedback_id(letter, sender=sender)}",
        "Auto-Submitted: auto-generated",
        *(one_click(letter.one_click_link) if letter.klass == "offer" else ()),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _reply_to(letter: Letter, *, sender: str, from_name: str) -> str:
    name, address = _answered_at(conf.REPLY_TO()) or (from_name, sender)
    local, _, domain = address.rpartition("@")
    return mailbox(name, address=f"{local}+{letter.reply_token}@{domain}" if letter.reply_token else address)


@lru_cache(maxsize=8)
def _answered_at(setting: str) -> tuple[str, str] | None:
    name, address = parseaddr(setting)
    return (name, envelope_address(address)) if address else None


def one_click(link: str) -> tuple[str, str]:
    """The two headers of RFC 8058 section 3.1. Raises PermanentError unless it is https; the demo's may be http."""
    if not link.startswith("https://") and not conf.DEMO():
        raise PermanentError(f"The stop link {link!r} is not https: set DELIGHT_SITE_URL to the site's https address.")
    return f"List-Unsubscribe: <{one_line(link)}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def feedback_id(letter: Letter, *, sender: str) -> str:
    """kind:template:channel:sender for Gmail's feedback loop; nothing in it is unique to a person, order or message."""
    template = letter.wording_version.removeprefix(f"{letter.kind}/")
    sender_id = "d" + sha256(sender.rpartition("@")[2].encode()).hexdigest()[:11]
    return ":".join([*(_FEEDBACK.sub("-", part) for part in (letter.kind, template, letter.klass)), sender_id])


def message_id(given: str) -> str:
    """The given Message-ID in angle brackets. Raises PermanentError for one that RFC 5322 does not know."""
    bracketed = given if given.startswith("<") else f"<{given}>"
    if not _MESSAGE_ID.fullmatch(bracketed):
        raise PermanentError(f"{given!r} is no Message-ID; it must look like unique.part@domain.")
    return bracketed


def envelope_address(address: str) -> str:
    """The address as SMTP carries it, its domain in ASCII. Raises PermanentError naming one that no mail can carry."""
    if not _ADDRESS.fullmatch(address.strip()):
        raise PermanentError(f"{address!r} is not one mail address; correct it in the store.")
    local, _, domain = address.strip().rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise PermanentError(f"{address!r} has a domain that does not exist; correct it in the store.") from error


def mailbox(name: str, *, address: str) -> str:
    """``"Name" <address>``, the name quoted or encoded as RFC 5322 and 2047 ask; without a name only the address."""
    shown = one_line(name)
    if not shown:
        return address
    if not shown.isascii() or "=?" in shown or len(shown) > _ENCODED_BYTES:
        return f"{encoded(shown)} <{address}>"
    if _SPECIALS.search(shown):
        escaped = shown.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" <{address}>'
    return f"{shown} <{address}>"


def encoded(value: str) -> str:
    """The value for an unstructured header: as it is if short and ASCII, else as encoded words on folded lines."""
    line = one_line(value)
    if line.isascii() and len(line) <= 66 and "=?" not in line:
        return line
    return "\r\n ".join(f"=?utf-8?B?{b64encode(chunk).decode()}?=" for chunk in _chunks(line))


def one_line(value: str) -> str:
    """The value without line breaks, control characters and directional overrides; runs of them become one space."""
    return (value if value.isprintable() else _CONTROL.sub(" ", value)).strip()


def _chunks(line: str) -> list[bytes]:
    """UTF-8 pieces of at most 42 bytes that never cut a character in two (RFC 2047 section 5)."""
    chunks, current = [], b""
    for character in line:
        raw = character.encode()
        if len(current) + len(raw) > _ENCODED_BYTES:
            chunks.append(current)
            current = b""
        current += raw
    return [*chunks, current]
