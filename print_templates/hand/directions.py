"""Writing that goes to the left: which way each part of a line reads, and in which order its parts stand."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

_LANGUAGES = frozenset({"ar", "fa", "he", "ur", "yi"})
_LEFTWARDS = ("R", "AL")


class Run(NamedTuple):
    """A part of a line, without spaces, that reads one way."""

    text: str
    leftwards: bool


@lru_cache(maxsize=4096)
def reads_leftwards(text: str) -> bool:
    """Whether ``text`` has a letter that is written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in _LEFTWARDS for character in text)


def starts_at_the_right(text: str, *, language: str = "") -> bool:
    """Whether a paragraph starts at the right: its first strong letter decides, else the language (UAX 9, P2)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", *_LEFTWARDS):
            return kind != "L"
    return language[:2] in _LANGUAGES


@lru_cache(maxsize=4096)
def arranged(words: tuple[str, ...], *, from_right: bool) -> tuple[tuple[Run, ...], ...]:
    """Return the words of one line as they are seen from left to right, each as its runs (UAX 9).

    What is seen between two spaces need not be what was written between two: the comma after "Anna Lee," among Hebrew
    words stands before Anna.
    """
    text = " ".join(words)
    seen: list[tuple[Run, ...]] = [()]
    for part, level in _turned(_runs(text, _levels(text, from_right))):
        if part == " ":
            seen.append(())
        else:
            seen[-1] += (Run(part, level % 2 == 1),)
    return tuple(seen)


def _runs(text: str, levels: tuple[int, ...]) -> list[tuple[str, int]]:
    """Parts of one level, spaces apart."""
    parts: list[tuple[str, int]] = []
    for character, level in zip(text, levels, strict=True):
        if parts and parts[-1][1] == level and " " not in (character, parts[-1][0]):
            parts[-1] = (parts[-1][0] + character, level)
        else:
            parts.append((character, level))
    return parts


def _turned(items: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return ``items``, each ending with its level, in the order in which they are seen (UAX 9, L2)."""
    shown = list(items)
    for level in range(max((each[1] for each in items), default=0), 0, -1):
        start = 0
        while start < len(shown):
            end = start
            while end < len(shown) and shown[end][1] >= level:
                end += 1
            shown[start:end] = shown[start:end][::-1]
            start = max(end, start + 1)
    return shown


def _levels(text: str, from_right: bool) -> tuple[int, ...]:
    """The embedding level of each character; odd ones read to the left (UAX 9, 3.3)."""
    from bidi import algorithm  # type: ignore[import-untyped]  # ships no types; few cards need it

    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = int(from_right), "R" if from_right else "L"
    algorithm.get_embedding_levels(text, storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    found = iter([character["level"] for character in storage["chars"]])
    levels: list[int] = []
    for character in text:
        # Joiners take no part (UAX 9, X9): they go with the letter before.
        idle = unicodedata.bidirectional(character) == "BN"
        levels.append((levels[-1] if levels else int(from_right)) if idle else next(found))
    return tuple(levels)
