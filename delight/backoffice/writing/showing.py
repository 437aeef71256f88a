"""Shows staff what a customer would hold or read: paper as a picture; a mail light, dark, on a phone, as text."""

import base64
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from delight.errors import DelightError
from delight.mails.compose import Composed
from print_templates import Note, Piece, PrintError, preview

WIDTH_DPI, SMALL_DPI = 150, 80
Look = Literal["light", "dark", "phone", "text"]
_DARK = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)")
_SCHEMES = re.compile(r"(color-scheme(?:s)?(?:\"\s+content=\"|:\s*))light dark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One picture, mail or text, or the problem that it could not be made; ``title`` where several stand together."""

    title: str = ""
    picture: str = ""
    words: tuple[str, ...] = ()
    html: str = ""
    phone: bool = False
    subject: str = ""
    sender: str = ""
    text: str = ""
    problem: str = ""


def page(request: HttpRequest, shown: Iterable[Shown], *, remark: str = "") -> HttpResponse:
    """These as one page; ``remark`` says whose order it is."""
    context = {"shown": list(shown), "remark": remark}
    return render(request, "delight/backoffice/preview.html", context)


def tried(make: Callable[[], Shown], *, title: str = "") -> Shown:
    """What is made, or the sentence that says why it cannot be made and what to do."""
    try:
        return make()
    except (DelightError, PrintError) as problem:
        return Shown(title=title, problem=str(problem))
    except KeyError as unknown:
        return Shown(title=title, problem=_("Nothing can fill %(name)s.") % {"name": unknown})


def made_page(made: Composed | Piece, *, look: Look = "light", title: str = "", small: bool = False) -> Shown:
    """A mail or a printed piece; ``small`` where several stand side by side."""
    if not isinstance(made, Composed):
        return _paper(made, title=title, small=small)
    shown = Shown(title=title, subject=made.subject, sender=made.sender)
    if look == "text":
        return replace(shown, text=made.text)
    html = in_the_dark(made.html) if look == "dark" else in_the_light(made.html)
    return replace(shown, html=html, phone=small or look == "phone")


def _paper(piece: Piece, *, title: str, small: bool) -> Shown:
    png = base64.b64encode(preview(piece, dpi=SMALL_DPI if small else WIDTH_DPI)).decode()
    return Shown(title=title, picture=f"data:image/png;base64,{png}", words=_words_of(piece))


def _words_of(piece: Piece) -> tuple[str, ...]:
    """The piece's words beside the picture, for whoever cannot see it."""
    if isinstance(piece, Note):
        return (piece.greeting, *piece.paragraphs, piece.closing, piece.signature)
    return (
        piece.kicker,
        piece.heading,
        *piece.paragraphs,
        *piece.steps,
        piece.hand_line,
        piece.qr_caption,
        piece.notice,
    )


def in_the_dark(html: str) -> str:
    """The mail as a program shows it that honours its dark colours, whatever this screen prefers."""
    return _SCHEMES.sub(r"\1dark", _DARK.sub("@media all", html))


def in_the_light(html: str) -> str:
    """The mail without its dark colours."""
    return _SCHEMES.sub(r"\1light", _DARK.sub("@media not all", html))
