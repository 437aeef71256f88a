"""The slug outside the trim: what the packer reads and scans; cut off before the parcel closes."""

from dataclasses import dataclass, field
from itertools import accumulate

from print_templates.data import Slug
from print_templates.errors import CannotPrint
from print_templates.hand.characters import without_emoji
from print_templates.layout import MM
from print_templates.sheet.arranging import Sheet
from print_templates.sheet.barcode import QUIET_ZONE, code128
from print_templates.sheet.formats import Format
from print_templates.typed import TypedLine, set_line, uncovered_type

_BAR_HEIGHT, _LOW_BAR_HEIGHT = 6.5 * MM, 5.2 * MM
_BAR, _THINNEST_BAR, _WIDEST_CODE = 0.33 * MM, 0.25 * MM, 46 * MM
_NARROW = 84 * MM  # a slug in less room has its bars below the words instead of beside them
_INSET = 5 * MM
_SMALL = 6.0  # points; below the smallest type of a piece, for this is cut off
TypedUse = dict[str, dict[int, str]]


@dataclass(slots=True)
class _SlugLine:
    x: float
    y: float
    typed: TypedUse
    parts: list[bytes] = field(default_factory=list)

    def put(self, text: str, *, role: str, size: float) -> None:
        line: TypedLine = set_line(text, role=role, size=size)
        self.parts.append(line.operators(x=self.x, y=self.y))
        used = self.typed.setdefault(role, {})
        for number, text in line.used:
            used.setdefault(number, text)
        self.x += line.width + 2.2 * MM


def draw_slug(
    slug: Slug, *, note: str, sheet: Sheet, spot: tuple[float, float], format: Format, typed: TypedUse
) -> bytes:
    """Return the slug of the piece at ``spot``: below it, or upright at its outer edge; note used type in ``typed``."""
    (x, y), wide, tall = spot, format.flat_width * sheet.scale, format.height * sheet.scale
    if not sheet.aside:
        place, room = b"1 0 0 1 %.3f %.3f cm\n" % (x, y), wide
    elif x + wide / 2 > sheet.width / 2:
        place, room = b"0 1 -1 0 %.3f %.3f cm\n" % (x + wide, y), tall
    else:
        place, room = b"0 -1 1 0 %.3f %.3f cm\n" % (x, y + tall), tall
    # At the outer edge of a sheet every millimetre counts: what is nearer than four to it, many printers leave out.
    start = sheet.bleed - (1 * MM if sheet.aside and room >= _NARROW else 0.0)
    return b"q 0 0 0 1 k " + place + _words_and_bars(slug, note, room, start, typed) + b"Q\n"


def _words_and_bars(slug: Slug, note: str, room: float, start: float, typed: TypedUse) -> bytes:
    """Order number, place in the run, recipient and note, and the code; from ``start`` below the trim's corner down."""
    narrow = room < _NARROW
    height = _LOW_BAR_HEIGHT if narrow else _BAR_HEIGHT
    bars, taken = _bars(slug.code, room - _INSET, -start - (4.6 * MM if narrow else 1 * MM) - height, height)
    line = _SlugLine(_INSET, -start - 3.6 * MM, typed)
    line.put(_shown(slug.order_number), role="strong", size=9)
    line.put(f"{slug.position} of {slug.total}", role="text", size=8)
    who, told = _printable(slug.recipient), [part for part in map(_printable, (slug.note, note)) if part]
    words = " · ".join(part for part in (who, *told) if part)
    below = line if narrow else _SlugLine(_INSET, -start - 7.2 * MM, typed, line.parts)
    free = room - _INSET - below.x - (0.0 if narrow else taken)
    if not told or _width(words, 7.5) <= free:
        below.put(_shortened(words, free, size=7.5), role="caption", size=7.5)
    elif narrow:
        _put_whole(_SlugLine(line.x, line.y + 0.5 * MM, typed, line.parts), " · ".join(told), free)
    else:
        line.put(_shortened(who, free + _INSET - line.x, size=7.5), role="caption", size=7.5)
        _put_whole(below, " · ".join(told), free)
    return b"".join(line.parts) + bars


def _put_whole(below: _SlugLine, words: str, free: float) -> None:
    """Put ``words`` smaller and on two lines if need be: what somebody is to write by pen has to be read to its end."""
    size = next((size for size in (7.5, _SMALL) if _width(words, size) <= free), 0.0)
    if size:
        below.put(words, role="caption", size=size)
        return
    reached = list(accumulate(words.split(" "), lambda row, word: f"{row} {word}"))
    first = max((row for row in reached if _width(row, _SMALL) <= free), key=len, default="")
    # Hardly lower than one line would stand: printers leave the edge of a sheet white, and the next trim is near.
    for row, rise in ((first, 1.4 * MM), (words[len(first) :].strip(), -0.8 * MM)):
        line = _SlugLine(below.x, below.y + rise, below.typed, below.parts)
        line.put(_shortened(row, free, size=_SMALL), role="caption", size=_SMALL)


def _width(text: str, size: float) -> float:
    return set_line(text, role="caption", size=size).width


def _shown(text: str) -> str:
    return "".join(character for character in text if not uncovered_type(character)) or "?"


def _printable(text: str) -> str:
    """Return ``text``, emoji left out, where the typed face writes it all, else nothing: half a name misleads."""
    text = without_emoji(text)
    return "" if uncovered_type(text) else text


def _shortened(text: str, measure: float, *, size: float) -> str:
    while text and _width(text, size) > measure:
        text = text[:-2].rstrip("…").rstrip() + "…" if len(text) > 2 else ""
    return text


def check_code(code: str) -> None:
    """Raise :class:`CannotPrint` when ``code`` does not fit beside the order number at a bar width scanners read.

    An empty code is fine: the slug then has no bars.
    """
    modules = sum(code128(code)) + 2 * QUIET_ZONE if code else 0
    if modules * _THINNEST_BAR > _WIDEST_CODE:
        raise CannotPrint(f"the scanner code {code!r} is too long for the slug; use fewer characters")


def _bars(code: str, right: float, y: float, height: float) -> tuple[bytes, float]:
    if not code:
        return b"", 0.0
    widths = code128(code)
    modules = sum(widths) + 2 * QUIET_ZONE
    bar = min(_BAR, _WIDEST_CODE / modules)
    place, parts = right - (modules - QUIET_ZONE) * bar, []
    for number, width in enumerate(widths):
        if number % 2 == 0:
            parts.append(b"%.3f %.3f %.3f %.3f re\n" % (place, y, width * bar, height))
        place += width * bar
    return b"".join(parts) + b"f\n", modules * bar
