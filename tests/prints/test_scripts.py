"""Hebrew, Arabic and Japanese through a font that the shop added: joined, in order, broken where a line may end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from print_templates import Hand, print_pieces
from print_templates.errors import FontProblem
from print_templates.hand.characters import GLUE, pieces
from print_templates.hand.directions import arranged
from print_templates.hand.fonts import packaged_font
from print_templates.hand.hands import open_hand
from print_templates.pieces.note import draw_note
from tests.prints.built_fonts import ARABIC, HEBREW, built_font
from tests.prints.pieces import ink_box, note, read_with_pdfium, read_with_pypdf, render

pytestmark = pytest.mark.slow
READERS = pytest.mark.parametrize("read", [read_with_pdfium, read_with_pypdf])
JAPANESE = (
    "このたびはご注文いただき、ありがとうございます。わたしたちは4人の小さな工房で、一つひとつの荷物がいまも毎日の喜びです。",
    "「お茶碗」はわたしが包みました。ご注文10482について、お気づきのことがあれば、いつでもお返事ください。",
)


@pytest.fixture(scope="module")
def hebrew(tmp_path_factory):
    return built_font(tmp_path_factory.mktemp("fonts") / "hebrew.ttf", HEBREW)


@pytest.fixture(scope="module")
def arabic(tmp_path_factory):
    return built_font(tmp_path_factory.mktemp("fonts") / "arabic.ttf", ARABIC, joins=True)


@pytest.fixture(scope="module")
def japanese(tmp_path_factory):
    letters = "".join(sorted(set("".join(JAPANESE) + "山田様敬具")))
    return built_font(tmp_path_factory.mktemp("fonts") / "japanese.ttf", letters, width=1000)


def hebrew_note(font, text, **fields):
    words = {"greeting": "שלום {},", "plain_greeting": "שלום,", "closing": "בברכה,", "signature": "נועה"}
    return note("שירה", hand=font, language="he", paragraphs=(text,), **words | fields)


def arabic_note(font, text):
    words = {"greeting": "عزيزي {}،", "plain_greeting": "أهلا،", "closing": "مع التحية", "signature": "نور"}
    return note("محمد", hand=font, language="ar", paragraphs=(text,), **words)


def japanese_note(font):
    words = {"greeting": "{}様、", "plain_greeting": "こんにちは、", "closing": "敬具", "signature": "山田"}
    return note("山田", hand=font, language="ja", paragraphs=JAPANESE, **words)


def drawn(piece):
    """Each line as the texts of its glyphs from left to right, and the names of those glyphs in the font."""
    chain = open_hand(piece.hand)
    face = chain.pens[0].face
    for line in draw_note(piece, chain=chain).lines:
        glyphs = [glyph for word in line.words for _, glyph in word.glyphs]
        yield "".join(glyph.text for glyph in glyphs), [face.font.glyph_to_string(glyph.gid) for glyph in glyphs]


def test_arabic_letters_take_the_form_of_their_place_and_stand_from_the_right(arabic):
    text, glyphs = next(drawn(arabic_note(arabic, "شكرا على طلبك")))
    assert text == "عزيزي محمد،"[::-1].replace(" ", "")
    assert glyphs[1:5] == ["u062F.fina", "u0645.medi", "u062D.medi", "u0645.init"]
    assert glyphs[0] == "u060C"


@READERS
def test_arabic_reads_back_in_the_order_in_which_it_was_written(arabic, read):
    words = "شكرا على طلبك، وكل طرد يسعدنا"
    text = read(print_pieces([arabic_note(arabic, words)], marks=False).pdf)[0]
    assert words in text
    assert "عزيزي محمد،" in text


def test_the_variants_of_a_font_with_arabic_keep_their_joins(arabic, hebrew):
    assert open_hand(Hand(name=arabic)).pens[0].variants.manner.joined
    assert not open_hand(Hand(name=hebrew)).pens[0].variants.manner.joined


@READERS
def test_hebrew_reads_back_in_the_order_in_which_it_was_written(hebrew, read):
    words = "תודה רבה על ההזמנה וכל חבילה משמחת אותנו"
    text = read(print_pieces([hebrew_note(hebrew, words)], marks=False).pdf)[0]
    assert words in text


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        pytest.param("הזמנה 10482 נשלחה", "החלשנ 10482 הנמזה", id="a number between words"),
        pytest.param("נשלחה ב-12.3, תודה", "הדות ,12.3-ב החלשנ", id="a date after a prefix"),
        pytest.param("ה-iPhone שלך", "ךלש iPhone-ה", id="a Latin name after a prefix"),
        pytest.param("עם Anna Lee, תודה", "הדות ,Anna Lee םע", id="two Latin words and a comma"),
        pytest.param("אותנו.", ".ונתוא", id="a full stop at the end"),
        pytest.param("רק (שתי) קערות", "תורעק (יתש) קר", id="brackets that open to the left"),
    ],
)
def test_a_hebrew_line_is_seen_as_a_reader_of_hebrew_expects(hebrew, words, seen):
    lines = [text for text, _ in drawn(hebrew_note(hebrew, words))]
    assert seen.replace(" ", "") in lines


@settings(max_examples=60)
@given(words=st.text("אבגדה אבג abAB 0123456789 .,-()'!? ", min_size=1, max_size=50))
def test_whatever_stands_among_hebrew_words_none_of_it_is_lost(hebrew, words):
    plain = str.maketrans("()", "||", " ")
    lines = [text for text, _ in drawn(hebrew_note(hebrew, "ש" + words, greeting="", plain_greeting="", closing=""))]
    assert sorted("".join(lines[:-1]).translate(plain)) == sorted(("ש" + words).translate(plain))


def test_a_hebrew_name_in_an_english_line_has_its_comma_behind_it(hebrew):
    text, _ = next(drawn(note("שירה", hand=hebrew)))
    assert text == "Dearהריש,"
    assert read_with_pdfium(print_pieces([note("שירה", hand=hebrew)], marks=False).pdf)[0].startswith("Dear שירה,")


def test_brackets_among_hebrew_letters_read_back_as_they_were_written(hebrew):
    text = read_with_pdfium(print_pieces([hebrew_note(hebrew, "רק (שתי) קערות")], marks=False).pdf)[0]
    assert "רק (שתי) קערות" in text


def test_the_blank_for_a_pen_stands_before_the_comma_that_is_to_its_left(hebrew):
    card = note(
        "山田", hand=hebrew, language="he", greeting="שלום {},", name_fallback="blank_line", paragraphs=("תודה",)
    )
    line = draw_note(card, chain=open_hand(card.hand)).lines[0]
    (blank,) = [word for word in line.words if word.blank]
    assert blank.blank[0] == pytest.approx(0.6), "the comma is one letter wide and stands left of the blank"
    assert line.words.index(blank) == 0


def test_the_ink_of_a_line_from_the_right_stays_inside_the_safe_zone(hebrew):
    words = "תודה רבה על ההזמנה וכל חבילה משמחת אותנו " * 6
    left, _, right, _ = ink_box(render(print_pieces([hebrew_note(hebrew, words.strip())], marks=False).pdf))
    assert left >= 5.0
    assert right <= 100.0


@READERS
def test_japanese_reads_back_without_spaces_of_ours(japanese, read):
    text = read(print_pieces([japanese_note(japanese)], marks=False).pdf)[0].replace(" ", "")
    assert "".join(JAPANESE) in text


def test_no_japanese_line_starts_with_a_sign_that_closes_or_ends_with_one_that_opens(japanese):
    lines = [text for text, _ in drawn(japanese_note(japanese))]
    assert len(lines) > 8
    assert not [line for line in lines if line[0] in "、。」っょ" or line[-1] in "「"]
    assert any("10482" in line for line in lines)


def test_japanese_lines_are_filled_before_the_next_begins(japanese):
    piece = japanese_note(japanese)
    chain = open_hand(piece.hand)
    lines = draw_note(piece, chain=chain).lines
    widths = [sum(word.width for word in line.words) * line.size for line in lines[1:-2]]
    ends = {3, len(widths) - 1}
    longest = max(widths)
    assert sum(width > longest - 3 * lines[1].size for width in widths) >= len(widths) - len(ends)
    left, _, right, _ = ink_box(render(print_pieces([piece], marks=False).pdf))
    assert left >= 5.0
    assert right <= 100.0


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Dear Mira,", "Dear|Mira,"),
        ("ご注文、", "ご+注+文、"),
        ("「茶」です。", "「茶」+で+す。"),
        ("注文10482の Delight 店", "注+文+10482+の|Delight|店"),
        ("감사합니다 미라 씨", "감사합니다|미라|씨"),
        ("がっこう", "がっ+こ+う"),
    ],
)
def test_a_text_is_cut_where_a_line_may_end(text, cut):
    assert [piece.removesuffix(GLUE) for piece in pieces(text)] == cut.replace("+", "|").split("|")
    assert sum(piece.endswith(GLUE) for piece in pieces(text)) == cut.count("+")


@pytest.mark.parametrize(
    ("words", "from_right", "seen"),
    [
        (("שלום", "עולם", "טוב"), True, "טוב עולם שלום"),
        (("Dear", "שלום", "עולם", "friend"), False, "Dear עולם שלום friend"),
        (("مرحبا", "12", "34"), True, "34 12 مرحبا"),
        (("می\u200cخواهم", "خوب"), True, "خوب می\u200cخواهم"),
    ],
    ids=["Hebrew", "Hebrew in English", "two numbers", "a joiner inside a word"],
)
def test_words_stand_as_the_bidirectional_algorithm_has_them(words, from_right, seen):
    shown = ["".join(run.text for run in runs) for runs in arranged(words, from_right=from_right)]
    assert " ".join(shown) == seen


def test_a_font_of_all_languages_at_once_is_refused_with_the_mend(tmp_path):
    content = bytearray(packaged_font("Zeyada").read_bytes())
    entry = content.index(b"maxp")
    table = int.from_bytes(content[entry + 8 : entry + 12], "big")
    content[table + 4 : table + 6] = (65_000).to_bytes(2, "big")
    path = tmp_path / "everything.ttf"
    path.write_bytes(content)
    with pytest.raises(FontProblem, match="65000 glyphs, too many for one hand"):
        open_hand(Hand(name=str(path)))
