"""Where trims stand on a sheet: at the largest size, up to the full one, at which they go with their slugs."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple, get_args

from print_templates.data import SheetName
from print_templates.errors import CannotPrint
from print_templates.layout import MM
from print_templates.sheet.formats import INCH, Format

BLEED = 3 * MM
EDGE, FOOT = 9 * MM, 20 * MM  # room for the marks around a piece that has a page of its own
SHEETS: tuple[SheetName, ...] = get_args(SheetName)
_PAGES = {"a4": (210 * MM, 297 * MM), "letter": (8.5 * INCH, 11 * INCH)}
_GRIDS = {1: ((1, 1),), 2: ((2, 1), (1, 2)), 4: ((2, 2), (1, 4)), 10: ((2, 5),)}
# Four A6 fill A4 to the last millimetre; at 90 % each keeps its bleed, its marks and its slug.
_SCALES = (1.0, 0.95, 0.9, 0.87)
_LOOSE, _TIGHT = 14 * MM, 11 * MM  # room below a trim for its slug
_ASIDE = 13.2 * MM  # room beside a trim for a slug that stands upright
_ACROSS, _DOWN, _DOWN_ALONE = 3.5 * MM, 1.2 * MM, 0.5 * MM


class Sheet(NamedTuple):
    """A sheet as data: page size and the lower left corner of each trim in points; ``scale`` of the pieces.

    ``bleed`` is what each trim has around it without touching its neighbour's; ``aside`` slugs stand upright at the
    outer edges instead of below. A page made for one piece stands ``alone``: the piece's trim is the page's.
    """

    width: float
    height: float
    spots: tuple[tuple[float, float], ...]
    scale: float = 1.0
    bleed: float = BLEED
    aside: bool = False
    alone: bool = False


@lru_cache(maxsize=64)
def arrange(name: SheetName, *, format: Format) -> Sheet:
    """Return the sheet called ``name`` for pieces of ``format``.

    Raises :class:`CannotPrint` when there is none, or so many do not go on it at a size still easy to read.
    """
    if name not in SHEETS:
        raise CannotPrint(f"there is no sheet called {name!r}; choose {', '.join(SHEETS)}")
    if name == "single":
        width, height = format.flat_width + 2 * EDGE, format.height + EDGE + FOOT
        return Sheet(width=width, height=height, spots=((EDGE, FOOT),), alone=True)
    page, count = name.rsplit("-", maxsplit=1)
    width, height = _PAGES[page]
    for found in _tried(width, height, int(count.removesuffix("up")), format):
        return found
    raise CannotPrint(
        f"{count.removesuffix('up')} pieces of the format {format.name} do not go on one {page} sheet; "
        "choose a sheet with fewer"
    )


def _tried(width: float, height: float, count: int, format: Format) -> Iterator[Sheet]:
    for scale in _SCALES:
        for page in ((width, height), (height, width)):
            for columns, rows in _GRIDS[count]:
                for foot in (_LOOSE, _TIGHT):
                    yield from _below(page, (columns, rows), scale, foot, format)
                yield from _beside(page, (columns, rows), scale, format)


def _below(
    page: tuple[float, float], grid: tuple[int, int], scale: float, foot: float, format: Format
) -> Iterator[Sheet]:
    """Spread the trims over the page in reading order, ``foot`` below each for its slug, if they go."""
    (width, height), (columns, rows) = page, grid
    wide, tall = format.flat_width * scale, format.height * scale
    across = (width - columns * wide) / (columns + 1)
    down = (height - rows * (tall + foot)) / (rows + 1)
    if across < _ACROSS or down < _DOWN:
        return
    spots = tuple(
        (across + column * (wide + across), height - (row + 1) * (down + tall) - row * foot)
        for row in range(rows)
        for column in range(columns)
    )
    yield Sheet(width=width, height=height, spots=spots, scale=scale, bleed=min(BLEED, across / 2))


def _beside(page: tuple[float, float], grid: tuple[int, int], scale: float, format: Format) -> Iterator[Sheet]:
    """Put two columns of trims in the middle of the page, their slugs upright at its outer edges, if they go."""
    (width, height), (columns, rows) = page, grid
    wide, tall = format.flat_width * scale, format.height * scale
    gap, down = 2 * BLEED, (height - rows * tall) / (rows + 1)
    edge = (width - columns * wide - (columns - 1) * gap) / 2
    if columns > 2 or edge < _ASIDE or down < _DOWN_ALONE:
        return
    spots = tuple(
        (edge + column * (wide + gap), height - (row + 1) * (down + tall))
        for row in range(rows)
        for column in range(columns)
    )
    yield Sheet(width=width, height=height, spots=spots, scale=scale, bleed=min(BLEED, down / 2), aside=True)
