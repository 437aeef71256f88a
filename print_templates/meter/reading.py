"""A PDF is read as it will be seen: every letter with its place, size and font, whoever wrote the file."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
_NAME = 128  # bytes of a font's name that are read
_CODE_BARS = 18  # a Code128 of one sign has as many; no drawing of ours but a code has so many parts


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter on a page, or several drawn as one.

    ``box`` (left, bottom, right, top) is its ink, ``x`` and ``y`` its origin, in points; ``mapped``: a reader knows it.
    """

    text: str
    font: str
    box: Box
    x: float
    y: float
    mapped: bool

    @property
    def blank(self) -> bool:
        """Whether nothing of it shows, as of a space."""
        return self.text.isspace()


@dataclass(frozen=True, slots=True)
class Sight:
    """One page: its letters in the order of writing, where it is cut, its text, and what on it looks like a code.

    ``loose`` names the fonts that are not in the file.
    """

    letters: tuple[Letter, ...]
    trim: Box
    text: str
    codes: int
    loose: frozenset[str]


def read_page(page: pypdfium2.PdfPage) -> Sight:
    """Return what stands on ``page``; its text is read as a person would copy it, its letters as they are drawn."""
    text = page.get_textpage().get_text_range()
    drawn = list(page.get_objects())
    for each in drawn:
        _forget_actual_text(each)
    fonts = [pdfium.FPDFTextObj_GetFont(each.raw) for each in drawn if each.type == pdfium.FPDF_PAGEOBJ_TEXT]
    loose = frozenset(_name_of(font) for font in fonts if font and not pdfium.FPDFFont_GetIsEmbedded(font))
    codes = sum(
        each.type == pdfium.FPDF_PAGEOBJ_PATH and pdfium.FPDFPath_CountSegments(each.raw) >= 4 * _CODE_BARS
        for each in drawn
    )
    return Sight(tuple(_joined(_letters(page.get_textpage()))), page.get_trimbox(), text, codes, loose)


def _forget_actual_text(drawn: pypdfium2.PdfObject) -> None:
    """Take the marks off: PDFium spreads a line's ActualText evenly over it, and letters lose their places."""
    for number in reversed(range(pdfium.FPDFPageObj_CountMarks(drawn.raw))):
        pdfium.FPDFPageObj_RemoveMark(drawn.raw, pdfium.FPDFPageObj_GetMark(drawn.raw, number))


def _name_of(font: pdfium.FPDF_FONT) -> str:
    name = ctypes.create_string_buffer(_NAME)
    pdfium.FPDFFont_GetBaseFontName(font, name, _NAME)
    return name.value.decode("utf-8", "replace")


def _joined(letters: Iterator[Letter]) -> Iterator[Letter]:
    """Take the letters of a ligature, which share its box, as one."""
    held: Letter | None = None
    for letter in letters:
        if held and held.box == letter.box and not letter.blank:
            held = replace(held, text=held.text + letter.text)
            continue
        if held:
            yield held
        held = letter
    if held:
        yield held


def _letters(page: pypdfium2.PdfTextPage) -> Iterator[Letter]:
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    name, flags = ctypes.create_string_buffer(_NAME), ctypes.c_int()
    for number in range(page.count_chars()):
        if pdfium.FPDFText_IsGenerated(page, number) == 1:
            continue
        pdfium.FPDFText_GetCharBox(page, number, left, right, bottom, top)
        pdfium.FPDFText_GetCharOrigin(page, number, x, y)
        pdfium.FPDFText_GetFontInfo(page, number, name, _NAME, flags)
        yield Letter(
            chr(pdfium.FPDFText_GetUnicode(page, number)),
            name.value.decode("utf-8", "replace"),
            (left.value, bottom.value, right.value, top.value),
            x.value,
            y.value,
            pdfium.FPDFText_HasUnicodeMapError(page, number) != 1,
        )
