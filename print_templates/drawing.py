"""One piece while it is drawn: operators in points from the trim's lower left corner, and the type they use."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from print_templates.errors import CannotPrint
from print_templates.hand.hands import Chain
from print_templates.layout import MM, Line
from print_templates.sheet.formats import Format
from print_templates.typed import TypedLine, set_line

SAFE = 5 * MM
QUIET_ZONE = 4  # modules (ISO/IEC 18004, 5.3.8)
SMALLEST_MODULE = 0.46 * MM  # 0.4 mm still after a four-up sheet has reduced the card
WIDEST_CODE = 40 * MM


@dataclass(slots=True)
class Drawing:
    """What a piece consists of: typed and drawn ``operators``, handwritten ``lines``, used type, the packer's note."""

    reference: str
    chain: Chain
    format: Format
    lines: list[Line] = field(default_factory=list)
    typed: dict[str, dict[int, str]] = field(default_factory=dict)
    note: str = ""
    _parts: list[bytes] = field(default_factory=list)

    @property
    def operators(self) -> bytes:
        """Everything but the handwriting, in one black ink."""
        return b"0 0 0 1 k 0 0 0 1 K\n" + b"".join(self._parts) if self._parts else b""

    def put(self, line: TypedLine, *, x: float, y: float, align: str = "left") -> None:
        """Draw a typed line; ``x`` is its left end, its middle or its right end by ``align``."""
        shift = {"left": 0.0, "center": line.width / 2, "right": line.width}[align]
        self._parts.append(line.operators(x=x - shift, y=y))
        used = self.typed.setdefault(line.role, {})
        for number, text in line.used:
            used.setdefault(number, text)

    def put_text(self, text: str, *, role: str, size: float, x: float, y: float, align: str = "left") -> None:
        """Draw one typed line of ``text``."""
        self.put(set_line(text, role=role, size=size), x=x, y=y, align=align)

    def rule(self, *, x: float, y: float, length: float, weight: float = 0.5) -> None:
        """Draw a level line to the right of ``x``, ``y``."""
        self._parts.append(b"%.2f w %.2f %.2f m %.2f %.2f l S\n" % (weight, x, y, x + length, y))

    def draw(self, operators: bytes) -> None:
        """Draw what is already operators."""
        self._parts.append(b"q " + operators + b"Q\n")

    def qr(self, url: str, *, x: float, y: float, size: float) -> None:
        """Draw a QR code of ``size`` points with its corner at ``x``, ``y``; the caller leaves the quiet zone free."""
        self._parts.append(_squares(qr_rows(url), x, y, size))


@lru_cache(maxsize=512)
def qr_rows(url: str) -> tuple[tuple[int, ...], ...]:
    """Return the modules of the QR code for ``url`` at error level M, row by row, 1 for dark."""
    import segno  # a tenth of a second of start-up, most of it for writers unused here

    try:
        code = segno.make_qr(url, error="m", boost_error=False)
    except segno.DataOverflowError as problem:
        raise CannotPrint("the address for the code is too long; shorten it") from problem
    return tuple(tuple(row) for row in code.matrix)


def qr_module(url: str, *, module: float) -> float:
    """Return the module for the code of ``url`` in points: ``module``, or less where the code would grow too wide.

    Raises :class:`CannotPrint` when a phone could no longer read it.
    """
    fitting = min(module, WIDEST_CODE / len(qr_rows(url)))
    if fitting < SMALLEST_MODULE:
        raise CannotPrint(f"the address {url[:40]}… is too long for a code of {WIDEST_CODE / MM:.0f} mm; shorten it")
    return fitting


def _squares(rows: Sequence[Sequence[int]], x: float, y: float, size: float) -> bytes:
    module = size / len(rows)
    parts = []
    for number, row in enumerate(rows):
        top = y + size - number * module
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                # A hair of overlap downwards, so that no renderer shows a seam between rows.
                box = (x + start * module, top - module * 1.01, (end - start) * module, module * 1.01)
                parts.append(b"%.3f %.3f %.3f %.3f re" % box)
            start = max(end, start + 1)
    return b"\n".join(parts) + b"\nf\n"
