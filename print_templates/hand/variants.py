"""Every glyph of a hand, drawn 32 times by a slightly different hand: warped outlines, baked and cached by font hash.

Both edges of a stroke move with one smooth field, so a stroke bends like a pen line (Devroye & McDougall 1995, "Random
fonts for the simulation of handwriting"). Each variant follows from font hash, preset, glyph and number alone.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from print_templates.data import Preset
from print_templates.hand import chance
from print_templates.hand.codes import CAPACITY
from print_templates.hand.composing import COMPOSABLE, Outline
from print_templates.hand.fonts import Face, Floats
from print_templates.hand.kept import KeptGlyphs, read_kept, write_kept
from print_templates.hand.truetype import PackedGlyph, pack_record

log = logging.getLogger(__name__)

VERSION = 9  # of the drawings: part of every name under which they are kept or called
_CHANCE = 8  # of what they are drawn by
VARIANTS = 32
_WAVES = 6
_SPREAD_OF_DOTS = 0.22
_SMALL = 0.4  # x-heights: what is smaller is a dot
_TIP = 1.6  # strokes: how wide a dot is at least before it varies
_GRID = 2  # font units: finer than any press shows, and a tenth off the file
_IMPLIED = 2.0  # font units: about a hundredth of a millimetre in print
_NUMBERS = 64  # chance numbers set aside for one variant of one glyph


class Dial(NamedTuple):
    """How far the variants stray, as standard deviations: lengths in x-heights, angles in degrees, ink in strokes."""

    field: float
    scale: float
    slant: float
    turn: float
    rise: float
    ink: float
    spacing: float
    dot: float

    def times(self, stray: float) -> "Dial":
        """Return the dial turned up or down as a whole."""
        return Dial(*(value * stray for value in self))


DIALS: dict[Preset, Dial] = {
    "neat": Dial(0.043, 0.040, 0.8, 0.7, 0.018, 0.020, 0.018, 0.05),
    "natural": Dial(0.056, 0.056, 1.0, 0.9, 0.026, 0.028, 0.024, 0.07),
    "lively": Dial(0.068, 0.070, 1.3, 1.2, 0.034, 0.036, 0.030, 0.09),
}


class Manner(NamedTuple):
    """What sets one hand's variants apart, against the usual.

    ``wave``: how long the bends are (a thin single stroke shows short ones as trembling); ``ink``: how much its ink
    varies; ``stray``: how far the variants stray in all; the letters of a ``joined`` hand keep their ends in place.
    """

    joined: bool = False
    wave: float = 1.0
    ink: float = 1.0
    stray: float = 1.0


@dataclass(eq=False)
class VariantFont:
    """The variants of one face at one preset. Ask :func:`variant_font` for it; it fills itself glyph by glyph."""

    face: Face
    preset: Preset
    manner: Manner
    folder: Path | None
    copies: int = field(init=False)
    dial: Dial = field(init=False)
    _baked: dict[int, tuple[PackedGlyph, ...]] = field(default_factory=dict)
    _ready: dict[int, PackedGlyph] = field(default_factory=dict)
    _saved: int = 0

    def __post_init__(self) -> None:
        # Fewer only in fonts so large that two-byte codes would run out.
        self.copies = max(1, min(VARIANTS, CAPACITY // (self.face.glyph_count + len(COMPOSABLE))))
        self.dial = DIALS[self.preset].times(self.manner.stray)

    @cached_property
    def _kept(self) -> KeptGlyphs:
        """What earlier processes baked; read when the first letter is needed, for most stand-ins write none."""
        return read_kept(self._file())

    @cached_property
    def _line(self) -> float:
        """The usual width of the hand's stroke in font units; 0 where it has none of the letters that tell."""
        gids = [self.face.font.get_nominal_glyph(ord(letter)) for letter in "acemnorsu"]
        widths = sorted(_stroke(self.face.outline(gid)) for gid in gids if gid and len(self.face.outline(gid).points))
        return widths[len(widths) // 2] if widths else 0.0

    def glyph(self, gid: int, *, number: int) -> PackedGlyph:
        """Return variant ``number`` of glyph ``gid``, ready to embed."""
        return self.packed([gid * self.copies + number])[0]

    def packed(self, numbers: Iterable[int]) -> list[PackedGlyph]:
        """Return glyphs ready to embed, each by its number in the embedded font: glyph id x copies + variant."""
        ready = self._ready
        return [ready.get(number) or self._glyph(number) for number in numbers]

    def _glyph(self, number: int) -> PackedGlyph:
        gid, variant = divmod(number, self.copies)
        if gid not in self._kept.rows and gid not in self._baked:
            self._baked[gid] = self._bake(gid)
        own = self._baked.get(gid)
        found = self._ready[number] = own[variant] if own else self._kept.glyph(gid, number=variant)
        return found

    def outlines(self, gid: int) -> tuple[Outline, Floats]:
        """Return the glyph's topology and the points of all variants, shape (copies, n, 2), in font units."""
        base = self._base(gid)
        return base, self._warped(base, gid)

    def _base(self, gid: int) -> Outline:
        whole = _subdivided(self.face.outline(gid), longest=0.4 * self.face.x_height)
        return _dotted(whole, least=_TIP * self._line, height=self.face.x_height)

    def strokes(self, gid: int, *, lines: Sequence[Floats]) -> list[Floats]:
        """Return the centre lines of glyph ``gid``, one for each contour, as all variants draw them.

        Each is of shape (copies, n, 2), in font units; a pen that follows them writes what is printed.
        """
        base = self._base(gid)
        moved = self._warped(base, gid, lines=lines)[:, len(base.points) :]
        return np.split(moved, np.cumsum([len(line) for line in lines])[:-1], axis=1)

    def save(self) -> None:
        """Keep what was baked for the next process. A full or read-only disk costs time only, so it is just logged."""
        path = self._file()
        if path is None or len(self._baked) == self._saved:
            return
        try:
            write_kept(path, {**read_kept(path).all(), **self._baked}, copies=self.copies)
            self._saved = len(self._baked)
        except OSError as problem:
            log.warning("The variants of %s could not be kept in %s: %s", self.face.path.name, path.parent, problem)

    def _file(self) -> Path | None:
        manner = self.manner
        kind = "j" if manner.joined else "w"
        told = f"{self.copies}-{kind}{manner.wave:g}-{manner.ink:g}-{manner.stray:g}-v{VERSION}"
        name = f"hand-{self.face.digest[:20]}-{self.preset}-{told}.glyphs"
        return self.folder / name if self.folder else None

    def _bake(self, gid: int) -> tuple[PackedGlyph, ...]:
        base, moved = self.outlines(gid)
        advances = self._advances(gid)
        glyphs = []
        for number in range(self.copies):
            points = np.rint(moved[number] / _GRID).astype(np.int64) * _GRID
            record = pack_record(points, on=base.on, ends=base.ends)
            bearing = int(points[:, 0].min()) if len(points) else 0
            glyphs.append(PackedGlyph(record, int(advances[number]), bearing))
        return tuple(glyphs)

    def _advances(self, gid: int) -> npt.NDArray[np.int64]:
        advance = self.face.advance(gid)
        if self.manner.joined or not len(self.face.outline(gid).points) or advance == 0:
            return np.full(self.copies, advance, dtype=np.int64)
        drift = _numbers(self, gid, first=_NUMBERS - 1, count=1)[:, 0] * self.dial.spacing * self.face.x_height
        return np.rint(advance + drift).astype(np.int64)

    def _warped(self, base: Outline, gid: int, *, lines: Sequence[Floats] = ()) -> Floats:
        """The points of ``base`` in every variant, and after them those of ``lines``, which move along."""
        bare = np.concatenate([base.points, *lines])
        points, edge = np.broadcast_to(bare, (self.copies, *bare.shape)).copy(), len(base.points)
        if not edge:
            return points
        dial, height, joined = self.dial, self.face.x_height, self.manner.joined
        fade = _joint_fade(bare, advance=self.face.advance(gid), height=height) if joined else None
        shift = _field(self, gid, points=bare / height) * dial.field * height
        shift[:, :edge] += _inked(base, _numbers(self, gid, first=48, count=4)) * (
            dial.ink * self.manner.ink * _stroke(base)
        )
        points += shift if fade is None else shift * fade[None, :, None]
        if not joined:
            dots = _dots(base, _numbers(self, gid, first=52, count=8), height=height) * dial.dot * height
            firsts = np.repeat([0, *(end + 1 for end in base.ends)][: len(lines)], [len(line) for line in lines])
            points += np.concatenate([dots, dots[:, firsts.astype(np.int64)]], axis=1)
            draws = _numbers(self, gid, first=40, count=6)
            points = _slanted(points, draws, dial=dial, height=height, edge=edge)
        return points


def _numbers(font: VariantFont, gid: int, *, first: int, count: int) -> Floats:
    start = chance.seed("variant", _CHANCE, font.face.digest, font.preset, gid)
    counters = np.arange(font.copies, dtype=np.uint64)[:, None] * np.uint64(_NUMBERS)
    return chance.gaussians(start, counters=counters + np.arange(first, first + count, dtype=np.uint64)[None, :])


def _field(font: VariantFont, gid: int, *, points: Floats) -> Floats:
    """Six sine waves per variant, of 0.8 to 2.4 x-heights times the font's ``wave``.

    ``points`` in x-heights, the result in standard deviations.
    """
    start = chance.seed("field", _CHANCE, font.face.digest, gid)
    counters = np.arange(font.copies * _WAVES * 4, dtype=np.uint64)
    draws = chance.uniforms(start, counters=counters).reshape(font.copies, _WAVES, 4)
    length = 0.8 * font.manner.wave * 3.0 ** draws[..., 0]
    along, push, phase = (2 * np.pi * draws[..., number] for number in (1, 2, 3))
    wave = np.stack([np.cos(along), np.sin(along)], axis=-1) * (2 * np.pi / length)[..., None]
    height = np.sin(np.einsum("kwd,nd->kwn", wave, points) + phase[..., None])
    way = np.stack([np.cos(push), np.sin(push)], axis=-1)
    return np.asarray(np.einsum("kwn,kwd->knd", height, way) / np.sqrt(_WAVES / 2))


def _inked(base: Outline, draws: Floats) -> Floats:
    """Move the edge along its normal: a little more or less ink overall, and along the stroke."""
    normals = np.zeros_like(base.points)
    first = 0
    for end in base.ends:
        part = base.points[first : end + 1]
        along = np.roll(part, -1, axis=0) - np.roll(part, 1, axis=0)
        length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)
        normals[first : end + 1] = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None]
        first = end + 1
    span = max(float(np.ptp(base.points, axis=0).max()), 1.0)
    angle = np.pi * (base.points @ np.array([[0.8], [0.6]]))[:, 0] / span
    amount = draws[:, :1] + 1.2 * np.sin(angle[None, :] + np.pi * draws[:, 1:2])
    return np.asarray(amount[..., None] * normals[None])


