"""What a person typed is what every reader finds in the PDF, and every letter stands on the paper."""

import io

import pikepdf
import pytest

from print_templates import print_pieces
from tests.prints.pieces import flat, insert, note, printed_text, read_with_pdfium, read_with_pypdf

GERMAN = ("vielen Dank für deine Bestellung! Über jedes Päckchen freuen wir uns – heiß und innig.",)
FRENCH = ("Merci beaucoup pour votre commande ! Nous l’avons préparée avec cœur : à très bientôt.",)
RUSSIAN = ("Спасибо большое за ваш заказ! Каждая посылка по-прежнему делает наш день, ёлки-палки.",)
POLISH = ("Dziękujemy za zamówienie! Żółta gęś jaźń – źdźbło, ćma, ślimak, ręcznie i mądrze.",)


@pytest.mark.parametrize("hand", ["caveat", "zeyada"])
@pytest.mark.parametrize(
    ("language", "words"),
    [("de", GERMAN), ("fr", FRENCH), ("ru", RUSSIAN), ("pl", POLISH)],
    ids=["german", "french", "russian", "polish"],
)
def test_a_note_reads_back_complete_in_pdfium_and_pypdf(language, words, hand):
    piece = note("Jürgen", language=language, paragraphs=words, hand=hand)
    pdf = print_pieces([piece], marks=False).pdf
    expected = flat(" ".join([piece.greeting, *words, piece.closing, piece.signature]))
    assert read_with_pdfium(pdf) == [expected]
    assert read_with_pypdf(pdf) == [expected]


def test_a_note_with_brackets_and_backslash_reads_back():
    words = (r"Use the code (SPRING\2) twice (or more).",)
    assert words[0] in printed_text(note(paragraphs=words))


def test_an_insert_reads_back_in_both_readers():
    pdf = print_pieces([insert()], marks=False).pdf
    for text in (read_with_pdfium(pdf)[0], read_with_pypdf(pdf)[0]):
        assert "The story of your bowl" in text
        assert "Thrown by hand in a village of forty potters" in text
        assert "half an hour on foot from here." in text
        assert "I drink my morning tea from the first one. Noor" in text
        assert "See Ana at the wheel" in text


def test_every_step_of_a_guide_is_numbered():
    steps = ("Warm the pot.", "Two spoons for each cup.", "Wait three minutes.")
    text = printed_text(insert("guide", paragraphs=(), steps=steps))
    assert "1 Warm the pot. 2 Two spoons for each cup. 3 Wait three minutes." in text


def fonts_of(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            descendant
            for page in document.pages
            for font in page.Resources.Font.values()
            for descendant in [font.DescendantFonts[0].FontDescriptor.get("/FontFile2").read_bytes()]
        ]


def test_every_font_is_embedded():
    programs = fonts_of(print_pieces([note(), insert(number=2)]).pdf)
    assert len(programs) >= 5
    assert all(program.startswith(b"\x00\x01\x00\x00") for program in programs)


def test_the_only_fonts_named_are_our_own_composite_fonts():
    with pikepdf.open(io.BytesIO(print_pieces([note(), insert(number=2)]).pdf)) as document:
        kinds = {str(font.Subtype) for page in document.pages for font in page.Resources.Font.values()}
    assert kinds == {"/Type0"}


def test_an_embedded_font_opens_and_its_bearings_equal_its_outlines():
    from fontTools.ttLib import TTFont

    for program in fonts_of(print_pieces([note()], marks=False).pdf):
        font = TTFont(io.BytesIO(program))
        glyphs, metrics = font["glyf"], font["hmtx"].metrics
        drawn = [name for name in font.getGlyphOrder() if glyphs[name].numberOfContours > 0]
        assert drawn
        assert all(metrics[name][1] == glyphs[name].xMin for name in drawn)


@pytest.mark.parametrize(
    "layout",
    [{}, {"marks": False}, {"sheet": "a4-4up"}, {"sheet": "letter-2up", "order": "stack"}, {"separate": 2}],
    ids=["alone", "bare", "four on a sheet", "in piles", "with separators"],
)
def test_qpdf_finds_no_broken_part(tmp_path, layout):
    path = tmp_path / "run.pdf"
    path.write_bytes(print_pieces([*(note(number=number) for number in (1, 2, 3)), insert(number=4)], **layout).pdf)
    with pikepdf.open(path) as document:
        assert document.check_pdf_syntax() == []
    job = pikepdf.Job(["qpdf", "--check", str(path)])
    job.run()
    assert job.exit_code == 0


def test_the_ink_is_pure_black():
    with pikepdf.open(io.BytesIO(print_pieces([note(), insert(number=2)]).pdf)) as document:
        colours = {
            tuple(float(value) for value in instruction.operands)
            for page in document.pages
            for instruction in pikepdf.parse_content_stream(page)
            if str(instruction.operator) in ("k", "K", "rg", "RG", "g", "G")
        }
    assert colours == {(0.0, 0.0, 0.0, 1.0)}
