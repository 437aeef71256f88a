"""The check of a printed file: naturalness, legibility, coverage, fit and codes of its pages, each with a verdict."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pypdfium2

from print_templates.errors import PrintError
from print_templates.layout import MM, SMALLEST_X_HEIGHT
from print_templates.meter.ink import DPI
from print_templates.meter.looks import BANDS, LEAST_LETTERS, Looks, cards, looks, x_height
from print_templates.meter.reading import Box, Letter, Sight, read_page

SAFE_MM = 3.0  # a guillotine is off by a millimetre or two
_CODES_DPI = 300
_OURS = re.compile(r"(?:[A-Z]{6}\+)?H[0-9a-f]{6}(?:ne|na|li)\d+")
_GATES = ("twin_share",)
"""Measures without which writing looks printed, whatever the others say."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was seen, and whether it is as it should be (``None``: only told)."""

    name: str
    seen: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class _Page:
    sight: Sight
    hand: tuple[Letter, ...]
    looks: tuple[Looks, ...]
    codes: tuple[str, ...]


def check_file(path: Path, *, progress: Callable[[int, int], None] | None = None) -> list[Finding]:
    """Return what was found in the PDF ``path``; ``progress`` hears how many of how many pages are done.

    Raises :class:`PrintError` when it is no PDF.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError) as problem:
        raise PrintError(f"{path} is no PDF that can be read. Name a PDF, or a font or hand.") from problem
    try:
        pages = []
        for number, page in enumerate(document, start=1):
            pages.append(_seen(page))
            if progress:
                progress(number, len(document))
    finally:
        document.close()
    return [*_naturalness(pages), *_legibility(pages), *_coverage(pages), _fit(pages), _codes(pages)]


def _seen(page: pypdfium2.PdfPage) -> _Page:
    sight = read_page(page)
    hand = _handwriting(sight.letters)
    return _Page(sight, hand, tuple(_measured(page, hand)), _decoded(page) if sight.codes else ())


def _measured(page: pypdfium2.PdfPage, hand: Sequence[Letter]) -> Iterator[Looks]:
    if len(hand) < LEAST_LETTERS:
        return
    picture = np.asarray(page.render(scale=DPI / 72, grayscale=True).to_pil())
    for card in cards(hand):
        if found := looks(card, picture=picture, height=page.get_height()):
            yield found


def _handwriting(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """Return the letters in our hands; in a file of another maker those in the font that has most."""
    ours = tuple(letter for letter in letters if _OURS.fullmatch(letter.font))
    if ours or not letters:
        return ours
    most = Counter(letter.font for letter in letters).most_common(1)[0][0]
    return tuple(letter for letter in letters if letter.font == most)


def _naturalness(pages: Sequence[_Page]) -> list[Finding]:
    measured = [card for page in pages for card in page.looks]
    if not measured:
        return [Finding("naturalness", f"no card has {LEAST_LETTERS} handwritten letters to measure", None)]
    findings, inside = [], 0
    for field in fields(Looks):
        values = [value for each in measured if not np.isnan(value := getattr(each, field.name))]
        if not values:
            continue
        low, high = BANDS[field.name]
        value = max(values) if field.name in _GATES else float(np.mean(values))
        inside += low <= value <= high
        holds = value <= high if field.name in _GATES else None
        verdict = "" if low <= value <= high else ", outside"
        findings.append(Finding(field.name, f"{value:.3f} (a person's: {low:g} to {high:g}){verdict}", holds))
    return [Finding("naturalness", f"{inside} of {len(findings)} measures as a person's", None), *findings]


def _legibility(pages: Sequence[_Page]) -> list[Finding]:
    heights = [unit for page in pages if (unit := x_height(page.hand))]
    if not heights:
        return []
    least = min(heights) / MM
    return [
        Finding("legibility", f"x-height {least:.2f} mm (at least {SMALLEST_X_HEIGHT})", least >= SMALLEST_X_HEIGHT)
    ]


def _coverage(pages: Sequence[_Page]) -> list[Finding]:
    letters = [letter for page in pages for letter in page.sight.letters if not letter.blank]
    lost = [letter for letter in letters if _empty(letter.box) or not letter.mapped or letter.text == "\ufffd"]
    loose = sorted(set().union(*(page.sight.loose for page in pages)))
    fonts = f"not in the file: {', '.join(loose)}" if loose else "all fonts in the file"
    seen = f"{len(letters) - len(lost)} of {len(letters)} letters drawn and readable; {fonts}"
    return [Finding("coverage", seen, not lost and not loose)]


def _empty(box: Box) -> bool:
    return box[2] <= box[0] and box[3] <= box[1]


def _fit(pages: Sequence[_Page]) -> Finding:
    rooms = [room for page in pages for letter in page.sight.letters if (room := _room(letter, page.sight)) is not None]
    if not rooms:
        return Finding("fit", "nothing is written", None)
    least = min(rooms) / MM
    return Finding("fit", f"nearest letter {least:.1f} mm inside the trim (at least {SAFE_MM:g})", least >= SAFE_MM)


def _room(letter: Letter, sight: Sight) -> float | None:
    """How far inside the trim a letter stays, in points; ``None`` for the slug, which is outside, and for spaces."""
    (left, bottom, right, top), (low, floor, high, ceiling) = letter.box, sight.trim
    if letter.blank or right < low or left > high or top < floor or bottom > ceiling:
        return None
    return min(left - low, bottom - floor, high - right, ceiling - top)


def _codes(pages: Sequence[_Page]) -> Finding:
    wanted = sum(page.sight.codes for page in pages)
    if not wanted:
        return Finding("codes", "none", None)
    if not find_spec("zxingcpp"):
        return Finding("codes", f"{wanted}, not read: pip install zxing-cpp", None)
    read = [code for page in pages for code in page.codes]
    shown = ", ".join(read[:4]) + (" …" if len(read) > 4 else "")
    return Finding("codes", f"{len(read)} of {wanted} read: {shown}", len(read) >= wanted)


def _decoded(page: pypdfium2.PdfPage) -> tuple[str, ...]:
    if not find_spec("zxingcpp"):
        return ()
    import zxingcpp  # not needed to print

    picture = page.render(scale=_CODES_DPI / 72, grayscale=True).to_pil()
    return tuple(f"{code.format} {code.text}" for code in zxingcpp.read_barcodes(picture))
