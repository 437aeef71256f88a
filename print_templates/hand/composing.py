"""Letters a font lacks, composed of its own letters and marks: ł, ą, č, ő and the like in the same hand."""

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Outline(NamedTuple):
    """A glyph's contours: quadratic ``points`` (n, 2) in font units, ``on`` curve or not, each contour's last point."""

    points: Floats
    on: npt.NDArray[np.bool_]
    ends: tuple[int, ...]


class _Mark(NamedTuple):
    """A mark: the characters that may lend their shape, in order of preference, and where it goes.

    ``size`` is its height in x-heights, 0 for the lender's own; ``turn`` mirrors it.
    """

    lenders: str
    where: str
    size: float = 0.0
    turn: str = ""


_ABOVE = {
    "\u0300": _Mark("\u0300`\u02cb", "above"),
    "\u0301": _Mark("\u0301\u00b4\u02ca'", "above"),
    "\u0302": _Mark("\u0302\u02c6^", "above", 0.30),
    "\u0303": _Mark("\u0303\u02dc~", "above", 0.20),
    "\u0304": _Mark("\u0304\u00af\u02c9-", "above"),
    "\u0306": _Mark("\u0306\u02d8", "above"),
    "\u0307": _Mark("\u0307\u02d9.", "above"),
    "\u0308": _Mark("\u0308\u00a8", "above"),
    "\u0309": _Mark("\u0309", "above", 0.42),
    "\u030a": _Mark("\u030a\u02da\u00b0", "above", 0.36),
    "\u030b": _Mark("\u030b\u02dd", "above"),
    "\u030c": _Mark("\u030c\u02c7", "above"),
    "\u031b": _Mark("\u2019'", "horn", 0.42),
}
_BELOW = {
    "\u0323": _Mark("\u0323.", "below"),
    "\u0326": _Mark("\u0326,", "below", 0.36),
    "\u0327": _Mark("\u0327\u00b8,", "hanging", 0.42),
    "\u0328": _Mark("\u0328\u02db", "tail", 0.42),
}
_MARKS = _ABOVE | _BELOW
_SUBSTITUTES = {
    "\u0306": _Mark("(", "above", 0.22, "on its back"),
    "\u030b": _Mark("\u0301\u00b4'", "above", 0.0, "twice"),
    "\u030c": _Mark("\u0302\u02c6^", "above", 0.30, "upside down"),
    "\u0328": _Mark(",", "tail", 0.4, "left"),
    # A tick would make another letter of it: ả is not á.
    "\u0309": _Mark("?", "above", 0.46, "without its dot"),
}
# Letters that Unicode does not take apart: a base and a mark of our own naming.
_STROKED = {
    "đ": ("d", "bar high"),
    "Đ": ("D", "bar left"),
    "ħ": ("h", "bar high"),
    "ł": ("l", "slash short"),
    "Ł": ("L", "slash left"),
    "ø": ("o", "slash"),
    "Ø": ("O", "slash"),
    "ı": ("i", ""),
    "ď": ("d", "comma right"),
    "ť": ("t", "comma right"),
    "ľ": ("l", "comma right"),
    "Ľ": ("L", "comma right"),
    "ģ": ("g", "comma above"),
}
_STROKES = {
    "bar high": _Mark("-\u2013", "high"),
    "bar left": _Mark("-\u2013", "left"),
    "slash": _Mark("/", "through", 0.9),
    "slash left": _Mark("/", "stem", 0.34),
    "slash short": _Mark("/", "across", 0.34),
    "comma right": _Mark("\u2019'", "beside", 0.5),
    "comma above": _Mark("\u2018\u2019'", "above", 0.42),
    "": _Mark("", ""),
}
_GAP = 0.14  # x-heights between a letter and its mark


def _parts(character: str) -> tuple[str, tuple[_Mark, ...]] | None:
    """Return the base of ``character`` and its marks from the letter outwards, or ``None`` where it has none."""
    if character in _STROKED:
        base, name = _STROKED[character]
        return base, (_STROKES[name],)
    base, *marks = list(unicodedata.normalize("NFD", character))
    if not marks or len(marks) > 2 or not base.isascii() or any(mark not in _MARKS for mark in marks):
        return None
    return base, tuple(_MARKS[mark] for mark in marks)


def _composable() -> Iterator[str]:
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        if unicodedata.category(chr(code)) in ("Lu", "Ll") and _parts(chr(code)):
            yield chr(code)


COMPOSABLE: tuple[str, ...] = tuple(_composable())
"""Every letter that can be composed, in the order in which they are numbered after a font's own glyphs."""
_PLACES = {character: place for place, character in enumerate(COMPOSABLE)}


