"""How far two letters of one kind stand apart, measured in the ink of a rendered page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from print_templates.meter.reading import Letter

Grey = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
DPI = 600
_DARK = 128
_POINTS = 32  # of one letter's edge that are compared with all of another's
_KEPT = 0.85  # of them, the nearest: the rest may be a neighbour's ink that reaches into the letter's box
_MOST = 16  # letters of one kind on a page that are compared with one another


@dataclass(frozen=True, slots=True)
class Apart:
    """Of the letters that come more than once: the distances of all pairs, each one's nearest, and how they lean.

    Distances in x-heights, edge to edge; leans in degrees, their deviation within a kind of letter.
    """

    pairs: Floats
    nearest: Floats
    lean: float


def compare(letters: Sequence[Letter], *, picture: Grey, height: float, x_height: float) -> Apart:
    """Return how far like letters stand apart; ``picture`` is the page at ``DPI``, ``height`` its height in points."""
    pairs: list[float] = []
    nearest: list[float] = []
    leans: list[float] = []
    unit = x_height * DPI / 72
    for group in _groups(letters).values():
        shapes = [shape for letter in group[:_MOST] if len(shape := _ink(letter, picture, height)) > _POINTS]
        edges = [_edge(shape) / unit for shape in shapes]
        near = np.full(len(edges), np.inf)
        for (one, first), (other, second) in combinations(enumerate(edges), 2):
            apart = max(_reach(first, second), _reach(second, first))
            pairs.append(apart)
            near[one], near[other] = min(near[one], apart), min(near[other], apart)
        nearest += near[np.isfinite(near)].tolist()
        leans += [float(np.std([_lean(shape) for shape in shapes], ddof=1))] if len(shapes) > 3 else []
    return Apart(np.array(pairs), np.array(nearest), float(np.median(leans)) if leans else 0.0)


def _groups(letters: Sequence[Letter]) -> Mapping[tuple[str, str], list[Letter]]:
    groups: dict[tuple[str, str], list[Letter]] = {}
    for letter in letters:
        if letter.text.isalnum():
            groups.setdefault((letter.font, letter.text), []).append(letter)
    return groups


def _ink(letter: Letter, picture: Grey, height: float) -> Floats:
    """Where the letter's ink is, as x and y (upwards) in dots from its middle."""
    left, bottom, right, top = (edge * DPI / 72 for edge in letter.box)
    above = height * DPI / 72
    rows = slice(max(int(above - top) - 1, 0), max(int(above - bottom) + 2, 0))
    columns = slice(max(int(left) - 1, 0), max(int(right) + 2, 0))
    down, across = np.nonzero(np.pad(picture[rows, columns] < _DARK, 1))
    if not len(down):
        return np.zeros((0, 2))
    points = np.stack([across, -down], axis=1).astype(np.float64)
    return np.asarray(points - points.mean(axis=0))


def _edge(points: Floats) -> Floats:
    """The points that have a neighbour without ink."""
    places = np.rint(points - points.min(axis=0)).astype(np.int64) + 1
    grid = np.zeros(places.max(axis=0) + 2, dtype=np.bool_)
    grid[places[:, 0], places[:, 1]] = True
    inner = grid[:-2, 1:-1] & grid[2:, 1:-1] & grid[1:-1, :-2] & grid[1:-1, 2:]
    return np.asarray(points[~inner[places[:, 0] - 1, places[:, 1] - 1]])


def _reach(first: Floats, second: Floats) -> float:
    """How far points along the edge ``first`` are from ``second`` (root mean square of all but the farthest)."""
    some = first[np.linspace(0, len(first) - 1, _POINTS).astype(np.int64)]
    apart = ((some[:, None] - second[None]) ** 2).sum(axis=-1).min(axis=1)
    return float(np.sqrt(np.sort(apart)[: int(_KEPT * len(apart))].mean()))


def _lean(points: Floats) -> float:
    """How the ink leans, in degrees: how far x goes along with y."""
    x, y = points[:, 0], points[:, 1]
    return float(np.degrees(np.arctan2((x * y).mean(), (y * y).mean())))
