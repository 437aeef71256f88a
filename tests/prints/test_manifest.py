"""The manifest tells packer and spreadsheet where each piece lies, and which ones are missing."""

import csv
import io
from dataclasses import replace

from print_templates import manifest, print_pieces
from tests.prints.pieces import note, slug


def rows_of(pieces, **job):
    printed = print_pieces(pieces, **job)
    return printed, list(csv.DictReader(io.StringIO(manifest(pieces, printed=printed))))


def test_every_piece_has_its_row_with_page_and_spot():
    _, rows = rows_of([note(number=number) for number in range(1, 6)], sheet="a4-4up")
    assert [(row["order"], row["page"], row["spot"]) for row in rows] == [
        ("10481", "1", "1"),
        ("10482", "1", "2"),
        ("10483", "1", "3"),
        ("10484", "1", "4"),
        ("10485", "2", "1"),
    ]


def test_a_refused_piece_has_its_row_with_the_reason():
    printed, rows = rows_of([note(number=1), note(number=2, paragraphs=())])
    assert (rows[1]["page"], rows[1]["sha256"]) == ("", "")
    assert rows[1]["refused"] == printed.refusals[0].reason
    assert rows[0]["sha256"] == printed.hashes["card-1"]


def test_a_name_is_never_a_formula():
    _, rows = rows_of([replace(note(), slug=slug(recipient='=HYPERLINK("x")'))])
    assert rows[0]["recipient"] == '\'=HYPERLINK("x")'
