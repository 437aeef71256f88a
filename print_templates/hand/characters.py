"""Text as drawing wants it: composed, without invisible marks, cut into words and graphemes, in visual order."""

import re
import unicodedata
from functools import lru_cache

from bidi import get_display  # type: ignore[import-untyped]  # python-bidi ships no types

NO_BREAK_SPACE = "\u00a0"
_NO_BREAK_SPACES = "\u00a0\u202f\u2007"
_JOINERS = "\u200c\u200d"
_ODD = re.compile("  |\ufe0f")
_RTL_LANGUAGES = frozenset({"ar", "fa", "he", "ur", "yi"})
# Tried only where the hand lacks the left side, so a hand that draws them keeps them.
EQUIVALENTS = {
    "\u2010": "-",
    "\u2011": "-",
    "\u2212": "\u2013",
    "\u2015": "\u2014",
    "\u02bc": "\u2019",
    "\u02b9": "\u2019",
    "\u2032": "\u2019",
    "\u2033": "\u201d",
    "\u1e9e": "SS",
    "\u2026": "...",
    "\u2116": "No.",
}


@lru_cache(maxsize=1024)
def normalise(text: str, *, language: str = "") -> str:
    """Return ``text`` composed (NFC), with every space plain or no-break and no control or direction mark left.

    Joiners stay only inside scripts that shape with them (Arabic to Sinhala). French keeps its punctuation on the line
    (Imprimerie nationale: a no-break space before ``! ? : ; »`` and after ``«``).
    """
    if text.isprintable() and unicodedata.is_normalized("NFC", text) and not _ODD.search(text):
        # Nothing to mend, as in almost every text: printable already means no other space than the plain one.
        return _french_spaces(text.strip()) if language.startswith("fr") else text.strip()
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(_plain(character, before) for before, character in zip(" " + composed, composed, strict=False))
    words = " ".join(part for part in kept.split(" ") if part)
    return _french_spaces(words) if language.startswith("fr") else words


def _plain(character: str, before: str) -> str:
    if character in _NO_BREAK_SPACES:
        return NO_BREAK_SPACE
    if character in _JOINERS:
        return character if 0x0600 <= ord(before) <= 0x0DFF else ""
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\t\n\r\v\f":
        return " "
    return "" if category in ("Cc", "Cf", "Cs", "Co", "Cn") or character == "\ufe0f" else character


def _french_spaces(text: str) -> str:
    for mark in "!?:;\u00bb":
        text = text.replace(" " + mark, NO_BREAK_SPACE + mark)
    return text.replace("\u00ab ", "\u00ab" + NO_BREAK_SPACE)


def graphemes(text: str) -> list[str]:
    """Return ``text`` cut where a pen may lift: a base character with the marks that belong to it."""
    pieces: list[str] = []
    for character in text:
        belongs = unicodedata.category(character).startswith("M") or character in _JOINERS
        if pieces and belongs:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def is_emoji(character: str) -> bool:
    """Whether ``character`` is a picture rather than a letter; such a one may be left out of a name."""
    return (
        unicodedata.category(character) in ("So", "Sk")
        or 0x1F000 <= ord(character) <= 0x1FAFF
        or character in "\u20e3\ufe0f\u200d"
    )


def without_emoji(text: str) -> str:
    """Return ``text`` without its emoji, spaces closed up."""
    return " ".join("".join(" " if is_emoji(character) else character for character in text).split())


def _direction(text: str) -> str:
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "R"
        if kind == "L":
            return "L"
    return "N" if any(character.isdigit() for character in text) else ""


def is_right_to_left(text: str, *, language: str = "") -> bool:
    """Whether a paragraph starts at the right: its first strong character decides, else the language (UAX 9, P2)."""
    direction = _direction(text)
    return direction == "R" if direction in ("R", "L") else language[:2] in _RTL_LANGUAGES


# One stand-in per word keeps its direction class, so the algorithm orders words as it would order their letters.
_STAND_INS = {"L": 0x4E00, "R": 0x10C00, "N": 0x1D7CE, "": 0x4E00}


@lru_cache(maxsize=4096)
def visual_order(words: tuple[str, ...], *, right_to_left: bool) -> tuple[int, ...]:
    """Return the order in which ``words`` stand on one line from left to right (Unicode bidirectional algorithm)."""
    kinds = [_direction(word) for word in words]
    if not right_to_left and "R" not in kinds:
        return tuple(range(len(words)))
    stand_ins = [chr(_STAND_INS[kind] + number % 48) for number, kind in enumerate(kinds)]
    shown = get_display(" ".join(stand_ins), base_dir="R" if right_to_left else "L")
    places = {stand_in: number for number, stand_in in enumerate(stand_ins)}
    return tuple(places[stand_in] for stand_in in str(shown).split(" "))