def _stroke(base: Outline) -> float:
    """The usual width of a stroke: twice the inked area over the length of its edge."""
    firsts = [0, *(end + 1 for end in base.ends[:-1])]
    parts = [base.points[first : end + 1] for first, end in zip(firsts, base.ends, strict=True)]
    edge = sum(float(np.hypot(*(np.roll(part, -1, axis=0) - part).T).sum()) for part in parts)
    return 2 * abs(sum(_area(part) for part in parts)) / max(edge, 1.0)


def _dots(base: Outline, draws: Floats, *, height: float) -> Floats:
    """Move each dot on its own, up to four of them: a pen never lands twice in the same place above an i."""
    moved = np.zeros((len(draws), *base.points.shape))
    if len(base.ends) < 2:
        return moved
    for number, part in enumerate(_small_parts(base, height=height)[:4]):
        moved[:, part] = draws[:, None, 2 * number : 2 * number + 2]
    return moved


def _small_parts(base: Outline, *, height: float) -> list[npt.NDArray[np.int64]]:
    """Return which points make each dot: those of a small contour, and of the hole in it where it is a ring."""
    parts = [np.arange(last + 1, end + 1) for last, end in pairwise((-1, *base.ends))]
    areas = [_area(base.points[part]) for part in parts]
    outer = np.sign(max(areas, key=abs, default=0.0))
    holes = [part for part, area in zip(parts, areas, strict=True) if area * outer <= 0]
    return [
        np.concatenate([part, *(hole for hole in holes if _inside(base.points[hole], base.points[part]))])
        for part, area in zip(parts, areas, strict=True)
        if np.ptp(base.points[part], axis=0).max() < 0.5 * height and area * outer > 0
    ]


