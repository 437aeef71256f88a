"""How far apart letters stand: bearings and kerning from the white the eye sees between two shapes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from print_templates.hand.chance import Floats
from print_templates.pens.strokes import X_HEIGHT, StrokeGlyph

_BAND = 10
_BANDS = np.arange(-90, 230, _BAND)
# White counts where most letters have ink; above the x-height only capitals do.
_WEIGHT = np.where((_BANDS >= 0) & (_BANDS <= X_HEIGHT), 1.0, np.where((_BANDS > X_HEIGHT) & (_BANDS < 190), 0.3, 0.0))
_DEEPEST = 36.0  # how far into an open side the eye still sees white that belongs to the gap
_WHITE = 21.0  # on either side of a letter
_LEAST, _CLOSEST, _FARTHEST = 2.0, 22.0, 40.0
_BEFORE_SIGNS = 11.0  # a full stop that touches its word is lost
_LEAST_KERN, _TIGHTEST, _TIGHTEST_SIGN = 5.0, -22.0, -10.0


@dataclass(frozen=True, slots=True)
class Spacing:
    """For glyphs in order: the x where each one's ink starts and ends, and the white to leave before and after it."""

    starts: Floats
    ends: Floats
    before: Floats
    after: Floats
    left: Floats
    right: Floats
    signs: npt.NDArray[np.bool_]

    def advance(self, number: int) -> float:
        """Return how far the pen moves on after glyph ``number``."""
        return float(self.before[number] + self.ends[number] - self.starts[number] + self.after[number])

    def shift(self, number: int) -> float:
        """Return how far the drawn strokes of glyph ``number`` move to the right."""
        return float(self.before[number] - self.starts[number])

    def kerns(self, numbers: Sequence[int], *, after: Sequence[int]) -> Floats:
        """Return what to add between each glyph of ``numbers`` and each of ``after`` that follows it.

        No two shapes stand closer than a pen's width and a half, none far apart.
        """
        edge, back = (self.ends + self.after)[numbers, None], (self.before - self.starts)[after, None]
        near = _nearest(self.right[numbers] - edge, self.left[after] + back)
        near = np.where(self.signs[after] & (near < _FARTHEST), near - _BEFORE_SIGNS, near)
        kerns = np.where(near < _CLOSEST, _CLOSEST - near, np.where(near > _FARTHEST, 0.8 * (_FARTHEST - near), 0.0))
        beside_signs = self.signs[numbers][:, None] | self.signs[after]
        kerns = np.maximum(kerns, np.where(beside_signs, _TIGHTEST_SIGN, _TIGHTEST))
        return np.asarray(np.where(np.abs(kerns) < _LEAST_KERN, 0.0, kerns.round()))


def space_out(glyphs: Mapping[str, StrokeGlyph]) -> Spacing:
    """Return the spacing of ``glyphs``: the white around each is even."""
    left, right = (np.array(sides) for sides in zip(*map(_profiles, glyphs.values()), strict=True))
    starts, ends = np.nanmin(left, axis=1), np.nanmax(right, axis=1)
    before, after = _bearing(left - starts[:, None]), _bearing(ends[:, None] - right)
    signs = np.array([not glyph.text[0].isalnum() for glyph in glyphs.values()])
    return Spacing(starts, ends, before, after, left, right, signs)


def _bearing(depth: Floats) -> Floats:
    """Less white outside a letter that has much of it inside its own outline (an open c, the arm of an r)."""
    seen = np.minimum(np.nan_to_num(depth, nan=_DEEPEST), _DEEPEST)
    return np.asarray(np.maximum(_LEAST, _WHITE - 0.62 * (seen @ _WEIGHT / _WEIGHT.sum())))


def _nearest(right: Floats, left: Floats) -> Floats:
    """The closest approach of each glyph to each that may follow, bands above and below included."""
    near = np.full((len(right), len(left)), np.inf)
    right, left = np.nan_to_num(right, nan=-1e3), np.nan_to_num(left, nan=1e3)
    for move in (-1, 0, 1):
        for band in range(1, len(_BANDS) - 1):
            near = np.minimum(near, left[None, :, band + move] - right[:, None, band])
    return np.where(near > 500, _FARTHEST, near)


def _profiles(glyph: StrokeGlyph) -> tuple[Floats, Floats]:
    """The leftmost and rightmost x in bands of height, NaN where a band is empty."""
    left, right = np.full(len(_BANDS), np.nan), np.full(len(_BANDS), np.nan)
    points = np.concatenate([_dense(stroke) for stroke in glyph.strokes])
    place = np.clip(np.rint((points[:, 1] - _BANDS[0]) / _BAND).astype(np.int64), 0, len(_BANDS) - 1)
    for band in np.unique(place):
        inside = points[place == band, 0]
        left[band], right[band] = inside.min(), inside.max()
    return left, right


def _dense(stroke: Floats) -> Floats:
    """The stroke with points close enough that no band it crosses is missed."""
    parts = np.linspace(0, 1, 4, endpoint=False)[None, :, None]
    filled = stroke[:-1, None] * (1 - parts) + stroke[1:, None] * parts
    return np.concatenate([filled.reshape(-1, 2), stroke[-1:]])
