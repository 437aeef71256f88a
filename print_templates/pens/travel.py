"""The way between strokes: an order in which a machine's pen travels little, and how long a card takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from print_templates.hand.chance import Floats

Ends = npt.NDArray[np.complex128]
Order = npt.NDArray[np.int64]

_ROUNDS = 12
_WORTH = 1e-6  # mm; less is rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast a machine writes: speeds in mm/s, acceleration in mm/s², ``lift`` and ``lower`` of the pen in seconds.

    The defaults are careful ones for a pen plotter of the desk-top kind.
    """

    draw: float = 60.0
    travel: float = 150.0
    acceleration: float = 1500.0
    lift: float = 0.12
    lower: float = 0.16


@dataclass(frozen=True, slots=True)
class Effort:
    """What a card costs: mm of ink, mm of travel above the paper, and seconds in all."""

    ink: float
    travel: float
    seconds: float


def shortened(strokes: Sequence[Floats]) -> tuple[Floats, ...]:
    """Return ``strokes`` in an order, some of them backwards, in which a pen that starts and ends at 0, 0 travels less.

    The nearest end comes next; then stretches are turned around as long as that shortens the way (2-opt, Croes 1958).
    """
    if not strokes:
        return ()
    ends = np.array([(complex(*stroke[0]), complex(*stroke[-1])) for stroke in strokes])
    order = _nearest_first(ends)
    for _ in range(_ROUNDS):
        if not _turn_around(ends, order):
            break
    return tuple(strokes[number][::-1] if back else strokes[number] for number, back in order.tolist())


def _nearest_first(ends: Ends) -> Order:
    """Return stroke numbers, each with whether it is written backwards."""
    left, here, order = ends.copy(), 0j, np.zeros((len(ends), 2), dtype=np.int64)
    for place in range(len(ends)):
        number, end = divmod(int(np.abs(left - here).argmin()), 2)
        order[place] = number, end
        here = ends[number, 1 - end]
        left[number] = np.inf
    return order


def _turn_around(ends: Ends, order: Order) -> bool:
    """Turn every stretch around that shortens the way; return whether one did."""
    better = False
    starts = np.append(ends[order[:, 0], order[:, 1]], 0)
    stops = ends[order[:, 0], 1 - order[:, 1]]
    for first in range(len(order)):
        before = stops[first - 1] if first else 0
        now = abs(before - starts[first]) + np.abs(stops[first:] - starts[first + 1 :])
        saved = now - np.abs(before - stops[first:]) - np.abs(starts[first] - starts[first + 1 :])
        last = first + int(saved.argmax())
        if saved[last - first] > _WORTH:
            part = slice(first, last + 1)
            order[part] = order[part][::-1] ^ (0, 1)
            starts[part], stops[part] = stops[part][::-1].copy(), starts[part][::-1].copy()
            better = True
    return better


def _length(ways: Floats) -> Floats:
    return np.asarray(np.hypot(ways[..., 0], ways[..., 1]))


def effort(strokes: Sequence[Floats], *, pace: Pace) -> Effort:
    """Return what ``strokes`` (mm) cost in this order, from 0, 0 and back."""
    ink = [float(_length(np.diff(stroke, axis=0)).sum()) for stroke in strokes]
    stops = np.array([(0.0, 0.0), *(stroke[-1] for stroke in strokes)])
    starts = np.array([*(stroke[0] for stroke in strokes), (0.0, 0.0)])
    moves = _length(starts - stops).tolist()
    seconds = sum(_seconds(way, pace.draw, pace.acceleration) for way in ink)
    seconds += sum(_seconds(way, pace.travel, pace.acceleration) for way in moves)
    return Effort(sum(ink), sum(moves), seconds + len(strokes) * (pace.lift + pace.lower))


def _seconds(way: float, speed: float, acceleration: float) -> float:
    """From rest to rest: speed up, go, slow down; a short way never reaches full speed."""
    ramps = speed * speed / acceleration
    return way / speed + speed / acceleration if way > ramps else 2 * sqrt(way / acceleration)
