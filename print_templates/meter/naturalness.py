"""Naturalness of a note as numbers, computed from what is drawn: placement matrices and glyph outlines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from print_templates.data import Note
from print_templates.hand.chance import Floats
from print_templates.hand.hands import Chain, open_hand
from print_templates.handwriting import glyph_numbers
from print_templates.layout import MM, Line
from print_templates.pieces.note import draw_note
from print_templates.placement import place_words

TWIN = 0.01  # x-heights; two letters closer than this look printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Naturalness:
    """Measures of one note. Lengths in x-heights unless named mm; angles in degrees; cv is deviation over mean.

    Human yardstick (one writer, UCI Character Trajectories, CC BY; Williams et al. 2006): shape distance 0.10, height
    cv 0.10, width cv 0.095, slant deviation 3.0. A plain font has 0 everywhere and a twin share of 1.
    """

    twin_share: float
    closest_p5: float
    shape_distance: float
    height_cv: float
    width_cv: float
    slant_sd: float
    baseline_sd_mm: float
    slope_sd: float
    slope_max: float
    margin_sd_mm: float
    interline_sd_mm: float
    gap_cv: float


def measure(note: Note, *, cache: Path | None = None) -> Naturalness:
    """Return the measures of ``note`` as it would be printed; raises :class:`CannotPrint` when it would be refused."""
    chain = open_hand(note.hand, cache=cache)
    lines = draw_note(note, chain=chain).lines
    matrices = place_words([(note.reference, lines)], chain=chain)
    numbers = glyph_numbers([(note.reference, lines)], chain=chain)
    letters = list(_letters(lines, matrices, numbers.tolist(), chain))
    distances, nearest = _distances(letters)
    rows = _rows(lines, matrices)
    slopes = np.degrees([row.slope for row in rows])
    return Naturalness(
        twin_share=float(np.mean(nearest < TWIN)),
        closest_p5=float(np.percentile(nearest, 5)),
        shape_distance=float(np.median(distances)),
        height_cv=_cv(letters, axis=1),
        width_cv=_cv(letters, axis=0),
        slant_sd=_slant(letters),
        baseline_sd_mm=float(np.std(np.concatenate([row.residuals for row in rows]))) / MM,
        slope_sd=float(np.std(slopes)),
        slope_max=float(np.abs(slopes).max()),
        margin_sd_mm=_margin(lines, matrices),
        interline_sd_mm=_interline(lines, matrices),
        gap_cv=_gaps(lines, matrices, numbers.tolist(), chain),
    )


@dataclass(frozen=True, slots=True)
class _Letter:
    glyph: tuple[int, int]
    text: str
    base: Floats
    points: Floats


def _letters(lines: Sequence[Line], matrices: Floats, numbers: list[int], chain: Chain) -> Iterator[_Letter]:
    """Yield every handwritten letter as drawn, in x-heights and centred; a full stop is no letter."""
    outlines: dict[tuple[int, int], tuple[Floats, Floats]] = {}
    place = 0
    for word, matrix in zip((word for line in lines for word in line.words), matrices, strict=True):
        linear = matrix[:4].reshape(2, 2) / matrix[0]
        for pen_number, glyph in word.glyphs:
            pen, number = chain.pens[pen_number], numbers[place]
            place += 1
            if pen.variants is None or not glyph.text.isalnum():
                continue
            key = (pen_number, glyph.gid)
            if key not in outlines:
                base, moved = pen.variants.outlines(glyph.gid)
                outlines[key] = (base.points / pen.face.x_height, moved / pen.face.x_height)
            base_points, variants = outlines[key]
            points = variants[number % pen.copies] @ linear * (matrix[0] / matrices[0, 0])
            yield _Letter(key, glyph.text, base_points - base_points.mean(axis=0), points - points.mean(axis=0))


def _groups(letters: Sequence[_Letter], *, least: int) -> Iterator[list[_Letter]]:
    groups: dict[tuple[int, int], list[_Letter]] = {}
    for letter in letters:
        groups.setdefault(letter.glyph, []).append(letter)
    yield from (group for group in groups.values() if len(group) >= least)


def _distances(letters: Sequence[_Letter]) -> tuple[Floats, Floats]:
    """Root mean square distance of each pair of the same glyph, and of each letter to its nearest twin."""
    pairs: list[Floats] = []
    nearest: list[Floats] = []
    for group in _groups(letters, least=2):
        points = np.array([letter.points for letter in group])
        apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=-1).mean(axis=-1))
        pairs.append(apart[np.triu_indices(len(group), 1)])
        nearest.append((apart + np.eye(len(group)) * 9).min(axis=1))
    return np.concatenate(pairs), np.concatenate(nearest)


def _cv(letters: Sequence[_Letter], *, axis: int) -> float:
    spans = [[float(np.ptp(letter.points[:, axis])) for letter in group] for group in _groups(letters, least=4)]
    return float(np.median([np.std(span, ddof=1) / np.mean(span) for span in spans]))


def _slant(letters: Sequence[_Letter]) -> float:
    leans = []
    for group in _groups(letters, least=4):
        fits = [np.linalg.lstsq(letter.base, letter.points, rcond=None)[0] for letter in group]
        angles = np.degrees([np.arctan2(fit[1, 0], fit[1, 1]) for fit in fits])
        leans.append(np.std(angles, ddof=1))
    return float(np.median(leans))


@dataclass(frozen=True, slots=True)
class _Row:
    slope: float
    residuals: Floats


def _rows(lines: Sequence[Line], matrices: Floats) -> list[_Row]:
    """The line each row of at least four words follows, and how far the words' middles stand off it (points)."""
    rows, place = [], 0
    for line in lines:
        part = matrices[place : place + len(line.words)]
        place += len(line.words)
        if len(line.words) < 4:
            continue
        half = np.array([word.width for word in line.words]) * part[:, 0] / 2
        x, y = part[:, 4] + half, part[:, 5] + part[:, 1] / part[:, 0] * half
        slope, height = np.polyfit(x, y, 1)
        rows.append(_Row(float(slope), y - slope * x - height))
    return rows


