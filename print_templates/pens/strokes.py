"""A hand drawn by us as strokes: glyphs read from their data, accents put on, slanted, ready to be written by a pen."""

import hashlib
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import radians, tan
from pathlib import Path

import numpy as np

from print_templates.hand.chance import Floats
from print_templates.pens.curves import Knot, smooth

X_HEIGHT, CAP_HEIGHT = 100, 186  # in the units all stroke data is drawn in
STEP = 6.0
Knots = tuple[Knot, ...]
_FOLDER = Path(__file__).parent
_LETTERS = ("small", "capitals", "figures", "russian", "signs", "forms")
_BELOW = "\u0323\u0326\u0327\u0328\u0331"
_HOOK, _HORN = "\u0328", "\u031b"
_SOFT_DOTTED = {"i": "ı", "j": "ȷ", "і": "ı", "ј": "ȷ"}
# Everything Latin and Cyrillic that Unicode composes from a letter and marks.
_COMPOSED = [*range(0xC0, 0x250), *range(0x400, 0x460), *range(0x1E00, 0x1F00)]


@dataclass(frozen=True, slots=True)
class StrokeGlyph:
    """One glyph as a pen writes it: polylines in writing order. ``name`` is its text, with ".1" for a second form."""

    name: str
    strokes: tuple[Floats, ...]

    @property
    def text(self) -> str:
        """What the glyph reads as."""
        return self.name.partition(".")[0] or self.name


@dataclass(frozen=True, slots=True)
class StrokeHand:
    """A drawn hand: its glyphs by name, upright; ``slant`` in degrees; ``digest`` names exactly this drawing."""

    name: str
    slant: float
    glyphs: Mapping[str, StrokeGlyph]
    knots: Mapping[str, tuple[Knots, ...]]
    joins: tuple[tuple[str, str], ...]
    digest: str

    def slanted(self, points: Floats) -> Floats:
        """Return upright ``points`` leaning as the hand leans."""
        lean = tan(radians(self.slant))
        return np.stack([points[:, 0] + lean * points[:, 1], points[:, 1]], axis=1)


@lru_cache(maxsize=1)
def stroke_hands() -> dict[str, Path]:
    """Return the data file of every hand we drew, by name."""
    return {path.stem: path for path in sorted(_FOLDER.glob("*.toml"))}


@lru_cache(maxsize=4)
def read_hand(path: Path) -> StrokeHand:
    """Return the hand in the stroke data file ``path``."""
    content = path.read_bytes()
    data = tomllib.loads(content.decode())
    drawn = _Drawn({name: line for part in _LETTERS for name, line in data.get(part, {}).items()})
    knots = {name: drawn.strokes(name) for name in drawn.lines}
    glyphs = {name: StrokeGlyph(name, sampled(strokes)) for name, strokes in knots.items()}
    marks = {mark: sampled(_stroke_list(line)) for mark, line in data["marks"].items()}
    glyphs |= {glyph.name: glyph for glyph in _accented(glyphs, marks, data["hooks"])}
    digest = hashlib.sha256(content).hexdigest()
    joins = [(a, b) for each in data["joins"] for a in each["first"].split() for b in each["second"].split()]
    return StrokeHand(data["name"], data["slant"], glyphs, knots, tuple(joins), digest)


class _Drawn:
    """The lines of the data, followed where one glyph takes over another's strokes."""

    def __init__(self, lines: dict[str, str]) -> None:
        self.lines = lines

    def strokes(self, name: str) -> tuple[Knots, ...]:
        found: list[Knots] = []
        for part in map(str.strip, self.lines[name].split(" / ")):
            found += self.strokes(part[1:]) if part.startswith("=") else _stroke_list(part)
        return tuple(found)


def sampled(strokes: Iterable[Knots]) -> tuple[Floats, ...]:
    """Return ``strokes`` as polylines, dense enough to stand for the curves."""
    return tuple(smooth(knots, step=STEP) for knots in strokes)


def _stroke_list(line: str) -> tuple[Knots, ...]:
    return tuple(tuple(_knot(point) for point in part.split()) for part in line.split(" / "))


def _knot(text: str) -> Knot:
    x, y = text.removesuffix("!").split(",")
    return Knot(float(x), float(y), text.endswith("!"))


def _accented(
    glyphs: Mapping[str, StrokeGlyph], marks: Mapping[str, tuple[Floats, ...]], hooks: Mapping[str, float]
) -> Iterable[StrokeGlyph]:
    """Yield every letter that the drawn ones and the marks compose, unless it is drawn itself."""
    for code in _COMPOSED:
        base, above = _parts(chr(code))
        if chr(code) in glyphs or base not in glyphs or not above or not set(above) <= set(marks):
            continue
        dotless = any(mark not in _BELOW for mark in above)
        letter = glyphs[_SOFT_DOTTED.get(base, base) if dotless else base]
        for mark in above:
            letter = _marked(letter, mark, marks[mark], hooks.get(base))
        yield replace(letter, name=chr(code))


def _parts(character: str) -> tuple[str, str]:
    """Letter and marks; the horn of a Vietnamese letter belongs to the letter."""
    parts = unicodedata.normalize("NFD", character)
    base, marks = parts[:1], parts[1:]
    if _HORN in marks:
        return unicodedata.normalize("NFC", base + _HORN), marks.replace(_HORN, "")
    return base, marks


def _marked(letter: StrokeGlyph, mark: str, strokes: tuple[Floats, ...], hook: float | None) -> StrokeGlyph:
    points = np.concatenate(letter.strokes)
    low, high = points[:, 1].min(), points[:, 1].max()
    if mark in _BELOW:
        x = hook if mark == _HOOK and hook is not None else _middle(points, 0.0, X_HEIGHT)
        shift = np.array([x, min(low, 0.0) if low < -20 else 0.0])
    else:
        top = max(high, X_HEIGHT)
        shift = np.array([_middle(points, top - 0.6 * X_HEIGHT, top), top])
    return replace(letter, strokes=(*letter.strokes, *(stroke + shift for stroke in strokes)))


def _middle(points: Floats, bottom: float, top: float) -> float:
    """The middle of what a letter shows between two heights: where the eye expects its accent."""
    seen = points[(points[:, 1] >= bottom) & (points[:, 1] <= top + 1)]
    return float(seen[:, 0].min() + seen[:, 0].max()) / 2 if len(seen) else float(points[:, 0].mean())
