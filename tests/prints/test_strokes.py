"""The hand we drew: complete for four languages, no letter without its strokes, made into a font that shapes."""

import unicodedata
from pathlib import Path

import numpy as np
import pytest

from print_templates import Hand, print_pieces
from print_templates.hand.hands import open_hand
from print_templates.pens.curves import Knot, smooth
from print_templates.pens.font import font_file, stroke_face
from print_templates.pens.nib import GEL, outline, widths
from print_templates.pens.strokes import CAP_HEIGHT, X_HEIGHT, read_hand, stroke_hands
from tests.prints.pieces import note, printed_text

pytestmark = pytest.mark.slow

ALPHABETS = {
    "English": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?'\"’‘“”–—-&()/@%+=*#…",
    "German": "äöüßÄÖÜẞ„“‚‘",
    "French": "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ«»‹›",
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ№",
    "Polish": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
    "Czech and Slovak": "áčďéěíňóřšťúůýžľĺŕôäÁČĎÉĚÍŇÓŘŠŤÚŮÝŽĽĹŔ",
    "Hungarian and Romanian": "áéíóöőúüűÁÉÍÓÖŐÚÜŰăâîșțĂÂÎȘȚ",
    "Nordic and Baltic": "åæøðþÅÆØÐÞāčēģīķļņšūžąęėįųĀČĒĢĪĶĻŅŠŪŽ",
    "Spanish, Portuguese, Turkish": "áéíñóúü¡¿ãõâêôçğıöşüİĞŞ",
    "Ukrainian and Belarusian": "ґєіїўҐЄІЇЎ",
    "Vietnamese": "ạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộơớờởỡợụủũưứừửữựỳỵỷỹđ",
}


@pytest.fixture(scope="module")
def hand():
    return read_hand(stroke_hands()["wren"])


@pytest.mark.parametrize("language", ALPHABETS)
def test_the_hand_writes_every_letter_of(language, hand):
    assert [letter for letter in ALPHABETS[language] if letter not in hand.glyphs] == []


def test_every_glyph_has_ink_between_the_lowest_descender_and_the_highest_accent(hand):
    for glyph in hand.glyphs.values():
        heights = np.concatenate(glyph.strokes)[:, 1]
        assert heights.min() >= -125, glyph.name
        assert heights.max() <= 330, glyph.name


def test_small_letters_stand_on_the_line_and_reach_the_x_height(hand):
    for letter in "acemnorsuvwxzасеимнопхя":
        heights = np.concatenate(hand.glyphs[letter].strokes)[:, 1]
        assert abs(heights.min()) <= 5, letter
        assert abs(heights.max() - X_HEIGHT) <= 5, letter


def test_capitals_are_of_one_height(hand):
    for letter in "ABCDEFGHIKLMNOPRSTUVWXYZБГИЛПЦЧШЭЮЯ":
        assert abs(np.concatenate(hand.glyphs[letter].strokes)[:, 1].max() - CAP_HEIGHT) <= 8, letter


def test_an_accent_stands_clear_of_its_letter(hand):
    for name, glyph in hand.glyphs.items():
        base, *marks = unicodedata.normalize("NFD", name) if len(name) == 1 else (name,)
        if marks and name not in "ďľťĽģ" and all(unicodedata.combining(mark) == 230 for mark in marks):
            below = max(stroke[:, 1].max() for stroke in glyph.strokes[: -_strokes_above(hand, base, glyph)])
            assert min(stroke[:, 1].min() for stroke in glyph.strokes[-1:]) > below, name


@pytest.mark.parametrize("letter", "äöüÄÖÜëïёїőűŐŰ")
def test_two_marks_on_one_letter_do_not_run_together(hand, letter):
    one, other = hand.glyphs[letter].strokes[-2:]
    assert np.hypot(*(one[:, None] - other[None]).transpose(2, 0, 1)).min() > 0.3 * X_HEIGHT


def _strokes_above(hand, base, glyph):
    dotted = {"i": "ı", "j": "ȷ", "і": "ı", "ј": "ȷ"}
    return len(glyph.strokes) - len(hand.glyphs[dotted.get(base, base)].strokes)


def test_a_smooth_line_passes_through_every_point_it_was_given():
    knots = [Knot(0, 0), Knot(40, 90), Knot(80, 20, corner=True), Knot(120, 60)]
    points = smooth(knots, step=5)
    assert all(np.hypot(*(points - (knot.x, knot.y)).T).min() < 1e-9 for knot in knots)
    assert np.hypot(*np.diff(points, axis=0).T).max() < 7


def test_four_points_of_a_circle_become_a_circle():
    around = [Knot(np.cos(angle) * 50, np.sin(angle) * 50) for angle in np.linspace(0, 2 * np.pi, 9)]
    assert np.abs(np.hypot(*smooth(around, step=4).T) - 50).max() < 0.1


