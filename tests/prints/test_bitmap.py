"""A label printer gets black dots in the size of its paper; what is printed on them can be read and scanned."""

import io

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from print_templates import Refusal, print_pieces
from print_templates.labels import print_labels
from print_templates.writers.bitmap import DOTS, LABELS
from tests.prints.pieces import insert, note, render

SIZES = {
    ("100x150", 203): (800, 1200),
    ("4x6", 203): (812, 1219),
    ("100x150", 300): (1181, 1771),
    ("4x6", 300): (1200, 1800),
}
EVERY = pytest.mark.parametrize(("label", "dpi"), SIZES, ids=lambda value: str(value))


def opened(png):
    return Image.open(io.BytesIO(png))


def black(png):
    return ~np.array(opened(png))


@EVERY
def test_a_label_has_the_dots_of_its_paper_and_one_bit_each(label, dpi):
    (printed,) = print_labels([note()], label=label, dpi=dpi)
    picture = opened(printed.png)
    assert picture.mode == "1"
    assert picture.size == SIZES[label, dpi]
    assert picture.info["dpi"][0] == pytest.approx(DOTS[dpi] * 25.4, abs=0.1)
    assert len(printed.png) < 40_000


@EVERY
def test_the_code_on_a_label_scans(label, dpi):
    (printed,) = print_labels([insert()], label=label, dpi=dpi)
    (code,) = zxingcpp.read_barcodes(opened(printed.png).convert("L"))
    assert code.text == "https://shop.example/s/bowl-story"


@pytest.mark.parametrize("hand", ["caveat", "wren"])
def test_no_stroke_of_the_hand_breaks_at_eight_dots_a_millimetre(hand):
    (printed,) = print_labels([note(hand=hand)], dpi=203)
    dots = black(printed.png)
    # What the page draws, at the label's own scale: nearly all of its middle lines are dots.
    page = render(print_pieces([note(hand=hand)], marks=False).pdf, dpi=203.2 * 4 * 100 / 105) < 60
    inner = page[1:-1, 1:-1] & page[:-2, 1:-1] & page[2:, 1:-1] & page[1:-1, :-2] & page[1:-1, 2:]
    rows, columns = np.nonzero(inner)
    top, left = (dots.shape[0] - page.shape[0] // 4) // 2, (dots.shape[1] - page.shape[1] // 4) // 2
    assert dots[top + rows // 4, left + columns // 4].mean() > 0.97


def test_a_label_keeps_a_margin_the_head_cannot_reach():
    (printed,) = print_labels([note()])
    rows, columns = np.nonzero(black(printed.png))
    edge = 2 * DOTS[203]
    width, height = (side * DOTS[203] for side in LABELS["100x150"])
    assert min(rows.min(), columns.min()) > edge
    assert rows.max() < height - edge
    assert columns.max() < width - edge


def test_a_label_is_the_same_twice_and_knows_its_content():
    first, second = (next(print_labels([note()])) for _ in range(2))
    assert first == second
    assert first.digest == print_pieces([note()], marks=False).hashes["card-1"]


def test_a_piece_that_cannot_be_printed_is_listed_and_the_others_go_on():
    refusal, printed = print_labels([note(number=1, paragraphs=("谢谢",)), note(number=2)])
    assert isinstance(refusal, Refusal)
    assert printed.order_number == "10482"
