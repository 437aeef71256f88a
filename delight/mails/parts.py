"""The body of a mail: wrapping, isolating right-to-left names, and multipart/alternative in 7-bit bytes."""

import re
from binascii import b2a_base64, b2a_qp
from hashlib import sha256
from struct import unpack_from

LINE = 76
"""Characters a text line may have; RFC 5322 asks for at most 78."""

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RTL_RUN = re.compile(f"[{_RTL}]+(?:[ .'’\\-]+[{_RTL}]+)*")
_ASCII = bytes(range(128))
_FULL_LINES = re.compile(rf"([^ ].{{0,{LINE - 1}}}|[^ ]+)(?: |$)")
_HTML_LINES = re.compile(rb"([^ ].{0,499}|[^ ]+)(?: |$)")
LONGEST = 998
"""Bytes a line may have (RFC 5321, 4.5.3.1.6)."""
_DIRECTIONAL = "\u202a-\u202e\u2066-\u2069\u200e\u200f"
_OVERRIDES = re.compile(f"[{_DIRECTIONAL}]")
_TURNING = re.compile(f"[{_DIRECTIONAL}{_RTL}]")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """Right-to-left names stand in an isolate, so that they cannot turn the sentence around them (Unicode UAX #9).

    Directional overrides that a name brings along are dropped first. Only for frames written left to right.
    """
    if text.isascii() or not _TURNING.search(text):
        return text
    plain = _OVERRIDES.sub("", text)
    return _RTL_RUN.sub(lambda run: f"{FIRST_STRONG_ISOLATE}{run.group()}{POP_ISOLATE}", plain)


def wrapped(text: str) -> str:
    """The text with no line longer than LINE, broken at spaces; a longer word, such as a link, stays whole."""
    return "\n".join([line if len(line) <= LINE else _broken(line) for line in text.split("\n")])


def _broken(line: str) -> str:
    return "\n".join(_FULL_LINES.findall(line))


def alternative(*, text: str, html: str, seed: str) -> bytes:
    """The MIME headers and the body: text first, HTML last, as RFC 2046 section 5.1.4 orders them. CRLF throughout.

    The boundary follows from ``seed``: the same letter gives the same bytes.
    """
    boundary = b"=_delight_" + sha256(seed.encode()).hexdigest()[:24].encode()
    return b"".join(
        (
            b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="',
            boundary,
            b'"\r\n\r\n--',
            boundary,
            b"\r\n",
            *_part(b"text/plain", text),
            b"\r\n--",
            boundary,
            b"\r\n",
            *_part(b"text/html", html),
            b"\r\n--",
            boundary,
            b"--\r\n",
        )
    )


def _part(content_type: bytes, content: str) -> tuple[bytes, ...]:
    """A part's headers and body in pieces: what is as long as a mail is copied no oftener than it must be."""
    plain = _as_it_is(content) if content_type == b"text/html" else None
    name, body = plain or _encoded(content.encode().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    head = b"Content-Type: %b; charset=utf-8\r\nContent-Transfer-Encoding: %b\r\n\r\n" % (content_type, name)
    return head, body


def _as_it_is(html: str) -> tuple[bytes, bytes] | None:
    """HTML that needs no encoding, so a fifth shorter and readable in the source: letters that are not ASCII are
    written as references (HTML Living Standard, 13.1.4), and lines end at spaces. None where that is no shorter, or
    where a word is longer than a line may be.
    """
    plain = html.encode("ascii", "xmlcharrefreplace").replace(b"\r\n", b"\n").strip(b"\n")
    if 3 * len(plain) > 4 * len(html.encode()):
        return None
    lines = [line for long in plain.split(b"\n") for line in _HTML_LINES.findall(long) or [b""]]
    if max(map(len, lines)) > LONGEST:
        return None
    return b"7bit", b"\r\n".join(lines).replace(b"\nFrom ", b"\n From ") + b"\r\n"


def _encoded(raw: bytes) -> tuple[bytes, bytes]:
    """Quoted-printable, which people can read in the source, unless more than one byte in seven would be escaped."""
    foreign = len(raw.translate(None, delete=_ASCII))
    return (b"quoted-printable", b2a_qp(raw, istext=True)) if foreign * 7 < len(raw) else (b"base64", _base64(raw))


def _base64(raw: bytes) -> bytes:
    letters = b2a_base64(raw, newline=False)
    whole, rest = divmod(len(letters), LINE)
    ends = (letters[-rest:], b"") if rest else (b"",)
    return b"\r\n".join((*unpack_from(f"{LINE}s" * whole, letters), *ends))
