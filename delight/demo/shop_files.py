"""Reads the demo shop's words, one TOML file per language, and names what is missing in them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from delight.errors import PermanentError

FOLDER = Path(__file__).resolve().parent / "shop"
LANGUAGES = ("en", "fr", "de", "ru")
"""English first: it is the language that the others translate."""

Table = Mapping[
    str, Any
]  # Any: text, lists of text and tables, straight out of TOML; read through ``text`` and ``texts``


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopWords:
    """One language of the demo shop."""

    language: str
    signers: Sequence[Table]
    stories: Sequence[Table]
    guides: Sequence[Table]
    bundles: Sequence[Table]
    samples: Sequence[Table]


def read_shop() -> list[ShopWords]:
    """All languages. Raises PermanentError naming the file and what is wrong with it."""
    return [_read(language) for language in LANGUAGES]


def _read(language: str) -> ShopWords:
    path = FOLDER / f"{language}.toml"
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return ShopWords(
            language=language,
            signers=tables["signer"],
            stories=tables["story"],
            guides=tables["guide"],
            bundles=tables["bundle"],
            samples=tables["sample"],
        )
    except FileNotFoundError as error:
        raise PermanentError(f"the demo shop's file {path} is missing: install Delight again") from error
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise PermanentError(f"the demo shop's file {path} cannot be read: {error}") from error
