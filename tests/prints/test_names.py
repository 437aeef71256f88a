"""A name is written right, or not at all: never garbled, never cut off, never with a hole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from print_templates import Hand, print_pieces, uncovered
from tests.prints.pieces import ink_box, note, printed_text, read_with_pdfium, render

pytestmark = pytest.mark.slow

SAFE = 5.0


@pytest.mark.parametrize("hand", ["caveat", "zeyada"])
@pytest.mark.parametrize(
    "name",
    ["Zoë", "Małgorzata", "Łukasz", "Jürgen", "François", "Ağahan", "Ștefan", "Мария", "O’Brien", "Anne-Lise"],
)
def test_a_european_name_is_handwritten(name, hand):
    text = printed_text(note(name, hand=hand))
    assert text.startswith(f"Dear {name}, Thank you")


def test_a_name_typed_in_parts_is_composed():
    assert printed_text(note("Zoe\u0308")).startswith("Dear Zoë,")


def test_a_name_the_hand_lacks_is_typed():
    assert printed_text(note("Αλέξης", name_fallback="typed")).startswith("Dear Αλέξης,")


def test_a_name_the_hand_lacks_may_be_left_out():
    assert printed_text(note("Αλέξης", name_fallback="without_name")).startswith("Hello, Thank you")


def test_a_name_the_hand_lacks_may_be_left_to_a_pen():
    printed = print_pieces([note("Αλέξης", name_fallback="blank_line")])
    text = read_with_pdfium(printed.pdf)[0]
    assert text.startswith("Dear ________, Thank you")
    assert "write the name by hand" in text


@pytest.mark.parametrize("name", ["山田太郎", "김민준", "محمد", "שירה", "अनिल", "🌸🌸"], ids=ascii)
def test_a_name_no_font_has_gives_the_plain_greeting(name):
    assert printed_text(note(name)).startswith("Hello, Thank you")


def test_a_name_no_font_has_is_noted_on_the_slug():
    text = read_with_pdfium(print_pieces([note("山田太郎")]).pdf)[0]
    assert "name not written" in text


def test_emoji_are_left_out_of_a_name_and_noted():
    text = read_with_pdfium(print_pieces([note("Zoë 🌸👩‍🚀")]).pdf)[0]
    assert text.startswith("Dear Zoë,")
    assert "emoji left out of the name" in text


def test_an_empty_name_gives_the_plain_greeting():
    assert printed_text(note("", greeting="Dear ,")).startswith("Hello, Thank you")


def test_a_name_of_spaces_gives_the_plain_greeting():
    assert printed_text(note(" \u200b\t", greeting="Dear ,")).startswith("Hello, Thank you")


@pytest.mark.parametrize("name", ["Ann\u200da", "An\x07na", "\u202eAnna\u202c", "Anna\ufeff"], ids=ascii)
def test_invisible_marks_do_not_reach_the_paper(name):
    assert printed_text(note(name)).startswith("Dear Anna,")


@pytest.mark.parametrize("hand", ["caveat", "zeyada"])
def test_a_name_of_two_hundred_letters_is_complete_and_inside_the_safe_zone(hand):
    name = "Wolfeschlegelsteinhausenbergerdorff" * 6
    printed = print_pieces([note(name[:200], hand=hand)], marks=False)
    assert printed.refusals == ()
    letters = read_with_pdfium(printed.pdf)[0].replace("-", "").replace(" ", "")
    assert name[:200] in letters
    left, top, right, bottom = ink_box(render(printed.pdf))
    assert left >= SAFE
    assert top >= SAFE
    assert right <= 105 - SAFE
    assert bottom <= 148 - SAFE


def test_a_name_of_two_hundred_wide_letters_without_syllables_stays_whole():
    printed = print_pieces([note("W" * 200)], marks=False)
    assert "W" * 200 in read_with_pdfium(printed.pdf)[0].replace(" ", "").replace("-", "")


@settings(max_examples=60)
@given(name=st.text(max_size=60))
def test_any_name_at_all_prints_one_card_without_a_refusal(name):
    printed = print_pieces([note(name)], marks=False)
    assert printed.refusals == ()
    assert printed.pages == 1


@settings(max_examples=40)
@given(name=st.text(st.characters(codec="latin-1", categories=["L"]), min_size=1, max_size=24))
def test_any_western_name_reads_back(name):
    text = printed_text(note(name)).replace(" ", "").replace("-", "")
    assert text.startswith(f"Dear{name},Thank") or uncovered(name, hand=Hand())


def test_uncovered_names_each_character_once():
    assert uncovered("Zoë 山田山", hand=Hand()) == ("山", "田")


def test_uncovered_is_empty_for_what_any_font_of_the_chain_writes():
    assert uncovered("Zoë Мария Αλέξης Nguyễn", hand=Hand(name="zeyada")) == ()


@pytest.mark.parametrize("name", ["...", "—", "\u0301"], ids=ascii)
def test_a_name_without_a_letter_gives_the_plain_greeting(name):
    assert printed_text(note(name)).startswith("Hello, Thank you")


def test_the_packer_reads_a_name_without_its_emoji():
    text = read_with_pdfium(print_pieces([note("Zoë 🎉")]).pdf)[0]
    assert "Zoë · emoji left out of the name" in text
