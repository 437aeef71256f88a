"""Letters a font lacks are composed of its own marks: read back right, with ink of their own in the right place."""

import numpy as np
import pytest
from fontTools.ttLib import TTFont

from print_templates import Hand, print_pieces
from print_templates.errors import FontProblem
from print_templates.hand.composing import COMPOSABLE
from print_templates.hand.fonts import open_face, packaged_font
from print_templates.hand.hands import open_hand
from print_templates.words import shape_word
from tests.prints.pieces import note, read_with_pdfium, read_with_pypdf

LATIN_1 = [*range(0x20, 0x7F), *range(0xA0, 0x100), 0x2018, 0x2019, 0x201C, 0x201D, 0x2C6, 0x2DC]
POLISH_CZECH_HUNGARIAN = "Łukasz Żółć ąęćńśź Dvořák ěščřžýů ďábel ťuk Győző őű"


@pytest.fixture(scope="module")
def western(tmp_path_factory):
    """A hand as most are: Zeyada, with Latin-1 only."""
    font = TTFont(packaged_font("Zeyada"))
    for table in font["cmap"].tables:
        table.cmap = {code: name for code, name in table.cmap.items() if code in LATIN_1}
    path = tmp_path_factory.mktemp("fonts") / "western.ttf"
    font.save(path)
    return str(path)


def test_a_western_hand_writes_eastern_names_itself(western):
    chain = open_hand(Hand(name=western))
    for word in POLISH_CZECH_HUNGARIAN.split():
        assert {pen for pen, _ in shape_word(word, chain=chain).glyphs} == {0}, word


@pytest.mark.parametrize("read", [read_with_pdfium, read_with_pypdf])
def test_composed_letters_read_back_as_themselves(western, read):
    printed = print_pieces([note(hand=western, paragraphs=(POLISH_CZECH_HUNGARIAN,))], marks=False)
    assert POLISH_CZECH_HUNGARIAN in read(printed.pdf)[0]


def composed(face):
    numbers = ((character, face.composer.number(character)) for character in COMPOSABLE)
    return [(character, gid) for character, gid in numbers if gid is not None]


@pytest.mark.parametrize("name", ["zeyada", "caveat"])
def test_every_composed_letter_has_more_ink_than_its_base_and_stands_by_it(name):
    face = open_face(packaged_font(name.title()))
    for character, gid in composed(face):
        if character == "ı":
            continue
        whole = face.outline(gid)
        base = face.outline(face.composer.base_glyph(gid))
        assert len(whole.points) > len(base.points) - (8 if character in "ỉịǐĩ" else 0) or character in "ǐỉĭįḭ", (
            character
        )
        low, high = whole.points.min(axis=0), whole.points.max(axis=0)
        assert high[1] - low[1] < 3.6 * face.x_height + np.ptp(base.points[:, 1]) - face.x_height, character
        assert low[0] > base.points[:, 0].min() - 0.6 * face.x_height, character
        assert high[0] < base.points[:, 0].max() + 0.8 * face.x_height, character


@pytest.mark.parametrize("letter", "ůŮ")
def test_the_ring_above_a_letter_is_whole_in_every_drawing(letter):
    chain = open_hand(Hand(name="zeyada", preset="lively"))
    ((place, glyph),) = shape_word(letter, chain=chain).glyphs
    base, drawings = chain.pens[place].variants.outlines(glyph.gid)
    firsts = [0, *(end + 1 for end in base.ends[:-1])]
    for points in drawings:
        parts = [points[first : end + 1] for first, end in zip(firsts, base.ends, strict=True)]
        hole, ring = sorted(sorted(parts, key=lambda part: -part[:, 1].mean())[:2], key=np.ptp)
        assert (hole.min(axis=0) > ring.min(axis=0)).all()
        assert (hole.max(axis=0) < ring.max(axis=0)).all()


def test_numbers_of_composed_letters_do_not_depend_on_the_font():
    caveat, zeyada = (open_face(packaged_font(name)) for name in ("Caveat", "Zeyada"))
    for face in (caveat, zeyada):
        found = composed(face)
        assert found
        assert [gid - face.glyph_count for _, gid in found] == [COMPOSABLE.index(character) for character, _ in found]


@pytest.mark.parametrize(
    ("allowed", "usable"), [(0, True), (4, True), (8, True), (2, False), (0x100, False), (0x200, False)]
)
def test_a_font_that_must_not_be_embedded_is_refused(tmp_path, allowed, usable):
    font = TTFont(packaged_font("Zeyada"))
    font["OS/2"].fsType = allowed
    path = tmp_path / f"licence-{allowed}.ttf"
    font.save(path)
    if usable:
        assert open_face(path).units == 1024
    else:
        with pytest.raises(FontProblem, match="does not allow it to be embedded"):
            open_face(path)
