"""Which form of greeting, name and date a person reads, how words are filled, and which are never used."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency

from delight.rules.values import value

PLACEHOLDERS = frozenset(
    [
        "first_name",
        "shop",
        "signer",
        "signer_role",
        "product",
        "products",
        "order_number",
        "ordered_on",
        "arrived_on",
        "last_day",
        "guide_title",
        "link",
        "giver",
        "worth_telling",
        "withdrawal",
    ]
)
LONGEST_GREETED_NAME = 40
"""Letters up to which a first name is greeted by; a longer one is nearly always a company or a form filled wrongly."""
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_INVISIBLE = re.compile(r"[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")

_FIRST = re.compile(r"\b1(?= [^\W\d])")


def _locale(language: str) -> str:
    return "en_GB" if language == "en" else language


def speaks(language: str, *, known: Sequence[str], shop: str) -> str:
    """The language to write in: the order's own where we keep words for it, else the shop's."""
    primary = language.replace("_", "-").split("-")[0].lower()
    return primary if primary in known else shop


def tidy_name(name: str) -> str:
    """A name as it may be shown: NFC, one space between parts, nothing invisible or directional in it."""
    return " ".join(_INVISIBLE.sub(" ", unicodedata.normalize("NFC", name)).split())


def without_pictures(text: str) -> str:
    """The text without emoji and other pictures that no pen writes; the words around them stay, with single spaces."""
    kept = "".join(" " if is_picture(character) else character for character in text)
    return re.sub(r" +([,.;:!?…])", r"\1", re.sub(r" {2,}", " ", kept)).strip()


def is_picture(character: str) -> bool:
    """Whether this is an emoji, a symbol drawn as a picture, or a part of one."""
    if character in "\ufe0e\ufe0f\u200d\u20e3" or "\U000e0020" <= character <= "\U000e007f":
        return True
    return character >= "\u2190" and unicodedata.category(character) in ("So", "Sk")


def greeted_name(first_name: str) -> str:
    """The name to greet by, or "" where greeting without a name reads better: none, too long, or no letter in it."""
    name = tidy_name(first_name)
    if len(name) > LONGEST_GREETED_NAME or not any(character.isalpha() for character in name):
        return ""
    return name


@lru_cache(maxsize=512)
def long_date(day: date, *, language: str) -> str:
    """The day as a person writes it in that language: "21 November 2026", "21. November 2026"."""
    return _with_its_first(format_date(day, format="long", locale=_locale(language)), language=language)


def long_moment(moment: datetime, *, language: str) -> str:
    """The day and, to the minute, the time as the moment's own zone has it: "21 November 2026, 22:31"."""
    time = format_time(moment, format="short", locale=_locale(language))
    return f"{long_date(moment.date(), language=language)}, {time}"


def money(amount: str, *, currency: str, language: str) -> str:
    """An amount as a price is written in that language: "51,19 €"."""
    return format_currency(Decimal(amount), currency, locale=_locale(language))


def country_name(code: str, *, language: str) -> str:
    """A country's name by its two letters; the letters for one that nobody knows."""
    return str(Locale.parse(_locale(language)).territories.get(code, code))


def language_name(code: str, *, language: str) -> str:
    """A language's name by its letters; the letters for one that nobody knows."""
    primary = code.replace("_", "-").split("-")[0].lower()
    return str(Locale.parse(_locale(language)).languages.get(primary, code))


def weekday_date(day: date, *, language: str) -> str:
    """The day with its weekday, for choosing one: "Tuesday, 24 November 2026"."""
    return _with_its_first(format_date(day, format="full", locale=_locale(language)), language=language)


def _with_its_first(written: str, *, language: str) -> str:
    """French counts the first of a month, and no other day, as an ordinal; the CLDR's patterns do not."""
    return _FIRST.sub("1er", written) if language == "fr" else written


def fill(words: str, *, values: Mapping[str, str]) -> str:
    """The words with their placeholders filled. Raises KeyError naming a placeholder that has no value."""
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], words)


def without_gaps(text: str) -> str:
    """The text with one empty line between its paragraphs, also where a placeholder left one of them empty."""
    return re.sub(r"\n{3,}", "\n\n", text.replace("\r\n", "\n")).strip()


def paragraphs_of(text: str) -> tuple[str, ...]:
    """What stands between empty lines, each paragraph on one line, however the line ends are written."""
    return tuple(" ".join(part.splitlines()).strip() for part in _EMPTY_LINE.split(text) if part.strip())


def unknown_placeholders(words: str) -> tuple[str, ...]:
    """Whatever stands in braces and cannot be filled, in order."""
    found = re.findall(r"\{([^{}]*)\}", words)
    return tuple(name for name in found if name not in PLACEHOLDERS)


def greeting(words: str, *, plain: str, first_name: str, values: Mapping[str, str] | None = None) -> str:
    """The whole greeting line, with the name or, where there is none to greet by, the line that reads well without.

    ``values`` fill other placeholders an editor may have used; a name with braces in it stays a name.
    """
    name = greeted_name(first_name)
    return fill(words if name else plain, values={**(values or {}), "first_name": name})


@value
class Never:
    """A word, or the beginning of one ("revolution*"), that is never used, and what is said instead, if anything."""

    word: str
    instead: str = ""


@lru_cache(maxsize=32)
def never_used(lines: str) -> tuple[Never, ...]:
    """One a line: a word alone, or "word = what is said instead"."""
    parts = (line.partition("=") for line in lines.splitlines())
    return tuple(Never(word=word.strip(), instead=instead.strip()) for word, _, instead in parts if word.strip(" *"))


def found_in(text: str, *, never: tuple[Never, ...]) -> tuple[Never, ...]:
    """Those that stand in the text as words of their own, large or small."""
    folded = _PLACEHOLDER.sub(" ", text).casefold()
    return tuple(one for one in never if _pattern(one.word).search(folded))


@lru_cache(maxsize=512)
def _pattern(word: str) -> re.Pattern[str]:
    stem = word.endswith("*")
    words = r"\s+".join(re.escape(part) for part in word.rstrip("*").casefold().split())
    return re.compile(rf"(?<!\w){words}" + ("" if stem else r"(?!\w)"))
