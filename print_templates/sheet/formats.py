"""The formats a piece may have: trim sizes as printers and stationers name them."""

from typing import NamedTuple

from print_templates.data import FormatName
from print_templates.errors import CannotPrint
from print_templates.layout import MM

INCH = 72.0
_A6_WIDTH = 105 * MM  # the format the pieces are designed in; margins of others follow from it
_LEAST, _MOST = 0.64, 1.25  # how far margins shrink and grow with the format


class Format(NamedTuple):
    """A format: ``width`` and ``height`` of the side that is written on, in points.

    A ``folded`` card is twice as wide when flat, folded at the left of that side. ``scale`` is what the fullest sheet
    leaves of it: what is just large enough on a card alone would be too small there.
    """

    name: str
    width: float
    height: float
    folded: bool = False
    scale: float = 1.0

    @property
    def flat_width(self) -> float:
        """The width of the sheet that is cut out."""
        return self.width * 2 if self.folded else self.width

    @property
    def inset(self) -> float:
        """How far the written side starts from the left edge of the flat sheet."""
        return self.width if self.folded else 0.0

    @property
    def margins(self) -> float:
        """Margins against those of A6: a small card has smaller ones, but never less than print and hand need."""
        return min(max(min(self.width, self.height) / _A6_WIDTH, _LEAST), _MOST)


def _mm(name: str, width: float, height: float, *, folded: bool = False, scale: float = 1.0) -> Format:
    return Format(name=name, width=width * MM, height=height * MM, folded=folded, scale=scale)


FORMATS: dict[FormatName, Format] = {
    "a6": _mm("a6", 105, 148, scale=0.87),  # ISO 216
    "a5-folded": _mm("a5-folded", 105, 148, folded=True, scale=0.9),
    "dl": _mm("dl", 99, 210),  # a third of A4, for the DL envelope of ISO 269
    "square": _mm("square", 148, 148, scale=0.9),
    "card": _mm("card", 85, 55),
    "4x6": Format(name="4x6", width=4 * INCH, height=6 * INCH, scale=0.87),
    "5x7": Format(name="5x7", width=5 * INCH, height=7 * INCH),  # for the US A7 envelope
    "a2": Format(name="a2", width=4.25 * INCH, height=5.5 * INCH, scale=0.9),  # for the US A2 envelope
}


def format_of(name: str) -> Format:
    """Return the format called ``name``; raises :class:`CannotPrint` when there is none."""
    for known, found in FORMATS.items():
        if known == name:
            return found
    raise CannotPrint(f"there is no format called {name!r}; choose {', '.join(FORMATS)}")