def _inside(inner: Floats, outer: Floats) -> bool:
    return bool((inner.min(axis=0) >= outer.min(axis=0)).all() and (inner.max(axis=0) <= outer.max(axis=0)).all())


def _dotted(base: Outline, *, least: float, height: float) -> Outline:
    """Return the outline with faint dots as wide as ``least``: in print they would be missed. Specks stay specks."""
    points = base.points.copy()
    for part in _small_parts(base, height=height):
        low, high = points[part].min(axis=0), points[part].max(axis=0)
        if least / 2 < (size := float((high - low).max())) < least:
            points[part] = (points[part] - (low + high) / 2) * (least / size) + (low + high) / 2
    return base._replace(points=points)


def _area(points: Floats) -> float:
    x, y = points[:, 0], points[:, 1]
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2


def _slanted(points: Floats, draws: Floats, *, dial: Dial, height: float, edge: int) -> Floats:
    """Lean and stretch each variant about the middle of its outline, the first ``edge`` points."""
    low, high = points[0, :edge].min(axis=0), points[0, :edge].max(axis=0)
    middle, size = (low + high) / 2, float((high - low).max())
    draws = np.clip(draws, -2.4, 2.4)
    across, upwards, rise = dial.scale * draws[:, 0], dial.scale * draws[:, 1], dial.rise
    if size < _SMALL * height:
        # Small marks vary more in proportion: no two full stops of a pen are of one size, none is less than its tip.
        across, upwards = (_SPREAD_OF_DOTS * np.maximum(draws[:, axis], -0.5) for axis in (0, 1))
        rise = 2 * dial.rise
    else:
        middle[1] = height / 2
    wide, tall = np.exp(across), np.exp(upwards)
    lean = np.tan(np.radians(dial.slant) * draws[:, 2])
    turn = np.radians(dial.turn) * draws[:, 3]
    matrix = np.stack([wide * np.cos(turn), lean - np.sin(turn), np.sin(turn), tall * np.cos(turn)], axis=-1)
    shifted = np.einsum("kij,knj->kni", matrix.reshape(-1, 2, 2), points - middle) + middle
    shifted[..., 1] += (draws[:, 4] * rise * height)[:, None]
    return np.asarray(shifted)


