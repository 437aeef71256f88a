"""The command line works without Django."""

import os
import subprocess
import sys

import pytest

from print_templates.__main__ import main
from tests.prints.pieces import read_with_pdfium


def test_sample_prints_every_piece(tmp_path):
    assert main(["sample", str(tmp_path / "out.pdf")]) == 0
    pages = read_with_pdfium((tmp_path / "out.pdf").read_bytes())
    assert len(pages) == 9


@pytest.mark.parametrize(
    ("name", "options", "start"),
    [
        ("card.pdf", [], b"%PDF"),
        ("card.png", [], b"\x89PNG"),
        ("label.png", ["--label", "4x6", "--dpi", "300"], b"\x89PNG"),
        ("strokes.svg", ["--hand", "wren"], b"<?xml"),
        ("outlines.svg", ["--hand", "caveat"], b"<?xml"),
        ("card.gcode", [], b"; order sample"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_one_card_is_written_in_the_form_its_ending_names(tmp_path, name, options, start):
    assert main(["sample", str(tmp_path / name), "--text", "Thank you, Zoë", *options]) == 0
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("card.gcode", ["--hand", "caveat"], "Choose wren"),
        ("card.docx", [], "choose .pdf, .png, .svg, .gcode"),
        ("card.png", ["--text", "谢谢"], "谢"),
        ("card.png", ["--label", "4x6", "--dpi", "96"], "203 or 300"),
        ("gone/card.pdf", [], "cannot be written: No such file or directory"),
    ],
    ids=["a pen and a font's hand", "an unknown ending", "a letter without a font", "dots no head has", "no folder"],
)
def test_a_card_that_cannot_be_written_fails_with_a_sentence(tmp_path, capsys, name, options, said):
    assert main(["sample", str(tmp_path / name), "--text", "Thank you", *options]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert not told.startswith("Order")
    assert not (tmp_path / name).exists()


def test_every_piece_goes_into_a_pdf_and_no_other_file_pretends_to_be_one(tmp_path, capsys):
    assert main(["sample", str(tmp_path / "pieces.svg")]) == 1
    assert "add --text" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_whoever_reads_only_the_first_line_meets_no_traceback():
    command = f"{sys.executable} -m print_templates check wren | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("English     complete\n", "")


def test_check_says_which_letters_another_font_writes(capsys):
    assert main(["check", "zeyada"]) == 0
    said = capsys.readouterr().out
    assert "English     complete" in said
    assert "Russian     Caveat" in said
    assert "twin_share" in said


def test_check_of_an_unknown_hand_fails_with_a_sentence(capsys):
    assert main(["check", "copperplate"]) == 1
    assert "Choose caveat, wren, zeyada" in capsys.readouterr().err


def test_the_package_needs_no_django():
    code = "import sys, print_templates, print_templates.__main__; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=os.environ.copy(), check=False).returncode == 0
