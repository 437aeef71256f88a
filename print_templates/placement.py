"""Where each word of a card lands: drift of words and lines as a pure function of the card's reference.

Measures and bands follow one writer of the UCI Character Trajectories data for slant and size, and judgement from
pictures for baseline, margin and gaps. Every draw is bounded, and only exact arithmetic
is used (no library sine, no summation whose order a batch could change), so a card is the same alone and in a run.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from print_templates.data import Preset
from print_templates.hand import chance
from print_templates.hand.chance import Floats, Hashes
from print_templates.hand.hands import Chain
from print_templates.layout import MM, Line

_LINE_DRAWS, _WORD_DRAWS = 16, 8
_LINES_FROM, _WORDS_FROM, _PHASES_FROM = 1 << 10, 1 << 16, 1 << 40
_WAVES_MM = (38.0, 61.0, 97.0)


class Drift(NamedTuple):
    """Standard deviations: ``margin``, ``interline``, ``wave``, ``rise`` in mm, angles in degrees, ``gap`` in ems."""

    margin: float
    interline: float
    slope: float
    wave: float
    turn: float
    lean: float
    rise: float
    gap: float
    size: float


DRIFTS: dict[Preset, Drift] = {
    "neat": Drift(0.55, 0.19, 0.38, 0.16, 0.35, 1.0, 0.05, 0.026, 0.010),
    "natural": Drift(0.80, 0.26, 0.50, 0.20, 0.60, 1.4, 0.08, 0.034, 0.018),
    "lively": Drift(1.00, 0.34, 0.58, 0.25, 0.80, 1.8, 0.10, 0.038, 0.026),
}


def place_words(cards: Sequence[tuple[str, Sequence[Line]]], *, chain: Chain) -> Floats:
    """Return the text matrix (a b c d e f, points) of every word of every card, shape (words, 6), in order.

    A card is its reference with its lines. Shifts of words do not add up along a line: each is measured from where
    layout put the word.
    """
    drift = DRIFTS[chain.preset]
    lines = [line for _, card in cards for line in card]
    if not lines:
        return np.zeros((0, 6))
    seeds = np.array([chance.card_seed(reference) for reference, _ in cards], dtype=np.uint64)
    counts = [len(card) for _, card in cards]
    owner = np.repeat(np.arange(len(cards)), counts)
    place = np.concatenate([np.arange(count) for count in counts]) if counts else np.zeros(0, dtype=np.int64)
    rows = _rows(lines, seeds[owner], seeds, place, owner, drift)
    return _words(lines, rows, seeds[owner], place, drift, chain.space)


class _Rows(NamedTuple):
    x: Floats
    y: Floats
    size: Floats
    slope: Floats
    phases: Floats
    heights: Floats


def _draws(seeds: Hashes, first: npt.NDArray[np.int64], count: int) -> Floats:
    counters = (first[:, None] + np.arange(count)).astype(np.uint64)
    return chance.gaussians(seeds[:, None], counters=counters)


def _rows(
    lines: Sequence[Line],
    seeds: Hashes,
    cards: Hashes,
    place: npt.NDArray[np.int64],
    owner: npt.NDArray[np.int64],
    drift: Drift,
) -> _Rows:
    draws = _draws(seeds, _LINES_FROM + place * _LINE_DRAWS, 6)
    whole = _draws(cards, np.zeros(len(cards), dtype=np.int64), 4)[owner]
    counters = (_PHASES_FROM + place[:, None] * 4 + np.arange(3)).astype(np.uint64)
    phases = chance.uniforms(seeds[:, None], counters=counters)
    margin = _walk(draws[:, 0], place) * drift.margin * MM
    x = np.array([line.x for line in lines]) + np.clip(margin, -2.2 * drift.margin * MM, 2.2 * drift.margin * MM)
    y = np.array([line.y for line in lines]) + np.clip(draws[:, 1], -2, 2) * drift.interline * MM
    slope = np.clip(0.35 * drift.slope * (1 + whole[:, 0]) + drift.slope * draws[:, 2], -1.6, 1.6)
    heights = (1 + 0.3 * np.clip(draws[:, 3:6], -2, 2)) * (drift.wave * MM * np.sqrt(2 / 3))
    return _Rows(x, y, np.array([line.size for line in lines]), np.radians(slope), phases, heights)


def _walk(draws: Floats, place: npt.NDArray[np.int64]) -> Floats:
    """A margin that wanders: each line remembers 60 % of the one before (standard deviation 1)."""
    walked = 0.8 * draws
    for step in range(1, int(place.max()) + 1):
        at = np.flatnonzero(place == step)
        walked[at] += 0.6 * walked[at - 1]
    return walked


def _swing(turns: Floats) -> tuple[Floats, Floats]:
    """A wave of height 1 and its slope per turn, made of parabolas: smooth as a sine to the eye, but exact."""
    u = 2 * (turns - np.floor(turns)) - 1
    return 4 * u * (1 - np.abs(u)), 8 * (1 - 2 * np.abs(u))


def _offsets(width: Floats, counts: npt.NDArray[np.int64], space: float) -> Floats:
    """Return how far each word starts from its line's first, in ems; exact, because widths are whole parts of 2^20."""
    ends = np.cumsum(width + space)
    starts = ends - width - space
    return np.asarray(starts - np.repeat(starts[np.cumsum(counts) - counts], counts))


def _words(
    lines: Sequence[Line], rows: _Rows, seeds: Hashes, place: npt.NDArray[np.int64], drift: Drift, space: float
) -> Floats:
    counts = np.array([len(line.words) for line in lines])
    row = np.repeat(np.arange(len(lines)), counts)
    column = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    width = np.array([word.width for line in lines for word in line.words])
    offset = _offsets(width, counts, space) * rows.size[row]
    half = width * rows.size[row] / 2
    free = np.array([not word.steady for line in lines for word in line.words], dtype=np.float64)
    draws = np.clip(_draws(seeds[row], _WORDS_FROM + (place[row] * 64 + column) * _WORD_DRAWS, 5), -2.4, 2.4)
    middle = offset + half
    turns = middle[:, None] / (np.array(_WAVES_MM) * MM) + rows.phases[row]
    wave, steep = _swing(turns)
    bent = (wave * rows.heights[row]).sum(axis=1)
    wave_slope = (steep * rows.heights[row] / (np.array(_WAVES_MM) * MM)).sum(axis=1)
    slope = rows.slope[row]
    turn = slope + 0.7 * wave_slope + np.radians(drift.turn) * draws[:, 0] * free
    growth = drift.size * draws[:, 1]
    size = rows.size[row] * (1 + growth)
    lean = np.radians(drift.lean) * draws[:, 2] * free
    gap = np.where(column > 0, drift.gap * np.clip(draws[:, 3], -1.8, 1.8), 0.0) * rows.size[row]
    # A long word that is written larger takes its room on both sides, else it would run into the next one.
    x = rows.x[row] + offset + gap - growth * half
    y = rows.y[row] + slope * (middle - 40 * MM) + bent + drift.rise * MM * draws[:, 4] * free - turn * half
    return np.stack([size, size * turn, size * (lean - turn), size, x, y], axis=1)
