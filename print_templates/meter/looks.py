"""How natural the handwriting on a page looks, measured on the page alone: any PDF can be held against the bands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from print_templates.layout import MM
from print_templates.meter.ink import Floats, Grey, compare
from print_templates.meter.naturalness import TWIN
from print_templates.meter.reading import Letter

LEAST_LETTERS = 60  # fewer say nothing about a hand
X_LETTERS = frozenset("acemnorsuvwxzасеуогхикнмтяпвш")
_CARD = 9  # x-heights from one line to the next between which there must be the edge of a card
_ASIDE = 18  # x-heights to the right in which there must be one too: no gap is so wide, nor a blank for a name
_EVEN = 0.15  # of the usual pitch: a step that is off by more is one between paragraphs
_NEAR = 6 * MM  # lines that start so near to one another share a margin

BANDS: Mapping[str, tuple[float, float]] = {
    "twin_share": (0.0, 0.0),
    "shape_distance": (0.025, 0.10),
    "height_cv": (0.04, 0.12),
    "width_cv": (0.05, 0.16),
    "lean_sd": (2.0, 9.0),
    "baseline_sd_mm": (0.12, 0.40),
    "slope_sd": (0.25, 1.2),
    "margin_sd_mm": (0.3, 1.5),
    "interline_sd_mm": (0.12, 0.6),
    "gap_cv": (0.05, 0.30),
}
"""Where a person's writing lies, as ``Looks`` measures it: edges meet nearer than points that belong together do, so
the 0.10 x-heights of one writer (UCI Character Trajectories, CC BY) are about 0.055 here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Measures of one card's handwriting. Lengths in x-heights unless named mm; angles in degrees; cv: deviation/mean.

    What cannot be told from so few lines is not a number.
    """

    twin_share: float
    shape_distance: float
    height_cv: float
    width_cv: float
    lean_sd: float
    baseline_sd_mm: float
    slope_sd: float
    margin_sd_mm: float
    interline_sd_mm: float
    gap_cv: float


def x_height(letters: Sequence[Letter]) -> float:
    """Return the median height in points of the letters without ascender or descender; 0 where there are none."""
    heights = [letter.box[3] - letter.box[1] for letter in letters if letter.text in X_LETTERS]
    return float(np.median(heights)) if heights else 0.0


def cards(letters: Sequence[Letter]) -> Iterator[tuple[Letter, ...]]:
    """Yield the letters of each card of a sheet: another begins where the pen goes up, far down or far to the right."""
    unit, card = x_height(letters), list[Letter]()
    for letter in letters:
        if card:
            rise, aside = letter.y - card[-1].y, letter.x - card[-1].x
            if not -_CARD * unit < rise < 3 * unit or aside > _ASIDE * unit:
                yield tuple(card)
                card = []
        card.append(letter)
    if card:
        yield tuple(card)


def looks(letters: Sequence[Letter], *, picture: Grey, height: float) -> Looks | None:
    """Return the measures of ``letters`` of one hand, ``None`` when they are too few.

    ``picture`` is the page at :data:`ink.DPI`, ``height`` the page's in points.
    """
    unit = x_height(letters)
    if not unit or sum(not letter.blank for letter in letters) < LEAST_LETTERS:
        return None
    apart = compare(letters, picture=picture, height=height, x_height=unit)
    rows = list(_rows(letters, unit))
    fits = [_fit(row) for row in rows if sum(letter.blank for letter in row) >= 3]
    return Looks(
        twin_share=float(np.mean(apart.nearest < TWIN)),
        shape_distance=float(np.median(apart.pairs)),
        height_cv=_spread(letters, 1),
        width_cv=_spread(letters, 0),
        lean_sd=apart.lean,
        baseline_sd_mm=_deviation(np.concatenate([left for _, left in fits]) if fits else np.zeros(0)) / MM,
        slope_sd=_deviation(np.degrees([slope for slope, _ in fits])),
        margin_sd_mm=_margin(rows) / MM,
        interline_sd_mm=_interline(rows) / MM,
        gap_cv=_gaps(rows),
    )


def _deviation(values: Floats) -> float:
    return float(np.std(values)) if len(values) > 1 else float("nan")


def _rows(letters: Sequence[Letter], unit: float) -> Iterator[list[Letter]]:
    """Yield the lines: a new one starts where the pen goes back to the left, and down."""
    row: list[Letter] = []
    for letter in letters:
        if row and letter.x < row[-1].x - unit and letter.y < row[-1].y - unit:
            yield row
            row = []
        row.append(letter)
    if row:
        yield row


def _fit(row: Sequence[Letter]) -> tuple[float, Floats]:
    """The slope of a line of letters, and how far each stands off it (points)."""
    x, y = (np.array([getattr(letter, axis) for letter in row if not letter.blank]) for axis in "xy")
    slope, base = np.polyfit(x, y, 1)
    return float(slope), np.asarray(y - slope * x - base)


def _spread(letters: Sequence[Letter], axis: int) -> float:
    groups: dict[tuple[str, str], list[float]] = {}
    for letter in letters:
        if letter.text.isalnum():
            groups.setdefault((letter.font, letter.text), []).append(letter.box[axis + 2] - letter.box[axis])
    spans = [span for span in groups.values() if len(span) > 3 and np.mean(span) > 0]
    return float(np.median([np.std(span, ddof=1) / np.mean(span) for span in spans])) if spans else float("nan")


def _margin(rows: Sequence[Sequence[Letter]]) -> float:
    starts = np.array([row[0].x for row in rows])
    return _deviation(starts[np.abs(starts - np.median(starts)) < _NEAR])


def _interline(rows: Sequence[Sequence[Letter]]) -> float:
    """How far lines stand from an even pitch: from steps near the usual one, each of which errs at both ends."""
    levels = [float(np.mean([letter.y for letter in row if not letter.blank] or [row[0].y])) for row in rows]
    steps = np.array([above - below for above, below in pairwise(levels)])
    usual = steps[np.abs(steps / np.median(steps) - 1) < _EVEN] if len(steps) else steps
    return _deviation(usual) / 2**0.5


def _gaps(rows: Sequence[Sequence[Letter]]) -> float:
    """Deviation over mean of the gaps between words, from where a space begins to where the next letter does."""
    gaps = [after.x - before.x for row in rows for before, after in pairwise(row) if before.blank and not after.blank]
    return float(np.std(gaps) / np.mean(gaps)) if len(gaps) > 2 and np.mean(gaps) > 0 else float("nan")
