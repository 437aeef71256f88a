"""The meter for a file: what is on the paper, whoever drew it, held against what a person writes."""

import fontpkg
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from print_templates import print_pieces
from print_templates.__main__ import main
from print_templates.meter.looks import cards
from print_templates.meter.naturalness import measure
from print_templates.meter.reading import Letter
from print_templates.meter.report import check_file
from tests.prints.pieces import MM, THANKS, insert, note

pytestmark = pytest.mark.slow

A6 = (105 * MM, 148 * MM)


def printed(path, pieces, **layout):
    path.write_bytes(print_pieces(pieces, **layout).pdf)
    return {finding.name: finding for finding in check_file(path)}


def drawn(path, draw, *, font="Plain hand", size=18.0, left=12 * MM):
    """A file of another maker: ``draw`` gets its canvas, with lines of plain text already on it."""
    pdfmetrics.registerFont(TTFont("Plain hand", str(fontpkg.path("Caveat"))))
    canvas = Canvas(str(path), pagesize=A6, invariant=1, initialFontName="Plain hand")
    canvas.setFont(font, size)
    words = " ".join(THANKS).split()
    for number in range(0, len(words), 6):
        canvas.drawString(left, 120 * MM - number * 4, " ".join(words[number : number + 6]))
    draw(canvas)
    canvas.save()
    return {finding.name: finding for finding in check_file(path)}


@pytest.mark.parametrize("layout", [{}, {"sheet": "a4-4up"}], ids=["alone", "four on a sheet"])
def test_a_run_of_ours_holds_in_everything(tmp_path, layout):
    pieces = [note(number=1), note("Jonas", number=2), insert(number=3)]
    found = printed(tmp_path / "run.pdf", pieces, **layout)
    assert [finding.name for finding in found.values() if finding.holds is False] == []
    assert found["naturalness"].seen == "10 of 10 measures as a person's"
    assert found["codes"].seen.startswith("4 of 4 read: ")


def test_two_cards_whose_lines_are_level_on_a_sheet_are_measured_apart():
    def row(x, y):
        return [Letter("x", "H", (x + 5 * n, y, x + 5 * n + 4, y + 7), x + 5 * n, y, True) for n in range(6)]

    first, second = [*row(30, 60), *row(50, 40)], [*row(300, 41), *row(300, 20)]
    assert [list(card) for card in cards([*first, *second])] == [first, second]


def test_every_code_of_a_run_is_told(tmp_path):
    seen = printed(tmp_path / "run.pdf", [note(number=1), insert(number=2)])["codes"].seen
    assert all(code in seen for code in ("10481", "10482", "https://shop.example/s/bowl-story"))


@pytest.mark.parametrize("hand", ["caveat", "wren", "zeyada"])
def test_what_is_measured_on_the_page_is_what_was_drawn(tmp_path, hand):
    written = note(hand=hand)
    found, meant = printed(tmp_path / "card.pdf", [written], marks=False), measure(written)
    seen = {name: float(finding.seen.split()[0]) for name, finding in found.items() if name.endswith(("cv", "sd_mm"))}
    assert seen["gap_cv"] == pytest.approx(meant.gap_cv, abs=0.02)
    assert seen["margin_sd_mm"] == pytest.approx(meant.margin_sd_mm, rel=0.35)
    assert seen["baseline_sd_mm"] == pytest.approx(meant.baseline_sd_mm, rel=0.35)
    assert found["twin_share"].holds


def test_a_plain_font_is_seen_through(tmp_path):
    found = drawn(tmp_path / "plain.pdf", lambda canvas: None)
    assert found["naturalness"].seen.startswith("0 of ")
    assert float(found["twin_share"].seen.split()[0]) > 0.5
    assert not found["twin_share"].holds
    assert found["coverage"].holds


def test_a_font_that_is_not_in_the_file_is_named(tmp_path):
    found = drawn(tmp_path / "loose.pdf", lambda canvas: None, font="Helvetica")
    assert not found["coverage"].holds
    assert "Helvetica" in found["coverage"].seen


def test_writing_too_small_to_read_is_found(tmp_path):
    assert not drawn(tmp_path / "small.pdf", lambda canvas: None, size=9)["legibility"].holds


def test_writing_at_the_edge_is_found(tmp_path):
    assert not drawn(tmp_path / "edge.pdf", lambda canvas: None, left=1 * MM)["fit"].holds


def test_a_code_that_no_reader_reads_is_found(tmp_path):
    def bars(canvas):
        path = canvas.beginPath()
        for number in range(30):
            path.rect(40 + 3 * number, 20, 1.5, 18)
        canvas.drawPath(path, fill=1, stroke=0)

    found = drawn(tmp_path / "bars.pdf", bars)["codes"]
    assert (found.seen, found.holds) == ("0 of 1 read: ", False)


def test_the_command_says_what_it_found_and_fails_where_something_is_not_right(tmp_path, capsys):
    drawn(tmp_path / "plain.pdf", lambda canvas: None)
    assert main(["check", str(tmp_path / "plain.pdf")]) == 1
    assert "NOT AS IT SHOULD BE" in capsys.readouterr().out
    printed(tmp_path / "card.pdf", [note()])
    assert main(["check", str(tmp_path / "card.pdf")]) == 0
    assert "naturalness       10 of 10" in capsys.readouterr().out


def test_what_is_no_pdf_is_refused_with_a_sentence(tmp_path, capsys):
    (tmp_path / "letter.pdf").write_text("Dear Mira")
    assert main(["check", str(tmp_path / "letter.pdf")]) == 1
    assert "is no PDF" in capsys.readouterr().err