def _joint_fade(points: Floats, *, advance: int, height: float) -> Floats:
    """Leave the ends of joined letters where they are (35 % of an x-height), so that joins stay closed."""
    edge = np.minimum(points[:, 0], advance - points[:, 0])
    return np.asarray(np.clip(edge / (0.35 * height), 0.0, 1.0))


def _subdivided(outline: Outline, *, longest: float) -> Outline:
    """Return the outline with long segments halved and lines made curves, so that straight strokes can bend too.

    A point on the curve midway between two controls is left out, as TrueType allows: it follows from them, the curve
    stays smooth there when they move, and the font gets smaller by a third.
    """
    points: list[Floats] = []
    on: list[bool] = []
    ends: list[int] = []
    first = 0
    for end in outline.ends:
        contour = _Contour(outline.points[first : end + 1], outline.on[first : end + 1], longest)
        kept = _told(np.array(contour.points), np.array(contour.on, dtype=np.bool_))
        points.extend(np.array(contour.points)[kept])
        on.extend(np.array(contour.on)[kept])
        ends.append(len(points) - 1)
        first = end + 1
    return Outline(np.array(points).reshape(-1, 2), np.array(on, dtype=np.bool_), tuple(ends))


def _told(points: Floats, on: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which points of one contour have to be told; the first one always is."""
    before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
    off = np.abs(points - (before + after) / 2).max(axis=1)
    implied = on & ~np.roll(on, 1) & ~np.roll(on, -1) & (off <= _IMPLIED)
    implied[0] = False
    return np.asarray(~implied)


class _Contour:
    def __init__(self, points: Floats, on: npt.NDArray[np.bool_], longest: float) -> None:
        self.points: list[Floats] = []
        self.on: list[bool] = []
        self._longest = longest
        size, place = len(points), 0
        while place < size:
            nxt = (place + 1) % size
            if on[nxt]:
                self._curve(points[place], (points[place] + points[nxt]) / 2, points[nxt], line=True)
                place += 1
            else:
                self._curve(points[place], points[nxt], points[(place + 2) % size], line=False)
                place += 2

    def _curve(self, start: Floats, control: Floats, end: Floats, *, line: bool) -> None:
        length = float(np.hypot(*(control - start)) + np.hypot(*(end - control)))
        if length > self._longest:
            left, right = (start + control) / 2, (control + end) / 2
            self._curve(start, left, (left + right) / 2, line=line)
            self._curve((left + right) / 2, right, end, line=line)
            return
        bends = not line or length > self._longest / 3
        self.points += [start, control] if bends else [start]
        self.on += [True, False] if bends else [True]


@lru_cache(maxsize=32)
def variant_font(face: Face, *, preset: Preset, manner: Manner, folder: Path | None) -> VariantFont:
    """Return the variants of ``face``, kept in ``folder`` between runs (``None``: kept in memory only)."""
    return VariantFont(face, preset, manner, folder)
