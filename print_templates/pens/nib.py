"""The pen model: how wide a stroke comes out along its way, and the outline it leaves on paper."""

from dataclasses import dataclass

import numpy as np

from print_templates.hand.chance import Floats

_TURN = np.radians(24.0)  # the direction may change so much between two points of an outline
_SHARP = np.radians(55.0)
_FARTHEST = 44.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Nib:
    """A pen. ``width`` in x-heights; the other values are shares of it.

    ``speed``: how much thinner a fast, straight stroke is than a slow bend (a pen slows with the cube root of
    curvature: Lacquaniti, Terzuolo, Viviani 1983). ``push``: how much heavier a stroke towards the writer is.
    ``lift``: how thin a stroke gets where the pen leaves the paper.
    """

    width: float = 0.128
    speed: float = 0.16
    push: float = 0.07
    lift: float = 0.34


GEL = Nib()


def widths(points: Floats, *, nib: Nib, height: float) -> Floats:
    """Return the width of the stroke at each of ``points``; both in units of which an x-height has ``height``."""
    along = np.gradient(points, axis=0) if len(points) > 2 else np.diff(points, axis=0)[[0, 0]]
    pace = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)
    heading = np.unwrap(np.arctan2(along[:, 1], along[:, 0]))
    bend = np.abs(np.gradient(heading)) / pace * height if len(points) > 2 else np.zeros(len(points))
    slow = np.clip(np.cbrt(bend / 2.5), 0.0, 1.4) - 0.7
    press = -along[:, 1] / pace
    travelled = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    left = travelled[-1] - travelled
    shape = 1 + _even(nib.speed * slow + nib.push * press, 5)
    # A short dab is pressed, not drawn: it has no thin end.
    if travelled[-1] > 0.4 * height:
        shape *= 1 - nib.lift * np.clip(1 - left / (0.34 * height), 0, 1) ** 1.5
        shape *= 1 - 0.14 * np.clip(1 - travelled / (0.10 * height), 0, 1)
    else:
        shape *= 1.26
    return np.asarray(nib.width * height * shape)


def _even(values: Floats, reach: int) -> Floats:
    """A moving mean: ink follows the hand with a delay."""
    padded = np.pad(values, reach, mode="edge")
    return np.convolve(padded, np.ones(2 * reach + 1) / (2 * reach + 1), mode="valid")


def outline(points: Floats, *, nib: Nib, height: float) -> Floats:
    """Return the closed outline of a stroke as control points of a quadratic B-spline, clockwise.

    Ends and sharp corners are round. The outline crosses itself where the stroke does, and inside sharp corners: fill
    it by winding number, not by parity.
    """
    half = widths(points, nib=nib, height=height) / 2
    left: list[Floats] = []
    right: list[Floats] = []
    runs = _runs(points)
    for number, run in enumerate(runs):
        line, reach = points[run], half[run, None]
        normal = _normals(line)
        if number:
            _corner(left, right, line[0], reach[0], normal[0])
        left += list(line + normal * reach)
        right += list(line - normal * reach)
    first, last = _normals(points[runs[0]])[0], _normals(points[runs[-1]])[-1]
    end, start = _cap(points[-1], last, half[-1]), _cap(points[0], -first, half[0])
    return np.array([*left, *end, *right[::-1], *start])


def _corner(left: list[Floats], right: list[Floats], point: Floats, half: Floats, after: Floats) -> None:
    """Round the outer side of a sharp corner; on the inner side go through the corner itself."""
    before = (left[-1] - point) / half
    turns_left = before[0] * after[1] - before[1] * after[0] > 0
    outer, inner, sign = (right, left, -1) if turns_left else (left, right, 1)
    inner.append(point)
    bisector = before + after
    # Straight back: the tip points the way the pen came.
    if np.hypot(*bisector) < 0.3:
        bisector = sign * np.array([before[1], -before[0]])
    tip = sign * bisector / np.hypot(*bisector)
    middle = [sign * before + tip, tip * 1.1, sign * after + tip]
    outer += [point + half * (each / max(float(np.hypot(*each)), 1.0)) for each in middle]


def _cap(point: Floats, normal: Floats, half: float) -> Floats:
    """A round end from the side of ``normal`` over the tip to the other side."""
    ahead = np.array([normal[1], -normal[0]])
    way = np.array([0.92 * normal + 0.62 * ahead, 0.36 * normal + 1.06 * ahead])
    return np.concatenate(
        [point + half * way, (point + half * np.array([-0.36 * normal + 1.06 * ahead, -0.92 * normal + 0.62 * ahead]))]
    )


def _normals(line: Floats) -> Floats:
    """To the left of the way, one for each point."""
    along = np.diff(line, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    both = np.concatenate([along[:1], along[:-1] + along[1:], along[-1:]])
    both /= np.maximum(np.hypot(both[:, 0], both[:, 1]), 1e-9)[:, None]
    return np.stack([-both[:, 1], both[:, 0]], axis=1)


def _runs(points: Floats) -> list[list[int]]:
    """Which of the dense points an outline needs, cut at sharp corners."""
    return bends(points, turn=_TURN, reach=_FARTHEST)


def bends(points: Floats, *, turn: float, reach: float) -> list[list[int]]:
    """Return which of dense ``points`` keep the shape: one per ``turn`` (radians) or ``reach``, cut at corners."""
    steps = np.diff(points, axis=0)
    heading = np.arctan2(steps[:, 1], steps[:, 0])
    turns = np.abs((np.diff(heading) + np.pi) % (2 * np.pi) - np.pi).tolist()
    ways = np.hypot(steps[:, 0], steps[:, 1]).tolist()
    runs, turned, gone = [[0]], 0.0, 0.0
    for number in range(1, len(points) - 1):
        turned += turns[number - 1]
        gone += ways[number - 1]
        sharp = turns[number - 1] > _SHARP
        if sharp or turned > turn or gone > reach:
            runs[-1].append(number)
            turned = gone = 0.0
        if sharp:
            runs.append([number])
    runs[-1].append(len(points) - 1)
    return runs