def test_a_pen_is_slower_and_broader_in_a_bend_and_thin_where_it_lifts(hand):
    stroke = hand.glyphs["o"].strokes[0]
    across = widths(stroke, nib=GEL, height=X_HEIGHT)
    assert across[-1] < 0.8 * across.max()
    assert across.min() > 0.4 * GEL.width * X_HEIGHT


def test_an_outline_goes_around_its_stroke(hand):
    for letter in "aeklnз8":
        for stroke in hand.glyphs[letter].strokes:
            ring = outline(stroke, nib=GEL, height=X_HEIGHT)
            away = np.array([np.hypot(*(stroke - point).T).min() for point in ring])
            assert away.max() < 0.7 * GEL.width * X_HEIGHT * 1.3, letter


def test_the_font_is_the_same_every_time_and_made_once(tmp_path):
    first = font_file("wren", folder=tmp_path / "a")
    changed = first.stat().st_mtime_ns
    assert font_file("wren", folder=tmp_path / "a").stat().st_mtime_ns == changed
    assert first.read_bytes() == font_file("wren", folder=tmp_path / "b").read_bytes()


def test_a_folder_that_cannot_be_written_does_not_stop_the_hand(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    path = font_file("wren", folder=tmp_path / "file")
    assert path.exists()
    assert "could not be kept" in caplog.text


@pytest.mark.parametrize("pair", ["an", "he", "in", "me", "on", "ti", "ни", "ше", "ая"])
def test_a_join_is_one_stroke_through_both_letters(pair):
    face = stroke_face("wren")
    gid = face.names.index(pair) + 2
    widest = max(face.strokes(gid), key=lambda stroke: np.ptp(stroke[:, 0]))
    assert np.ptp(widest[:, 0]) > 0.7 * np.ptp(np.concatenate(face.strokes(gid))[:, 0])
    first, second = (len(face.hand.glyphs[letter].strokes) for letter in pair)
    assert len(face.strokes(gid)) == first + second - 1


def test_words_take_turns_between_joined_and_other_forms():
    face = open_hand(Hand(name="wren")).pens[0].face
    plain, joined, second = (
        [glyph.gid for glyph in face.shape("inner", extra=extra)] for extra in ((), ("dlig",), ("ss01",))
    )
    assert len(joined) < len(plain) == len(second)
    assert plain != second


def test_a_doubled_letter_takes_two_forms():
    face = open_hand(Hand(name="wren")).pens[0].face
    first, second = (glyph.gid for glyph in face.shape("ll"))
    assert first != second


def test_a_joined_pair_reads_as_both_letters():
    face = open_hand(Hand(name="wren")).pens[0].face
    assert "".join(glyph.text for glyph in face.shape("inner", extra=("dlig",))) == "inner"


def test_letters_lean_towards_each_other_where_there_is_room(hand):
    chain = open_hand(Hand(name="wren"))
    face = chain.pens[0].face
    assert face.shape("To")[0].advance < face.advance(face.shape("T")[0].gid)


def test_the_hand_prints_as_text_in_four_languages():
    for language, words in {
        "en": "Thank you, it was a joy to pack.",
        "de": "Süße Grüße aus Köln, bis bald!",
        "fr": "Merci, ça me fait plaisir, Zoë.",
        "ru": "Спасибо, что выбрали нашу чашу ещё раз.",
    }.items():
        assert words in printed_text(note(hand="wren", language=language, paragraphs=(words,)))


def test_no_letter_of_the_hand_is_borrowed():
    chain = open_hand(Hand(name="wren"))
    assert {chain.pen_for(letter) for letters in ALPHABETS.values() for letter in letters} == {0}


def test_strokes_and_glyphs_of_the_font_are_in_the_same_order():
    face = stroke_face("wren")
    gid = open_hand(Hand(name="wren")).pens[0].face.shape("ß")[0].gid
    outline_box = open_hand(Hand(name="wren")).pens[0].face.outline(gid).points
    points = np.concatenate(face.strokes(gid))
    assert np.abs(points.min(axis=0) - outline_box.min(axis=0)).max() < 40
    assert np.abs(points.max(axis=0) - outline_box.max(axis=0)).max() < 40


def test_a_card_in_the_drawn_hand_is_the_same_twice():
    card = note(hand="wren")
    assert print_pieces([card]).pdf == print_pieces([card]).pdf


def test_stroke_data_is_shipped_beside_its_code():
    assert all(path.suffix == ".toml" and path.exists() for path in stroke_hands().values())
    assert {path.parent for path in stroke_hands().values()} == {Path(__file__).parents[2] / "print_templates" / "pens"}
