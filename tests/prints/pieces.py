"""Pieces with readable defaults, and what tests read from a printed page."""

import io
import re

import numpy as np
import pypdf
import pypdfium2

from print_templates import Hand, Insert, Note, Slug, print_pieces

MM = 72 / 25.4
THANKS = (
    "Thank you so much for your order! We are a tiny team of four, and every single parcel still makes our day.",
    "I wrapped your bowl myself. If anything is not quite right, just write back and we will fix it at once.",
)


def slug(number=1, *, total=1, recipient="Mira", code="", note=""):
    order = str(10480 + number)
    return Slug(order_number=order, code=code or order, position=number, total=total, recipient=recipient, note=note)


def note(
    name="Mira",
    *,
    number=1,
    greeting="Dear {},",
    paragraphs=THANKS,
    hand="caveat",
    preset="natural",
    name_fallback="typed",
    language="en",
    **fields,
):
    fields = {
        "reference": f"card-{number}",
        "plain_greeting": "Hello,",
        "closing": "Warmly,",
        "signature": "Noor",
        "slug": slug(number, total=max(number, 1), recipient=name),
    } | fields
    return Note(
        language=language,
        greeting=greeting.format(name),
        name=name,
        paragraphs=tuple(paragraphs),
        hand=Hand(name=hand, preset=preset, name_fallback=name_fallback),
        **fields,
    )


def insert(form="story", *, number=1, **fields):
    fields = {
        "reference": f"insert-{number}",
        "language": "en",
        "kicker": "The story of your bowl",
        "heading": "Thrown by hand in a village of forty potters",
        "paragraphs": ("Every bowl begins as a lump of clay from the river bank, half an hour on foot from here.",),
        "steps": (),
        "hand_line": "I drink my morning tea from the first one.",
        "signature": "Noor",
        "qr": "https://shop.example/s/bowl-story",
        "qr_caption": "See Ana at the wheel",
        "hand": Hand(),
        "slug": slug(number),
    } | fields
    return Insert(form=form, **fields)


def flat(text):
    """Text with every run of white space as one space: where lines break is the layout's business.

    U+FFFE is PDFium's sign for a hyphen at the end of a line.
    """
    return re.sub(r"\s+", " ", text.replace("\xa0", " ").replace("\ufffe", "-")).strip()


def printed_text(piece):
    """The text of a piece as PDFium reads it from the bare page."""
    printed = print_pieces([piece], marks=False)
    assert printed.refusals == ()
    return read_with_pdfium(printed.pdf)[0]


def read_with_pdfium(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [flat(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def read_with_pypdf(pdf):
    return [flat(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def render(pdf, *, dpi=300, page=0):
    """The page as an array of grey values, 0 for ink."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return np.array(document[page].render(scale=dpi / 72, grayscale=True).to_pil())
    finally:
        document.close()


def ink_box(picture, *, dpi=300):
    """Left, top, right, bottom of everything darker than half, in mm."""
    rows, columns = np.where(picture < 128)
    return tuple(float(edge) * 25.4 / dpi for edge in (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))
