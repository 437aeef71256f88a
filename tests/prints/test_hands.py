"""Words as a hand writes them: one pen a word, spaces that do not add up, right-to-left in its order."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from fontTools.ttLib import TTFont

from print_templates import Hand
from print_templates.hand.characters import normalise
from print_templates.hand.fonts import open_face, packaged_font
from print_templates.hand.hands import looks_joined, open_hand
from print_templates.hand.variants import Manner, VariantFont
from print_templates.pieces.note import draw_note
from print_templates.placement import place_words
from print_templates.samples import sample_notes
from print_templates.words import shape_word
from tests.prints.pieces import note


def pens(chain, word):
    return {pen for pen, _ in shape_word(word, chain=chain).glyphs}


def test_a_word_the_hand_lacks_is_written_whole_by_another_hand():
    assert pens(open_hand(Hand(name="zeyada")), "Здравствуйте") == {1}


def test_a_word_no_hand_has_is_typed_whole():
    chain = open_hand(Hand())
    assert pens(chain, "Αλέξης") == {len(chain.pens) - 1}


def test_a_letter_is_composed_from_the_hands_own_marks():
    assert pens(open_hand(Hand()), "ễ") == {0}


def test_a_capital_sharp_s_is_written_as_two_letters():
    assert [glyph.text for _, glyph in shape_word("STRAẞE", chain=open_hand(Hand())).glyphs] == list("STRASSE")


def test_shifts_of_words_do_not_add_up_along_a_line():
    chain = open_hand(Hand(preset="lively"))
    drawing = draw_note(note(paragraphs=("a b c d e f g h i j k l m n o p",), preset="lively"), chain=chain)
    matrices = place_words([(drawing.reference, drawing.lines)], chain=chain)
    place = 0
    for line in drawing.lines:
        offset, start = 0.0, matrices[place][4]
        for word in line.words:
            assert abs(matrices[place][4] - start - offset * line.size) < 0.1 * line.size
            offset += word.width + chain.space
            place += 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Bonjour !", "Bonjour\u00a0!"),
        ("a\u202f:\tb", "a\u00a0: b"),
        ("e\u0301te\u0301", "été"),
        ("  two   spaces ", "two spaces"),
    ],
    ids=["space before a mark", "narrow space and tab", "composed", "spaces closed up"],
)
def test_french_text_is_normalised(given, kept):
    assert normalise(given, language="fr") == kept


@pytest.mark.parametrize(
    "text", ["40 °C genügen", "20 % mehr", "2 l Wasser.", "500 г муки", "um 8 Uhr", "3 mm, 5 kg"], ids=lambda text: text
)
def test_a_number_keeps_its_unit_on_the_line(text):
    assert not any(word[-1:].isdigit() for word in normalise(text).split(" "))


@pytest.mark.parametrize("text", ["2 grams", "5 months", "3 гриба", "4 lovely cups"])
def test_a_number_before_any_other_word_may_end_its_line(text):
    assert normalise(text) == text


def test_french_punctuation_never_starts_a_line():
    piece = note(language="fr", paragraphs=("Merci ! Oui ? Voilà ; bon : « oui » ! " * 12,))
    lines = draw_note(piece, chain=open_hand(piece.hand)).lines
    assert [line.text for line in lines if line.text[0] in "!?:;»"] == []


def test_a_long_german_word_is_hyphenated_where_german_allows():
    piece = note(
        language="de", paragraphs=("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",)
    )
    texts = [line.text for line in draw_note(piece, chain=open_hand(piece.hand)).lines]
    assert any(text.endswith("-") for text in texts)
    assert "Donaudampfschifffahrts" in "".join(texts).replace("-", "")


def test_a_line_break_of_the_giver_stays_a_line_break():
    piece = note(paragraphs=("Roses are red,\nviolets are blue.",))
    texts = [line.text for line in draw_note(piece, chain=open_hand(piece.hand)).lines]
    assert texts[1:3] == ["Roses are red,", "violets are blue."]


def test_a_replaced_font_file_is_read_anew(tmp_path):
    import shutil

    import fontpkg

    path = tmp_path / "hand.ttf"
    shutil.copy(fontpkg.path("Zeyada"), path)
    first = open_hand(Hand(name=str(path))).pens[0].face.digest
    shutil.copy(fontpkg.path("Caveat"), path)
    assert open_hand(Hand(name=str(path))).pens[0].face.digest != first


@pytest.mark.parametrize("family", ["Caveat", "Zeyada", "Source Serif 4"])
def test_a_hand_of_single_letters_is_not_taken_for_a_joined_one(family):
    assert not looks_joined(open_face(packaged_font(family)))


def test_a_hand_whose_letters_run_into_each_other_is_joined(tmp_path):
    font = TTFont(packaged_font("Zeyada"))
    for name, (advance, bearing) in font["hmtx"].metrics.items():
        font["hmtx"].metrics[name] = (int(advance * 0.8), bearing)
    font.save(tmp_path / "joined.ttf")
    assert looks_joined(open_face(tmp_path / "joined.ttf"))


def test_the_joins_of_a_joined_hand_stay_where_they_are():
    face = open_face(packaged_font("Zeyada"))
    font = VariantFont(face, "lively", Manner(joined=True), folder=None)
    (gid,) = {glyph.gid for glyph in face.shape("n")}
    base, drawn = font.outlines(gid)
    at_the_edge = base.points[:, 0] <= 0
    assert at_the_edge.any()
    assert (drawn[:, at_the_edge] == base.points[at_the_edge]).all()


WORDS = (
    "Dear",
    "office",
    "Żółta",
    "wood,",
    "e\u0301t\u00e9",
    "«Bonjour\u00a0!»",
    "Здравствуйте",
    "fifteen-and-twenty-letters",
)


@pytest.mark.parametrize("family", ["Caveat", "Zeyada", "Source Serif 4"])
def test_a_word_is_shaped_alike_whether_or_not_its_letters_were_met_before(tmp_path, family):
    writable = [word for word in WORDS if open_face(packaged_font(family)).covers(word)]
    assert len(writable) > 4
    known = open_face(packaged_font(family))
    for word in (*writable, *(word[:-1] for word in writable)):
        known.shape(word)
    for number, word in enumerate(writable):
        path = tmp_path / f"unseen{number}.ttf"
        path.write_bytes(packaged_font(family).read_bytes())
        assert known.shape(word) == open_face(path).shape(word) == known.shape(word)


def test_no_word_stands_alone_on_the_last_line_where_the_one_before_can_come_along():
    card = replace(sample_notes()[0], hand=Hand(name="zeyada"))
    texts = [line.text for line in draw_note(card, chain=open_hand(card.hand)).lines]
    assert "came from." in texts


def test_a_row_of_two_long_words_keeps_both_though_one_stands_alone_below():
    words = "Eingangsbestätigung Eingangsbestätigung Eingangsbestätigung"
    lines = draw_note(note(paragraphs=(words,), closing=""), chain=open_hand(Hand())).lines
    rows = [line.text for line in lines if "Eingang" in line.text]
    assert [len(row.split()) for row in rows] in ([2, 1], [1, 1, 1])


@pytest.mark.parametrize("hand", ["caveat", "zeyada", "wren"])
def test_a_full_stop_is_wider_than_the_stroke_in_every_drawing(hand):
    pen = open_hand(Hand(name=hand)).pens[0]
    stop, stroke = (pen.face.font.get_nominal_glyph(ord(sign)) for sign in ".c")
    _, stops = pen.variants.outlines(stop)
    base, strokes = pen.variants.outlines(stroke)
    widths = [stroke_width(each, base.ends) for each in strokes]
    assert min(np.ptp(each, axis=0).max() for each in stops) > sum(widths) / len(widths)


def stroke_width(points, ends):
    """Twice the inked area over the length of its edge."""
    assert len(ends) == 1
    after = np.roll(points, -1, axis=0)
    area = abs(np.sum(points[:, 0] * after[:, 1] - after[:, 0] * points[:, 1])) / 2
    return 2 * area / np.hypot(*(after - points).T).sum()


def test_a_long_word_written_larger_does_not_run_into_the_next():
    chain = open_hand(Hand(preset="lively"))
    cards = [note(number=number, paragraphs=("wunderschönes es " * 8,), preset="lively") for number in range(20)]
    for card in cards:
        drawing = draw_note(card, chain=chain)
        matrices = iter(place_words([(drawing.reference, drawing.lines)], chain=chain))
        for line in drawing.lines:
            rows = [(word, next(matrices)) for word in line.words]
            ends = [(matrix[4], matrix[4] + word.width * matrix[0]) for word, matrix in rows]
            gaps = [start - end for (_, end), (start, _) in pairwise(ends)]
            assert all(gap > 0.35 * chain.space * line.size for gap in gaps)
