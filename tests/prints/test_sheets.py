"""Sheets: boxes, marks and slug where printer and packer look for them, codes that decode, ink that stays inside."""

import io

import pikepdf
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from print_templates import Hand, print_pieces
from print_templates.sheet.barcode import code128
from tests.prints.pieces import MM, ink_box, insert, note, read_with_pdfium, render, slug

FORMS = ["story", "guide", "bundle", "share"]


def boxes(pdf, name):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [[round(float(edge) / MM, 2) for edge in page[name]] for page in document.pages]


def test_the_trim_is_a6_inside_three_millimetres_of_bleed():
    pdf = print_pieces([note()]).pdf
    left, bottom, right, top = boxes(pdf, "/TrimBox")[0]
    assert (round(right - left, 1), round(top - bottom, 1)) == (105.0, 148.0)
    assert boxes(pdf, "/BleedBox")[0] == [left - 3, bottom - 3, right + 3, top + 3]


def test_the_bleed_lies_inside_the_media():
    pdf = print_pieces([note()]).pdf
    media, bleed = boxes(pdf, "/MediaBox")[0], boxes(pdf, "/BleedBox")[0]
    assert media[0] < bleed[0]
    assert media[1] < bleed[1]
    assert media[2] > bleed[2]
    assert media[3] > bleed[3]


def test_without_marks_the_page_is_the_trim():
    pdf = print_pieces([note()], marks=False).pdf
    assert boxes(pdf, "/MediaBox") == [[0, 0, 105, 148]]


@pytest.mark.parametrize(
    ("sheet", "pages", "size"), [("single", 5, None), ("a4-2up", 3, [297, 210]), ("a4-4up", 2, [210, 297])]
)
def test_pieces_fill_sheets_in_order(sheet, pages, size):
    cards = [note(name, number=number) for number, name in enumerate(("Ada", "Bo", "Cleo", "Dan", "Eve"), start=1)]
    printed = print_pieces(cards, sheet=sheet)
    assert printed.pages == pages
    if size:
        assert boxes(printed.pdf, "/MediaBox")[0] == [0, 0, *size]
    text = " ".join(read_with_pdfium(printed.pdf))
    places = [text.index(f"Dear {name},") for name in ("Ada", "Bo", "Cleo", "Dan", "Eve")]
    assert places == sorted(places)


def decoded(picture):
    return [(str(code.format).rsplit(".", maxsplit=1)[-1], code.text) for code in zxingcpp.read_barcodes(picture)]


def codes(pdf, kind, *, page=0):
    return sorted(
        text for name, text in decoded(render(pdf, page=page)) if kind in name.replace("-", "").replace(" ", "")
    )


@pytest.mark.parametrize("sheet", ["single", "a4-2up", "a4-4up"])
def test_the_slug_code_decodes_on_every_sheet(sheet):
    cards = [note(number=number) for number in (1, 2, 3, 4)]
    printed = print_pieces(cards, sheet=sheet)
    read = [code for page in range(printed.pages) for code in codes(printed.pdf, "128", page=page)]
    assert sorted(read) == ["10481", "10482", "10483", "10484"]


@pytest.mark.parametrize("code", ["10482", "123456", "DL-10482", "A1", "2026110000017", "x9~Z 4"])
def test_each_kind_of_scanner_code_decodes(code):
    assert codes(print_pieces([note(slug=slug(code=code))]).pdf, "128") == [code]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("sheet", ["single", "a4-4up"])
def test_the_qr_code_decodes_on_every_form(form, sheet):
    address = "https://shop.example/s/bowl-story-of-ana?c=4711"
    pdf = print_pieces([insert(form, qr=address)], sheet=sheet).pdf
    assert codes(pdf, "QR") == [address]


def test_an_insert_without_an_address_has_no_code():
    assert codes(print_pieces([insert(qr="", qr_caption="")]).pdf, "QR") == []


def test_the_slug_tells_order_place_recipient_and_note():
    card = note(slug=slug(17, total=240, recipient="Jonas Weber", note="gift wrap"))
    text = read_with_pdfium(print_pieces([card]).pdf)[0]
    assert "10497 17 of 240" in text
    assert "Jonas Weber · gift wrap" in text


def test_a_recipient_no_font_has_leaves_the_order_number_alone():
    text = read_with_pdfium(print_pieces([note(slug=slug(recipient="山田"))]).pdf)[0]
    assert text.endswith("10481 1 of 1")


def test_the_slug_lies_outside_the_trim():
    bare = read_with_pdfium(print_pieces([note()], marks=False).pdf)[0]
    assert "10481" not in bare


def test_a_long_recipient_does_not_run_into_the_code():
    card = note(slug=slug(recipient="Maximiliane von und zu Hohenlohe-Waldenburg-Schillingsfürst " * 3))
    assert codes(print_pieces([card]).pdf, "128") == ["10481"]


def inside_safe_zone(piece):
    left, top, right, bottom = ink_box(render(print_pieces([piece], marks=False).pdf, dpi=200), dpi=200)
    return left >= 5 and top >= 5 and right <= 100 and bottom <= 143


@pytest.mark.parametrize("preset", ["neat", "natural", "lively"])
@pytest.mark.parametrize("hand", ["caveat", "zeyada"])
def test_handwriting_stays_inside_the_safe_zone(hand, preset):
    words = ("We thank you very much indeed for everything. " * 9,)
    assert all(
        inside_safe_zone(note(number=number, hand=hand, preset=preset, paragraphs=words, small_print="14 Harbour Lane"))
        for number in range(4)
    )


@pytest.mark.parametrize("form", FORMS)
def test_inserts_stay_inside_the_safe_zone(form):
    long = insert(
        form,
        paragraphs=("Every bowl begins as a lump of clay from the river bank. " * 4,),
        steps=("Warm the pot with hot water.",) * (3 if form == "guide" else 0),
        hand=Hand(preset="lively"),
        hand_line="I still drink my morning tea from the very first one she gave me years ago.",
    )
    assert inside_safe_zone(long)


@settings(max_examples=60)
@given(code=st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20))
def test_a_code128_symbol_is_whole_modules_of_eleven(code):
    assert (sum(code128(code)) - 13) % 11 == 0