class Composer:
    """Composes for one font. ``nominal`` gives a character's glyph or 0, ``drawn`` a glyph's outline."""

    def __init__(
        self, *, nominal: Callable[[str], int], drawn: Callable[[int], Outline], glyph_count: int, x_height: float
    ) -> None:
        self._nominal, self._drawn, self._height = cache(nominal), cache(drawn), x_height
        self._first = glyph_count
        self._numbers: dict[str, int | None] = {}

    def number(self, character: str) -> int | None:
        """Return the number of ``character`` where this font lacks it and can compose it, else ``None``."""
        if character not in self._numbers:
            place = _PLACES.get(character)
            lacks = place is not None and not self._nominal(character) and self._recipe(character)
            self._numbers[character] = self._first + place if lacks and place is not None else None
        return self._numbers[character]

    def base(self, character: str) -> str:
        """Return the letter that stands for ``character`` while a word is shaped."""
        return _parts(character)[0] if self.number(character) is not None else character  # type: ignore[index]  # it has parts

    def base_glyph(self, gid: int) -> int:
        """Return the font's own glyph behind a composed one."""
        return self._nominal(self.base(COMPOSABLE[gid - self._first]))

    def outline(self, gid: int) -> Outline:
        """Return the outline of the composed glyph ``gid``."""
        recipe = self._recipe(COMPOSABLE[gid - self._first])
        if recipe is None:
            raise LookupError(f"glyph {gid} cannot be composed")
        base, marks = recipe
        letter = self._drawn(self._nominal(base))
        if base in "ij" and (not marks or marks[0][1].where == "above"):
            letter = self._dotless(letter)
        whole, top = letter, letter
        for lender, mark in marks:
            placed = self._placed(self._drawn(self._nominal(lender)), mark, top if mark.where == "above" else letter)
            whole = _joined(whole, placed)
            top = _joined(top, placed) if mark.where == "above" else top
        return whole

    def _recipe(self, character: str) -> tuple[str, list[tuple[str, _Mark]]] | None:
        """Return base and lenders with their marks, or ``None`` where the font has not got them all."""
        parts = _parts(character)
        if parts is None or not self._nominal(parts[0]):
            return None
        marks = []
        for mark in parts[1]:
            if not mark.where:
                continue
            found = self._lender(mark)
            if found is None:
                return None
            marks.append(found)
        return parts[0], marks

    def _lender(self, mark: _Mark) -> tuple[str, _Mark] | None:
        combining = next((key for key, value in _MARKS.items() if value is mark), "")
        for tried in (mark, _SUBSTITUTES.get(combining)):
            for lender in tried.lenders if tried else "":
                gid = self._nominal(lender)
                if tried and gid and len(self._drawn(gid).points):
                    return lender, tried
        return None

    def _dotless(self, letter: Outline) -> Outline:
        parts = [part for part in _contours(letter) if part[0][:, 1].min() < 0.95 * self._height]
        return _of(parts) if parts else letter

    def _placed(self, shape: Outline, mark: _Mark, letter: Outline) -> Outline:
        shape = _turned(shape, mark.turn)
        points = shape.points.copy()
        if mark.size:
            points *= mark.size * self._height / max(float(np.ptp(points[:, 1])), 1.0)
        if mark.where in ("high", "left", "stem", "across"):
            points[:, 0] *= 0.62 * self._height / max(float(np.ptp(points[:, 0])), 1.0)
        low, high = points.min(axis=0), points.max(axis=0)
        points += self._target(mark, letter, high - low) - low
        return Outline(points, shape.on, shape.ends)

    def _target(self, mark: _Mark, letter: Outline, size: Floats) -> Floats:
        """Return where the lower left corner of a mark of ``size`` goes."""
        low, high = letter.points.min(axis=0), letter.points.max(axis=0)
        height, gap = self._height, _GAP * self._height
        # A slanted or looped letter has its middle elsewhere above than below.
        upper = _middle(letter.points, letter.points[:, 1] > high[1] - 0.45 * height)
        lower = _middle(letter.points, letter.points[:, 1] < min(low[1], 0.0) + 0.3 * height)
        stem = _middle(letter.points, letter.points[:, 0] < low[0] + 0.3 * (high[0] - low[0]))
        middle = (low[1] + high[1]) / 2
        half = size / 2
        corners = {
            "above": (upper - half[0], high[1] + gap),
            "below": (lower - half[0], min(low[1], 0.0) - gap - size[1]),
            "hanging": (lower - half[0], low[1] - 0.82 * size[1]),
            "tail": (high[0] - 0.75 * size[0], low[1] - 0.78 * size[1]),
            "horn": (high[0] - 0.35 * size[0], min(high[1], 1.2 * height) - 0.55 * size[1]),
            "high": (upper - half[0], high[1] - 0.42 * (high[1] - height) - half[1]),
            "left": (stem - half[0], middle - half[1]),
            "stem": (stem - half[0], middle - half[1]),
            "across": ((low[0] + high[0]) / 2 - half[0], middle - half[1]),
            "through": ((low[0] + high[0]) / 2 - half[0], middle - half[1]),
            "beside": (high[0] + 0.06 * height, high[1] - size[1]),
        }
        return np.array(corners[mark.where])


def _turned(shape: Outline, turn: str) -> Outline:
    points = shape.points
    if turn == "without its dot":
        return _of([max(_contours(shape), key=lambda part: float(np.ptp(part[0][:, 1])))])
    if turn == "twice":
        aside = Outline(points + (0.9 * np.ptp(points[:, 0]) + 0.1 * np.ptp(points[:, 1]), 0.0), shape.on, shape.ends)
        return _joined(shape, aside)
    if turn == "on its back":
        return Outline(np.stack([-points[:, 1], points[:, 0]], axis=1), shape.on, shape.ends)
    mirror = {"upside down": (1.0, -1.0), "left": (-1.0, 1.0)}.get(turn, (1.0, 1.0))
    return Outline(points * mirror, shape.on, shape.ends)


def _middle(points: Floats, chosen: npt.NDArray[np.bool_]) -> float:
    part = points[chosen, 0] if chosen.any() else points[:, 0]
    return float(part.min() + part.max()) / 2


def _contours(outline: Outline) -> list[tuple[Floats, npt.NDArray[np.bool_]]]:
    firsts = [0, *(end + 1 for end in outline.ends[:-1])]
    return [
        (outline.points[first : end + 1], outline.on[first : end + 1])
        for first, end in zip(firsts, outline.ends, strict=True)
    ]


def _of(parts: list[tuple[Floats, npt.NDArray[np.bool_]]]) -> Outline:
    ends = np.cumsum([len(points) for points, _ in parts]) - 1
    points, on = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Outline(points, on, tuple(ends.tolist()))


def _joined(first: Outline, second: Outline) -> Outline:
    return _of(_contours(first) + _contours(second))
