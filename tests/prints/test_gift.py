"""A gift note carries the giver's words, large, and nothing that tells a price."""

import re

from print_templates import print_pieces
from print_templates.hand.hands import open_hand
from print_templates.pieces.note import draw_note
from tests.prints.pieces import note, read_with_pdfium

WISH = ("Happy birthday! I saw this bowl and thought of our breakfasts in Lisbon.",)
MONEY = re.compile(r"[€$£¥]|\d+[.,]\d{2}|\b(EUR|USD|GBP|CHF)\b")


def gift(**fields):
    return note("Jonas", paragraphs=WISH, signature="Mira", gift=True, small_print="A gift from Mira.", **fields)


def test_a_gift_note_shows_no_price_even_on_the_slug():
    assert not MONEY.search(read_with_pdfium(print_pieces([gift()]).pdf)[0])


def test_a_gift_note_has_the_wish_and_who_gave_it():
    text = read_with_pdfium(print_pieces([gift()], marks=False).pdf)[0]
    assert text == f"A gift from Mira. Dear Jonas, {WISH[0]} Warmly, Mira"


def test_a_short_gift_note_is_written_larger_than_a_thank_you():
    piece = gift()
    chain = open_hand(piece.hand)
    plain = note("Jonas", paragraphs=WISH, signature="Mira")
    sizes = [draw_note(each, chain=chain).lines[0].size for each in (piece, plain)]
    assert sizes[0] > 1.15 * sizes[1]
