"""What a mail that came in is: who wrote it, what it answers, its own words, and whether a person wrote it at all."""

import re
import unicodedata
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from hashlib import sha256

from delight.rules.values import value

LONGEST = 20_000
"""Letters of a reply that are kept."""
UNREADABLE = "…"
"""Stands for words that no program could read; the mailbox has them."""
_MACHINES = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_DAEMONS = ("mailer-daemon", "postmaster")
_IDS = re.compile(r"<[^<>\s]+>")
_TAGS = re.compile(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_BELOW = re.compile(
    r"^(?:-{2,}\s*(?:original message|message d’origine|message d'origine|ursprüngliche nachricht|исходное сообщение)"
    r"\s*-{2,}|_{20,})\s*$",
    re.IGNORECASE,
)
"""The line under which some programs put the whole mail that is answered."""


@value
class Incoming:
    """A mail that came in. ``answers`` are the Message-IDs it refers to, the nearest first; ``digest`` names it.

    ``tokens`` are what stands behind the plus in the addresses it went to.
    """

    digest: str
    message_id: str
    answers: tuple[str, ...]
    sender: str
    sender_name: str
    subject: str
    words: str
    automatic: bool
    tokens: tuple[str, ...] = ()


def read_mail(raw: bytes) -> Incoming:
    """The mail behind these bytes. Nothing is refused: what cannot be read is left out."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the default policy makes no other
    message_id = next(iter(_IDS.findall(_head(message, "Message-ID"))), "")
    name, address = parseaddr(_head(message, "From"))
    return Incoming(
        digest=sha256(message_id.encode("utf-8", "replace") or raw).hexdigest(),
        message_id=message_id[:255],
        answers=_answers(message),
        sender=address if "@" in address else "",
        sender_name=name,
        subject=_clean(_head(message, "Subject"))[:255],
        words=own_words(_text(message))[:LONGEST],
        automatic=_automatic(message),
        tokens=_tokens(message),
    )


def own_words(text: str) -> str:
    """What this person wrote themselves: without quoted lines, the line that introduces them, and what is below."""
    kept: list[str] = []
    for line in _clean(text).splitlines():
        if _BELOW.match(line):
            break
        if line.lstrip().startswith(">"):
            _drop_introduction(kept)
            continue
        kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _drop_introduction(kept: list[str]) -> None:
    """ "On Monday Hannah wrote:" belongs to the quotation that follows it; it may be broken into two lines."""
    while kept and not kept[-1].strip():
        kept.pop()
    if kept and kept[-1].rstrip().endswith(":"):
        kept.pop()
        if kept and re.search(r"\d", kept[-1]) and re.search(r"[\w.]@[\w.]|<$|\d{1,2}:\d{2}", kept[-1]):
            kept.pop()


def _automatic(message: EmailMessage) -> bool:
    """Whether a machine wrote it (RFC 3834): an absence note, a bounce, a list, a newsletter."""
    if _head(message, "Auto-Submitted").split(";")[0].strip().lower() not in ("", "no"):
        return True
    if _head(message, "Precedence").strip().lower() in _MACHINES:
        return True
    if _head(message, "Return-Path").strip() == "<>" or message.get_content_type() == "multipart/report":
        return True
    if any(message.get(name) is not None for name in ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond")):
        return True
    return parseaddr(_head(message, "From"))[1].lower().startswith(_DAEMONS)


def _answers(message: EmailMessage) -> tuple[str, ...]:
    nearest = _IDS.findall(_head(message, "In-Reply-To"))
    older = reversed(_IDS.findall(_head(message, "References")))
    return tuple(dict.fromkeys([*nearest, *older]))


def _tokens(message: EmailMessage) -> tuple[str, ...]:
    """Behind the plus of each address, in the order of the headers; a server may keep the one it used in its own."""
    pairs = getaddresses([_head(message, name) for name in _ADDRESSED])
    behind = (address.rpartition("@")[0].partition("+")[2] for _, address in pairs)
    return tuple(dict.fromkeys(filter(None, behind)))


def _text(message: EmailMessage) -> str:
    """The plain part, else the HTML without its tags; UNREADABLE where there is neither, or nobody can decode it."""
    try:
        body = message.get_body(("plain", "html"))
        text = str(body.get_content()) if body is not None else UNREADABLE
    except (LookupError, ValueError, AttributeError, TypeError):  # a charset or structure that the library breaks at
        return UNREADABLE
    return _TAGS.sub(" ", text) if body is not None and body.get_content_subtype() == "html" else text


def _head(message: EmailMessage, name: str) -> str:
    """A header as text; "" where it is missing, or so broken that the library cannot read it."""
    try:
        return str(message.get(name, ""))
    except (LookupError, ValueError, AttributeError, TypeError, IndexError):
        return ""


def _clean(text: str) -> str:
    """Without what no database keeps: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


MOST = 10
UNHAPPY = 6
"""Up to this many of ten somebody would not recommend us, by the usual reading of the scale."""


def score_of(chosen: str) -> int | None:
    """The score that a form or a link holds; None where it holds none."""
    return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) <= 2 and int(chosen) <= MOST else None


def needs_a_person(score: int | None, *, words: str) -> bool:
    """Whether somebody of the shop must answer: whoever is unhappy, and whoever wrote a line."""
    return bool(words) or (score is not None and score <= UNHAPPY)


_CONTACT = re.compile(
    r"@|\(at\)|\[at\]|://|\bwww\.|\w\.\w{2,}/"
    r"|\w\.(?:com|net|org|info|biz|shop|store|site|online|link|click|page|blog|app|dev|xyz|top|eu|de|at|ch|fr|be|lu|it|es"
    r"|nl|pl|uk|ie|us|ca|ru|su|рф|io|me|ly|gl|co|cc|tv)\b"
    r"|\d(?:[\s()/.+-]{0,2}\d){8,}",
    re.IGNORECASE,
)
"""A mail address, a link, a domain, or so many figures in a row that they are a telephone's and no date's."""


def holds_contact(words: str) -> bool:
    """Whether somebody could be reached or led somewhere by these words: they are passed on to a third person."""
    return _CONTACT.search(unicodedata.normalize("NFKC", words)) is not None
