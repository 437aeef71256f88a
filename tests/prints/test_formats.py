"""Formats and sheets: every one has its size, its safe zone and its place; backs and piles meet their fronts."""

import io
from dataclasses import replace
from typing import get_args

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from print_templates import CannotPrint, FormatName, Hand, print_pieces
from print_templates.hand.hands import open_hand
from print_templates.pieces.note import draw_note
from print_templates.sheet.arranging import SHEETS, arrange
from print_templates.sheet.formats import FORMATS
from tests.prints.pieces import MM, ink_box, insert, note, read_with_pdfium, render

FEW = ("Thank you for choosing the ash bowl.",)
SIZES = {
    "a6": (105, 148),
    "a5-folded": (210, 148),
    "dl": (99, 210),
    "square": (148, 148),
    "card": (85, 55),
    "4x6": (101.6, 152.4),
    "5x7": (127, 177.8),
    "a2": (107.95, 139.7),
}


def trim(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        left, bottom, right, top = (float(edge) / MM for edge in document.pages[0].TrimBox)
    return pytest.approx((right - left, top - bottom), abs=0.01)


def cards(count, *, format="a6", **fields):
    return [replace(note(number=number, paragraphs=FEW), format=format, **fields) for number in range(1, count + 1)]


@pytest.mark.parametrize("format", get_args(FormatName))
def test_the_trim_of_a_format_is_its_size(format):
    assert trim(print_pieces(cards(1, format=format)).pdf) == SIZES[format]


@pytest.mark.parametrize("preset", ["neat", "lively"])
@pytest.mark.parametrize("format", get_args(FormatName))
def test_handwriting_stays_inside_the_safe_zone_of_every_format(format, preset):
    words = FEW if format == "card" else ("We thank you very much indeed for everything. " * 9,)
    piece = replace(note(preset=preset, paragraphs=words, small_print="14 Harbour Lane"), format=format)
    printed = print_pieces([piece], marks=False)
    assert printed.refusals == ()
    width, height = SIZES[format]
    left, top, right, bottom = ink_box(render(printed.pdf, dpi=150), dpi=150)
    inset = width / 2 if format == "a5-folded" else 0
    assert (left >= 5 + inset, top >= 5, right <= width - 5, bottom <= height - 5) == (True, True, True, True)


@pytest.mark.parametrize("format", ["a6", "a5-folded", "dl", "square", "4x6", "5x7", "a2"])
@pytest.mark.parametrize("form", ["story", "guide", "bundle", "share", "sample"])
def test_an_insert_fits_every_format_but_the_smallest(form, format):
    piece = insert(form, format=format, steps=("Warm the pot.", "Pour.") if form == "guide" else ())
    printed = print_pieces([piece], marks=False)
    assert printed.refusals == ()
    (code,) = zxingcpp.read_barcodes(render(printed.pdf, dpi=200))
    assert code.text == piece.qr


@pytest.mark.parametrize("form", ["story", "share", "sample", "bundle"])
def test_an_insert_as_small_as_a_visiting_card_has_its_code_beside_few_words(form):
    piece = insert(form, format="card", heading="Pass this on", paragraphs=("For a friend.",), hand_line="")
    printed = print_pieces([piece], marks=False)
    assert printed.refusals == ()
    picture = render(printed.pdf)
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [piece.qr]
    left, top, right, bottom = ink_box(picture)
    assert (left >= 5, top >= 5, right <= 80, bottom <= 50) == (True, True, True, True)


def test_a_handwritten_line_too_long_for_a_visiting_card_is_named():
    long = "I drink my morning tea from the first one she gave me, and so does my neighbour."
    (refusal,) = print_pieces([insert(format="card", hand_line=long)]).refusals
    assert refusal.reason.startswith(f"Order 10481: the handwritten line {long!r} does not fit; shorten it")


def test_text_too_long_for_a_small_card_names_piece_and_mend():
    (refusal,) = print_pieces([replace(note(paragraphs=("Thank you so much. " * 30,)), format="card")]).refusals
    assert refusal.order_number == "10481"
    assert "shorten it" in refusal.reason


def test_an_unknown_format_is_refused_and_the_others_printed():
    bad = replace(note(number=2), format="napkin")
    printed = print_pieces([note(), bad, note(number=3)])
    assert list(printed.hashes) == ["card-1", "card-3"]
    assert "napkin" in printed.refusals[0].reason
    assert "a5-folded" in printed.refusals[0].reason


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("format", get_args(FormatName))
def test_trims_lie_on_the_sheet_and_apart(sheet, format):
    spec = FORMATS[format]
    if (
        spec.name != "card"
        and sheet.endswith("10up")
        or spec.name in ("a5-folded", "dl", "square", "5x7")
        and "4up" in sheet
    ):
        (refusal,) = print_pieces([*cards(1, format=format)], sheet=sheet).refusals
        assert "choose a sheet with fewer" in refusal.reason
        return
    found = arrange(sheet, format=spec)
    wide, tall = spec.flat_width * found.scale, spec.height * found.scale
    for number, (x, y) in enumerate(found.spots):
        assert x >= 0 <= y
        assert x + wide <= found.width
        assert y + tall <= found.height
        for left, bottom in found.spots[:number]:
            assert abs(left - x) >= wide + 2 * found.bleed - 0.01 or abs(bottom - y) >= tall + 2 * found.bleed - 0.01


@pytest.mark.parametrize(
    ("sheet", "format"),
    [("a4-10up", "card"), ("letter-10up", "card"), ("letter-4up", "a6"), ("letter-4up", "a2"), ("a4-2up", "dl")],
)
def test_the_slug_code_of_each_place_is_that_of_its_order(sheet, format):
    pdf = print_pieces(cards(10, format=format), sheet=sheet).pdf
    picture, found = render(pdf), arrange(sheet, format=FORMATS[format])
    height = picture.shape[0] / 300 * 72
    wide, tall = FORMATS[format].flat_width * found.scale, FORMATS[format].height * found.scale
    read = {}
    for code in zxingcpp.read_barcodes(picture):
        corner = code.position
        x, y = (
            (corner.top_left.x + corner.bottom_right.x) / 600 * 72,
            (corner.top_left.y + corner.bottom_right.y) / 600 * 72,
        )
        middles = [
            (left + wide / 2, height - bottom - (tall / 2 if found.aside else 0)) for left, bottom in found.spots
        ]
        spot = min(range(len(middles)), key=lambda n: (middles[n][0] - x) ** 2 + (middles[n][1] - y) ** 2)
        read[spot] = code.text
    assert read == {number: str(10481 + number) for number in range(len(found.spots))}


def test_piles_of_a_stack_laid_on_one_another_are_in_pick_order():
    printed = print_pieces(cards(10), sheet="a4-4up", order="stack")
    piles = sorted(printed.places, key=lambda place: (place.spot, place.page))
    assert [place.reference for place in piles] == [f"card-{number}" for number in range(1, 11)]
    assert printed.pages == 3


def test_a_refused_piece_leaves_its_place_in_a_stack_empty():
    run = cards(8)
    run[2] = replace(run[2], paragraphs=())
    printed = print_pieces(run, sheet="a4-4up", order="stack")
    places = {place.reference: (place.page, place.spot) for place in printed.places}
    assert places["card-4"] == (2, 2)
    assert "card-3" not in places


@pytest.mark.parametrize("format", ["napkin", "5x7"])
def test_a_stack_prints_the_others_where_the_first_piece_cannot_be(format):
    run = cards(6)
    run[0] = replace(run[0], format=format)
    printed = print_pieces(run, sheet="a4-4up", order="stack")
    assert sorted(printed.hashes) == [f"card-{number}" for number in range(2, 7)]
    assert printed.refusals[0].order_number == "10481"


def test_a_page_announces_the_pieces_that_follow():
    run = [replace(card, slug=replace(card.slug, total=5)) for card in cards(5)]
    texts = read_with_pdfium(print_pieces(run, separate=3).pdf)
    assert [number for number, text in enumerate(texts) if "from order" in text] == [0, 4]
    assert texts[0] == "1–3 of 5 from order 10481"
    assert texts[4] == "4–5 of 5 from order 10484"


@pytest.fixture
def photograph(tmp_path):
    grey = np.linspace(0, 255, 1600, dtype=np.uint8)
    path = tmp_path / "bowl.jpg"
    Image.fromarray(np.broadcast_to(grey[:, None, None], (1600, 1200, 3)).copy()).save(path)
    return str(path)


def test_a_picture_stands_behind_its_card_when_the_sheet_is_turned(photograph):
    run = [replace(card, picture=photograph if number == 0 else "") for number, card in enumerate(cards(2))]
    pdf = print_pieces(run, sheet="a4-2up", marks=False).pdf
    front, back = (render(pdf, dpi=72, page=page) for page in (0, 1))
    (x, _), scale = arrange("a4-2up", format=FORMATS["a6"]).spots[0], 1.0
    left, _, right, _ = ink_box(back, dpi=72)
    turned = back.shape[1] / 72 * 25.4
    assert turned - right == pytest.approx(x / MM - 3, abs=0.7)
    assert turned - left == pytest.approx(x / MM + 105 * scale + 3, abs=0.7)
    assert front.shape == back.shape


def test_a_picture_keeps_its_greys_in_the_inks_of_the_press(photograph):
    card = replace(note(), picture=photograph)
    page = render(print_pieces([card], marks=False).pdf, dpi=72, page=1)
    column = page[:, page.shape[1] // 2].astype(int)
    # Cut at top and bottom by bleed and shape, the ramp runs from nearly black to nearly white and never turns back.
    assert column[0] < 30
    assert column[-1] > 225
    assert np.diff(column).min() >= -4


def test_a_run_embeds_one_picture_once(photograph):
    one, many = (len(print_pieces(cards(count, picture=photograph)).pdf) for count in (1, 9))
    assert many < 1.9 * one


@pytest.mark.parametrize(
    ("size", "said"), [((300, 400), "would print blurred"), ((10_000, 6_100), "more than 60 megapixels")]
)
def test_a_picture_of_the_wrong_size_is_refused_with_the_mend(tmp_path, size, said):
    path = tmp_path / "bowl.png"
    Image.new("1", size).save(path)
    printed = print_pieces([replace(note(), picture=str(path)), note(number=2)])
    assert said in printed.refusals[0].reason
    assert list(printed.hashes) == ["card-2"]


def test_a_file_that_is_no_picture_is_refused_by_name(tmp_path):
    path = tmp_path / "bowl.jpg"
    path.write_text("not a picture")
    assert "bowl.jpg is no picture" in print_pieces([replace(note(), picture=str(path))]).refusals[0].reason


def test_a_missing_picture_is_refused_by_name(tmp_path):
    path = tmp_path / "gone.jpg"
    assert "gone.jpg is no picture" in print_pieces([replace(note(), picture=str(path))]).refusals[0].reason


def test_a_transparent_picture_is_printed_on_white(tmp_path):
    path = tmp_path / "leaf.png"
    Image.new("RGBA", (1400, 2000), (0, 0, 0, 0)).save(path)
    page = render(print_pieces([replace(note(), picture=str(path))], marks=False).pdf, dpi=40, page=1)
    assert page.min() > 250


@pytest.mark.parametrize("sheet", ["single", "a4-4up", "letter-4up", "a4-2up", "letter-1up"])
def test_a_long_prompt_for_a_pen_is_read_to_its_end_and_touches_no_other_piece(sheet):
    prompt = "what you would put into the bowl on the first cold morning of the year, and why so"
    cards = [note("Małgorzata", number=number, human_slot=prompt) for number in (1, 2, 3, 4)]
    pdf = print_pieces(cards, sheet=sheet).pdf
    told = " ".join(read_with_pdfium(pdf))
    assert (told.count("by pen: what you"), told.count("why so"), told.count("…")) == (4, 4, 0)
    bare = [replace(card, human_slot="") for card in cards]
    with_words, without = (render(print_pieces(each, sheet=sheet).pdf, dpi=100) for each in (cards, bare))
    assert with_words.shape == without.shape
    scale = arrange(sheet, format=FORMATS["a6"]).scale
    for x, y in arrange(sheet, format=FORMATS["a6"]).spots:
        top, left = with_words.shape[0] - int((y + 420 * scale) * 100 / 72), int(x * 100 / 72)
        above = slice(top - int(2.0 / 25.4 * 100), top + 20)
        across = slice(left + 20, left + int(280 * scale))
        assert (with_words[above, across] > 128).all()


def test_the_line_for_a_pen_is_free_and_the_prompt_is_for_the_packer():
    card = note(human_slot="a word about the dog")
    assert "by pen: a word about the dog" in read_with_pdfium(print_pieces([card]).pdf)[0]
    bare = print_pieces([card], marks=False).pdf
    assert "dog" not in read_with_pdfium(bare)[0]
    inked = render(bare, dpi=150) < 200
    (rules,) = np.nonzero(inked.sum(axis=1) > 55 / 25.4 * 150)
    assert len(rules) in (1, 2, 3)
    assert not inked[rules[0] - 30 : rules[0] - 1].any()  # five millimetres to write in


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_word_of_a_sheet_stands_where_a_printer_may_not_reach(sheet):
    run = cards(10, format="card" if "10up" in sheet else "a6", human_slot="what you would put into it first")
    document = pypdfium2.PdfDocument(print_pieces(run, sheet=sheet).pdf)
    try:
        width, height = document[0].get_size()
        text = document[0].get_textpage()
        boxes = [
            text.get_charbox(place) for place in range(text.count_chars()) if text.get_text_range(place, 1).strip()
        ]
    finally:
        document.close()
    assert min(min(left, low, width - right, height - top) for left, low, right, top in boxes) > 3 * MM


def test_a_prompt_for_a_pen_is_read_to_its_end_beside_the_smallest_card():
    run = [replace(note("Małgorzata", number=1, paragraphs=("I am sorry.",), human_slot="why it broke"), format="card")]
    assert "by pen: why it broke" in read_with_pdfium(print_pieces(run, sheet="letter-10up").pdf)[0]


@pytest.mark.parametrize("format", get_args(FormatName))
def test_a_format_knows_how_small_the_fullest_sheet_prints_it(format):
    def scale(sheet):
        try:
            return arrange(sheet, format=FORMATS[format]).scale
        except CannotPrint:
            return 1.0

    assert FORMATS[format].scale == min(map(scale, SHEETS))


@pytest.mark.parametrize("hand", ["caveat", "zeyada", "wren"])
@pytest.mark.parametrize("format", ["a6", "square", "card", "4x6"])
def test_the_smallest_writing_is_easy_to_read_on_the_fullest_sheet(format, hand):
    chain, sizes = open_hand(Hand(name=hand)), []
    for count in range(1, 60):
        try:
            words = ("small, yet easy to read, " * count,)
            drawn = draw_note(note(hand=hand, format=format, paragraphs=words), chain=chain)
        except CannotPrint:
            break
        sizes.append(drawn.lines[0].size / chain.em * chain.x_height)
    assert 1.8 <= min(sizes) * FORMATS[format].scale < 2.1
