"""Crop marks: where to cut, outside the bleed of a piece and of its neighbours."""

from collections.abc import Iterator
from functools import lru_cache

from print_templates.layout import MM
from print_templates.sheet.arranging import Sheet
from print_templates.sheet.formats import Format

_GAP, _LENGTH, _SHORTEST = 0.5 * MM, 4.5 * MM, 0.8 * MM
_FOLD = b"[2 2] 0 d "


@lru_cache(maxsize=64)
def crop_marks(sheet: Sheet, *, format: Format) -> tuple[bytes, ...]:
    """Return for each spot of ``sheet`` the operators of its marks; a folded card is marked at its fold too."""
    return tuple(_around(sheet, format, spot) for spot in sheet.spots)


def _around(sheet: Sheet, format: Format, spot: tuple[float, float]) -> bytes:
    x, y = spot
    wide, tall = format.flat_width * sheet.scale, format.height * sheet.scale
    lines = []
    for way, edge, room in _sideways(sheet, x, y, wide):
        if length := _length(sheet, room):
            start = edge + way * (sheet.bleed + _GAP)
            lines += [(start, level, start + way * length, level) for level in (y, y + tall)]
    folds = []
    for way, edge, room in _upright(sheet, x, y, tall):
        if length := _length(sheet, room):
            start = edge + way * (sheet.bleed + _GAP)
            lines += [(side, start, side, start + way * length) for side in (x, x + wide)]
            folds += [(x + wide / 2, start, x + wide / 2, start + way * length)] if format.folded else []
    marks = b"q 0 0 0 1 K .25 w\n" + _drawn(lines)
    return marks + (_FOLD + _drawn(folds) if folds else b"") + b"Q\n"


def _drawn(lines: list[tuple[float, float, float, float]]) -> bytes:
    return b"".join(b"%.2f %.2f m %.2f %.2f l\n" % line for line in lines) + b"S\n"


def _length(sheet: Sheet, room: float) -> float:
    length = min(room - sheet.bleed - _GAP, _LENGTH)
    return length if length >= _SHORTEST else 0.0


def _sideways(sheet: Sheet, x: float, y: float, wide: float) -> Iterator[tuple[int, float, float]]:
    """Yield each way, the edge on that side, and the room up to the page's edge or the next piece's bleed."""
    row = [left for left, bottom in sheet.spots if abs(bottom - y) < 1]
    before = max((left + wide + sheet.bleed for left in row if left < x - 1), default=0.0)
    after = min((left - sheet.bleed for left in row if left > x + 1), default=sheet.width)
    yield -1, x, x - before
    yield 1, x + wide, after - x - wide


def _upright(sheet: Sheet, x: float, y: float, tall: float) -> Iterator[tuple[int, float, float]]:
    column = [bottom for left, bottom in sheet.spots if abs(left - x) < 1]
    below = max((bottom + tall + sheet.bleed for bottom in column if bottom < y - 1), default=0.0)
    above = min((bottom - sheet.bleed for bottom in column if bottom > y + 1), default=sheet.height)
    yield -1, y, y - below
    yield 1, y + tall, above - y - tall
