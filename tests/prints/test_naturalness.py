"""A note looks written by a person: the measures, with twin share and legible drift as gates."""

from functools import cache

import pytest

from print_templates.meter.naturalness import measure
from tests.prints.pieces import note

pytestmark = pytest.mark.slow

WORDS = (
    "Thank you so much for your order! We are a tiny team of four, and every single parcel still makes our day.",
    "I wrapped your candle set myself and slipped in a little something extra, because you have been with us since "
    "the very beginning. If anything is not quite right, just write back and we will fix it at once.",
)


@cache
def notes_measured(hand, preset):
    return [measure(note(number=number, hand=hand, preset=preset, paragraphs=WORDS)) for number in range(6)]


def measured(hand, preset, name):
    return [getattr(each, name) for each in notes_measured(hand, preset)]


def mean(values):
    return sum(values) / len(values)


HANDS = pytest.mark.parametrize("hand", ["caveat", "zeyada"])


@HANDS
@pytest.mark.parametrize("preset", ["neat", "natural", "lively"])
def test_a_note_has_no_two_letters_alike(hand, preset):
    assert max(measured(hand, preset, "twin_share")) == 0.0


@pytest.mark.parametrize("hand", ["caveat", "wren", "zeyada"])
@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("closest_p5", 0.02, 0.10),
        ("shape_distance", 0.07, 0.12),
        ("height_cv", 0.06, 0.11),
        ("width_cv", 0.06, 0.11),
        ("slant_sd", 2.0, 4.0),
        ("baseline_sd_mm", 0.15, 0.35),
        ("slope_sd", 0.4, 1.0),
        ("margin_sd_mm", 0.5, 1.5),
        ("interline_sd_mm", 0.2, 0.5),
        ("gap_cv", 0.12, 0.25),
    ],
)
def test_a_natural_note_lies_in_the_band(hand, name, low, high):
    assert low <= mean(measured(hand, "natural", name)) <= high


def test_the_drawn_hand_has_no_two_letters_alike_either():
    assert max(measured("wren", "natural", "twin_share")) == 0.0


@HANDS
@pytest.mark.parametrize("preset", ["neat", "natural", "lively"])
def test_no_line_slopes_more_than_two_and_a_half_degrees(hand, preset):
    assert max(measured(hand, preset, "slope_max")) < 2.5


@HANDS
@pytest.mark.parametrize("name", ["shape_distance", "slant_sd", "baseline_sd_mm", "margin_sd_mm"])
def test_the_presets_differ_in_order(hand, name):
    neat, natural, lively = (mean(measured(hand, preset, name)) for preset in ("neat", "natural", "lively"))
    assert neat < natural < lively


def test_the_same_words_from_two_references_share_no_drawn_word():
    from print_templates import Hand
    from print_templates.hand.hands import open_hand
    from print_templates.handwriting import glyph_numbers
    from print_templates.pieces.note import draw_note

    chain = open_hand(Hand())
    words = []
    for number in (1, 2):
        drawing = draw_note(note(number=number), chain=chain)
        numbers = iter(glyph_numbers([(drawing.reference, drawing.lines)], chain=chain).tolist())
        written = [word for line in drawing.lines for word in line.words]
        words.append([tuple(next(numbers) for _ in word.glyphs) for word in written])
    same = [first for first, second in zip(*words, strict=True) if first == second and len(first) > 2]
    assert same == []
