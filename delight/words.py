"""The words Delight ships with: reads ``wordings/<language>.toml`` once a process; names what is wrong in it."""

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from delight import conf
from delight.errors import PermanentError
from delight.models import Wording

FOLDER = Path(__file__).resolve().parent / "wordings"
LAST_RESORT = "en"
NAMES = ("kind", "variant")

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

Words = Mapping[str, str]


def frame_words(language: str) -> Words:
    """The words of a mail's frame (help line, stop line, …) in this language, else the shop's, else English."""
    return _tables(_file(language))["frame"]


def page_words(language: str) -> Words:
    """The words of the customer's pages in this language, else the shop's, else English."""
    return _tables(_file(language))["pages"]


def kept_words(language: str) -> Words:
    """The names of what we keep of a person, and of its values, in this language, else the shop's, else English."""
    return _tables(_file(language))["kept"]


def held_as(word: str, *, language: str) -> str:
    """What some people must avoid, in this language, in whichever of ours the shop wrote it; else as it was written."""
    return _tables(_file(language))["holds"].get(_substance(word), word.strip())


def _substance(word: str) -> str:
    """The name under which all languages know it; "" where none does."""
    wanted = word.strip().casefold()
    for language in languages_with_words():
        table = _tables(FOLDER / f"{language}.toml")["holds"]
        for name, said in table.items():
            if wanted in (name, name.replace("_", " "), said.casefold()):
                return name
    return ""


def shipped_wordings() -> list[dict[str, str]]:
    """Every Wording that ships: kind, variant, language and the words themselves, in order of language."""
    return [row for path in sorted(FOLDER.glob("*.toml")) for row in wordings_in(path)]


def direction(language: str) -> str:
    """ "rtl" or "ltr": which way the language is written, for the dir attribute."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


@cache
def languages_with_words() -> tuple[str, ...]:
    """The languages for which a file of words ships."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def wordings_in(path: Path) -> list[dict[str, str]]:
    """The ``[[wording]]`` rows of one file. Raises PermanentError naming file, row and key."""
    rows = _read(path).get("wording", [])
    if not isinstance(rows, list):
        raise PermanentError(f"{path.name}: 'wording' is not a list of tables; write [[wording]] above each.")
    return [_wording(path, row, number=number) for number, row in enumerate(rows, start=1)]


def table_in(path: Path, *, name: str) -> Words:
    """One table of words of a file. Raises PermanentError naming file, table and key."""
    table = _read(path).get(name)
    if not isinstance(table, dict):
        raise PermanentError(f"{path.name}: the table [{name}] is missing.")
    return MappingProxyType({key: _text(value, where=f"{path.name}: [{name}] {key}") for key, value in table.items()})


def _file(language: str) -> Path:
    return _nearest(language.lower(), conf.LANGUAGE())


@lru_cache(maxsize=64)
def _nearest(language: str, shop: str) -> Path:
    wanted = (language, language.split("-")[0], shop, LAST_RESORT)
    return FOLDER / f"{next(name for name in wanted if name in languages_with_words())}.toml"


@cache
def _tables(path: Path) -> Mapping[str, Words]:
    return {name: table_in(path, name=name) for name in ("frame", "pages", "holds", "kept")}


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PermanentError(f"{path.name} cannot be read: {error}.") from error


def _wording(path: Path, row: object, *, number: int) -> dict[str, str]:
    where = f"{path.name}: [[wording]] number {number}"
    if not isinstance(row, dict):
        raise PermanentError(f"{where} is not a table.")
    if unknown := sorted(set(row) - {*NAMES, *Wording.WORDS}):
        raise PermanentError(f"{where} has the unknown key {unknown[0]!r}; known are {', '.join(Wording.WORDS)}.")
    if missing := [name for name in NAMES if not row.get(name)]:
        raise PermanentError(f"{where} lacks the key {missing[0]!r}.")
    words = {key: _text(value, where=f"{where}, {key}").strip() for key, value in row.items()}
    return {**words, "language": path.stem}


def _text(value: object, *, where: str) -> str:
    if not isinstance(value, str):
        raise PermanentError(f"{where} is {type(value).__name__}, not text; put it in quotes.")
    return value
