"""Text as drawing wants it: composed, without invisible marks, cut into graphemes."""

import re
import unicodedata
from functools import lru_cache

NO_BREAK_SPACE = "\u00a0"
_NO_BREAK_SPACES = "\u00a0\u202f\u2007"
_JOINERS = "\u200c\u200d"
_OBJECT = "\ufffc"  # stands where an object was that did not come along; here it would ask for a pen
_ODD = re.compile(f"  |[\ufe0f{_OBJECT}]")
# What a number is counted in stays on its line, as a hand would write it.
_COUNTED = re.compile(
    r"([0-9]) (?=[°%‰€£$]|(?:[kcm]?m|[km]?g|[mcd]?l|h|min|oz|lb|Uhr|[км]?г|[см]?м|м?л|мин)(?![^\W\d_]))"
)
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

    Joiners stay only inside scripts that shape with them (Arabic to Sinhala). A number keeps its unit beside it, French
    its punctuation (Imprimerie nationale: a no-break space before ``! ? : ; »`` and after ``«``).
    """
    if text.isprintable() and unicodedata.is_normalized("NFC", text) and not _ODD.search(text):
        # Nothing to mend, as in almost every text: printable already means no other space than the plain one.
        return _kept_together(text.strip(), language)
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(_plain(character, before) for before, character in zip(" " + composed, composed, strict=False))
    words = " ".join(part for part in kept.split(" ") if part)
    return _kept_together(words, language)


def _plain(character: str, before: str) -> str:
    if character in _NO_BREAK_SPACES:
        return NO_BREAK_SPACE
    if character in _JOINERS:
        return character if 0x0600 <= ord(before) <= 0x0DFF else ""
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in f"\t\n\r\v\f{_OBJECT}":
        return " "
    return "" if category in ("Cc", "Cf", "Cs", "Co", "Cn") or character == "\ufe0f" else character


def _kept_together(text: str, language: str) -> str:
    text = _COUNTED.sub(rf"\1{NO_BREAK_SPACE}", text)
    return _french_spaces(text) if language.startswith("fr") else text


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


GLUE = "\u200b"
"""Ends a piece of text after which a line may end, though no space follows."""
_NO_START = frozenset(
    "、。，．・：；？！ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ）」』】〕〉》｝］’”!?,.:;)]}…‥〜～%％"
)
_NO_END = frozenset("「『（【〔〈《｛［‘“([{¥$£€#№")


# Radicals to Bopomofo, phonetic extensions to ideographs, compatible ideographs, full-width forms, later planes.
_IDEOGRAPHIC = (
    *((0x2E80, 0x312F), (0x31A0, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F)),
    *((0xFF01, 0xFFEF), (0x20000, 0x3FFFF)),
)


def _is_ideographic(character: str) -> bool:
    """Whether ``character`` is of Chinese or Japanese, which set no spaces. Korean does."""
    code = ord(character)
    return code >= _IDEOGRAPHIC[0][0] and any(first <= code <= last for first, last in _IDEOGRAPHIC)


@lru_cache(maxsize=1024)
def pieces(text: str) -> tuple[str, ...]:
    """Return ``text`` cut where a line may end: at spaces, and between Chinese or Japanese characters.

    No line starts with a closing sign or a small kana, none ends with an opening one (JIS X 4051). What continues
    without a space ends with :data:`GLUE`.
    """
    if text.isascii() or not any(map(_is_ideographic, text)):
        return tuple(text.split(" "))
    return tuple(piece for word in text.split(" ") for piece in _cut(word))


def _cut(word: str) -> list[str]:
    cut: list[str] = []
    for piece in graphemes(word):
        free = cut and (_is_ideographic(piece[0]) or _is_ideographic(cut[-1][-1]))
        if free and piece[0] not in _NO_START and cut[-1][-1] not in _NO_END:
            cut[-1] += GLUE
            cut.append(piece)
        elif cut:
            cut[-1] += piece
        else:
            cut.append(piece)
    return cut or [""]
