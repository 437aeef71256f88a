"""Points become a smooth pen line: Hobby's splines, drawn as a run of cubic curves and sampled to polylines."""

from collections.abc import Iterable, Sequence
from math import atan2, ceil, cos, hypot, pi, sin, sqrt
from typing import NamedTuple

import numpy as np

from print_templates.hand.chance import Floats


class Knot(NamedTuple):
    """A point a stroke passes through; at a ``corner`` it may turn sharply."""

    x: float
    y: float
    corner: bool = False


def smooth(knots: Sequence[Knot], *, step: float) -> Floats:
    """Return the stroke through ``knots`` as points (n, 2), about ``step`` apart; each knot is one of the points.

    The curve is the one METAFONT draws (Hobby 1986, "Smooth, easy to compute interpolating splines"); corners cut it.
    """
    runs = [_run(part, step) for part in _between_corners(knots)]
    return np.array([runs[0][0], *(point for run in runs for point in run[1:])])


def _between_corners(knots: Sequence[Knot]) -> Iterable[list[complex]]:
    part = [complex(knots[0].x, knots[0].y)]
    for knot in knots[1:]:
        part.append(complex(knot.x, knot.y))
        if knot.corner:
            yield part
            part = part[-1:]
    if len(part) > 1:
        yield part


def _run(points: list[complex], step: float) -> list[tuple[float, float]]:
    """One smooth run between two corners."""
    chords = [end - start for start, end in zip(points, points[1:], strict=False)]
    turns = [0.0, *(_angle(b / a) for a, b in zip(chords, chords[1:], strict=False)), 0.0]
    leaving = _leaving([abs(chord) for chord in chords], turns)
    drawn = [(points[0].real, points[0].imag)]
    for number, chord in enumerate(chords):
        theta, phi = leaving[number], -turns[number + 1] - leaving[number + 1]
        first = points[number] + chord * _turned(theta) * _velocity(theta, phi)
        second = points[number + 1] - chord * _turned(-phi) * _velocity(phi, theta)
        drawn += _sampled((points[number], first, second, points[number + 1]), step)
    return drawn


def _leaving(lengths: list[float], turns: list[float]) -> list[float]:
    """The angle between curve and chord at each point: mock curvature is continuous, ends are near circles (curl 1)."""
    last = len(lengths)
    if last == 1:
        return [0.0, 0.0]
    below, main, above, right = [0.0], [1.0], [1.0], [-turns[1]]
    for k in range(1, last):
        before, after = 1 / lengths[k - 1], 1 / lengths[k]
        below.append(before)
        main.append(2 * (before + after))
        above.append(after)
        right.append(-2 * before * turns[k] - after * turns[k + 1])
    return _solved([*below, 1.0], [*main, 1.0], [*above, 0.0], [*right, 0.0])


def _solved(below: list[float], main: list[float], above: list[float], right: list[float]) -> list[float]:
    """Solve a tridiagonal system (Thomas)."""
    for k in range(1, len(main)):
        factor = below[k] / main[k - 1]
        main[k] -= factor * above[k - 1]
        right[k] -= factor * right[k - 1]
    found = [right[-1] / main[-1]]
    for k in range(len(main) - 2, -1, -1):
        found.append((right[k] - above[k] * found[-1]) / main[k])
    return found[::-1]


def _angle(turn: complex) -> float:
    angle = atan2(turn.imag, turn.real)
    return angle - 2 * pi if angle > pi else angle


def _turned(angle: float) -> complex:
    return complex(cos(angle), sin(angle))


def _velocity(theta: float, phi: float) -> float:
    """How far the control point stands off, as a share of the chord."""
    pull = sqrt(2) * (sin(theta) - sin(phi) / 16) * (sin(phi) - sin(theta) / 16) * (cos(theta) - cos(phi))
    return (2 + pull) / (3 * (1 + (sqrt(5) - 1) / 2 * cos(theta) + (3 - sqrt(5)) / 2 * cos(phi)))


def _sampled(curve: tuple[complex, complex, complex, complex], step: float) -> list[tuple[float, float]]:
    a, b, c, d = curve
    reach = abs(b - a) + abs(c - b) + abs(d - c)
    count = max(1, ceil(reach / step))
    drawn = []
    for place in range(1, count + 1):
        t = place / count
        u = 1 - t
        point = u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d
        drawn.append((point.real, point.imag))
    return drawn


def length(points: Floats) -> float:
    """Return the length of a polyline."""
    return float(sum(hypot(dx, dy) for dx, dy in np.diff(points, axis=0).tolist()))