def _firsts(lines: Sequence[Line]) -> list[int]:
    return [0, *np.cumsum([len(line.words) for line in lines])[:-1].tolist()]


def _margin(lines: Sequence[Line], matrices: Floats) -> float:
    shifts = [matrices[first, 4] - line.x for first, line in zip(_firsts(lines), lines, strict=True)]
    return float(np.std(shifts)) / MM


def _interline(lines: Sequence[Line], matrices: Floats) -> float:
    """How far the lines stand from an even pitch, each line taken as the mean height of its words."""
    shifts = []
    for first, line in zip(_firsts(lines), lines, strict=True):
        part = matrices[first : first + len(line.words)]
        half = np.array([word.width for word in line.words]) * part[:, 0] / 2
        shifts.append(float(np.mean(part[:, 5] + part[:, 1] / part[:, 0] * half)) - line.y)
    return float(np.std(shifts)) / MM


def _gaps(lines: Sequence[Line], matrices: Floats, numbers: list[int], chain: Chain) -> float:
    """Deviation over mean of the gaps between words, with the letters' own advances as drawn."""
    gaps, place, glyph_place = [], 0, 0
    for line in lines:
        ends = []
        for word in line.words:
            width = word.width
            for pen_number, glyph in word.glyphs:
                pen, number = chain.pens[pen_number], numbers[glyph_place]
                glyph_place += 1
                if pen.variants:
                    drawn = pen.variants.glyph(glyph.gid, number=number % pen.copies).advance
                    width += (drawn - pen.face.advance(glyph.gid)) * pen.scale / pen.face.units
            ends.append(matrices[place, 4] + width * matrices[place, 0])
            place += 1
        starts = matrices[place - len(ends) : place, 4].tolist()
        gaps += [start - end for (end, _), (_, start) in zip(pairwise(ends), pairwise(starts), strict=True)]
    return float(np.std(gaps) / np.mean(gaps))
