"""Pieces become pages: each at its spot with marks and slug, its back behind it, separators between."""

from collections.abc import Sequence
from typing import NamedTuple

from print_templates.data import Place, SheetName, Slug
from print_templates.sheet.arranging import BLEED, Sheet, arrange
from print_templates.sheet.formats import Format
from print_templates.sheet.marks import crop_marks
from print_templates.sheet.slug import TypedUse, draw_slug
from print_templates.typed import set_line
from print_templates.writers.pdf import Box, PdfWriter


class DrawnPiece(NamedTuple):
    """A piece ready for a sheet: its operators from the trim's lower left corner, its slug, a note for the packer.

    ``back`` draws the other side, from the same corner of the side that is written on.
    """

    reference: str
    slug: Slug
    content: bytes
    note: str
    format: Format
    back: bytes = b""


class Layout:
    """Writes pages as pieces come; ``finish`` writes what does not fill a sheet.

    With ``backs`` each page is followed by its other side, mirrored from left to right: it meets the front when the
    sheet is turned over like a page of a book. A sheet has pieces of one format only.
    """

    def __init__(self, writer: PdfWriter, *, sheet: SheetName, marks: bool, backs: bool) -> None:
        self._writer, self._name, self._marks, self._backs = writer, sheet, marks, backs
        self._waiting: list[DrawnPiece | None] = []
        self._sheet: Sheet | None = None
        self._format: Format | None = None
        self.typed: TypedUse = {}
        self.places: list[Place] = []

    def add(self, piece: DrawnPiece | None) -> None:
        """Add ``piece`` at the next free spot, or leave the spot empty."""
        if piece:
            self._use(piece.format)
        self._waiting.append(piece)
        if self._sheet and len(self._waiting) == len(self._sheet.spots):
            self.finish()

    def _use(self, format: Format) -> None:
        if format != self._format:
            self.finish()
            self._format, self._sheet = format, arrange(self._name, format=format)

    def finish(self) -> None:
        """Write the sheet that is not full."""
        if any(self._waiting) and self._sheet and self._format:
            self._write(self._sheet, self._format)
        self._waiting.clear()

    def separator(self, lines: Sequence[str], *, format: Format) -> None:
        """Write a page that says which pieces follow: ``lines``, the first one large."""
        self.finish()
        self._use(format)
        (width, height), parts = self._page_size(arrange(self._name, format=format), format), []
        y = height * 0.62
        for number, text in enumerate(lines):
            role, size = ("heading", 26.0) if not number else ("text", 12.0)
            line = set_line(
                text, role=role, size=min(size, size * 0.8 * width / set_line(text, role=role, size=size).width)
            )
            parts.append(line.operators(x=(width - line.width) / 2, y=y))
            self.typed.setdefault(role, {}).update(dict(line.used))
            y -= 24.0
        whole = (0.0, 0.0, width, height)
        for content in [b"0 0 0 1 k\n" + b"".join(parts), b""][: 2 if self._backs else 1]:
            self._writer.add_page(content, width=width, height=height, trim=whole, bleed=whole)

    def _write(self, sheet: Sheet, format: Format) -> None:
        bare = sheet.alone and not self._marks
        marks = crop_marks(sheet, format=format) if self._marks else ()
        spots = ((0.0, 0.0),) if bare else sheet.spots
        fronts: list[bytes] = []
        for number, (piece, spot) in enumerate(zip(self._waiting, spots, strict=False)):
            if piece is None:
                continue
            inset = format.inset * sheet.scale
            fronts.append(_placed(piece.content, spot[0] + inset, spot[1], sheet.scale))
            if self._marks:
                slug = draw_slug(piece.slug, note=piece.note, sheet=sheet, spot=spot, format=format, typed=self.typed)
                fronts.append(marks[number] + slug)
            self.places.append(Place(reference=piece.reference, page=self._writer.pages + 1, spot=number + 1))
        self._page(b"".join(fronts), sheet, format, bare)
        if self._backs:
            self._page(self._back_of(sheet, format, spots, bare), sheet, format, bare)

    def _back_of(self, sheet: Sheet, format: Format, spots: Sequence[tuple[float, float]], bare: bool) -> bytes:
        width, _ = self._page_size(sheet, format)
        wide, tall, inset = format.flat_width * sheet.scale, format.height * sheet.scale, format.inset * sheet.scale
        bleed = 0.0 if bare else sheet.bleed
        parts = []
        for piece, (x, y) in zip(self._waiting, spots, strict=False):
            if piece and piece.back:
                x = width - x - wide
                clip = (x - bleed, y - bleed, wide + 2 * bleed, tall + 2 * bleed)
                parts.append(b"q %.3f %.3f %.3f %.3f re W n\n" % clip)
                parts.append(_placed(piece.back, x + inset, y, sheet.scale) + b"Q\n")
        return b"".join(parts)

    def _page_size(self, sheet: Sheet, format: Format) -> tuple[float, float]:
        if sheet.alone and not self._marks:
            return format.flat_width, format.height
        return sheet.width, sheet.height

    def _page(self, content: bytes, sheet: Sheet, format: Format, bare: bool) -> None:
        width, height = self._page_size(sheet, format)
        trim, bleed = _boxes(sheet, format, width, height, bare)
        self._writer.add_page(content, width=width, height=height, trim=trim, bleed=bleed)


def _boxes(sheet: Sheet, format: Format, width: float, height: float, bare: bool) -> tuple[Box, Box]:
    """TrimBox and BleedBox of the page; a sheet of several pieces is itself trimmed at its edge."""
    whole = (0.0, 0.0, width, height)
    if bare or not sheet.alone:
        return whole, whole
    x, y = sheet.spots[0]
    right, top = x + format.flat_width, y + format.height
    return (x, y, right, top), (x - BLEED, y - BLEED, right + BLEED, top + BLEED)


def _placed(content: bytes, x: float, y: float, scale: float) -> bytes:
    return b"q %.4f 0 0 %.4f %.3f %.3f cm\n" % (scale, scale, x, y) + content + b"Q\n"
