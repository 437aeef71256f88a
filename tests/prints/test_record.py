"""A record as a PDF: readable by eye and by ear in four languages, never refused, the same each time."""

import io
import re
from collections.abc import Sequence
from typing import Any

import pikepdf
import pypdf
import pytest

from print_templates import Chapter, Entry, Record, print_record
from print_templates.typed import uncovered_type

LETTER = "Dear Mira,\n\nYour throw is on its way.\nAll the best"
ENTRY = Entry(heading="A guide", note="12 November", rows=(("Subject", "How to wash it"),), text=LETTER)


def a_record(*entries: Entry, **changes: str) -> Record:
    chapters = (
        Chapter(heading="Letters", entries=entries or (ENTRY,)),
        Chapter(heading="Signs", entries=(), empty="None."),
    )
    told = {"title": "What we know of you", "language": "en", "opening": "All of it.", "missing": "A box is a gap."}
    return Record(chapters=chapters, closing="That is all.", **{**told, **changes})


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def elements(pdf: bytes) -> list[tuple[str, int]]:
    """Each heading and paragraph in the order of reading, with the number of its parts."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (whole,) = document.Root.StructTreeRoot.K
        return [(str(one.S).lstrip("/"), len(one.K)) for one in whole.K]


def test_all_that_was_said_stands_in_it_in_order() -> None:
    shown = re.sub(r"\s+", " ", " ".join(texts(print_record(a_record()))))
    said = [
        *("What we know", "All of it.", "Letters", "A guide", "12 November", "Subject", "How to wash it"),
        *("Dear Mira,", "Your throw", "All the best", "Signs", "None.", "That is all."),
    ]
    places = [shown.find(one) for one in said]
    assert -1 not in places
    assert places == sorted(places)
    assert "A box is a gap." not in shown


def test_headings_and_paragraphs_are_told_to_whoever_hears_it() -> None:
    roles = [role for role, _ in elements(print_record(a_record()))]
    assert roles[:6] == ["H1", "P", "H2", "H3", "P", "P"]
    assert elements(print_record(a_record()))[5] == ("P", 2), "a value is heard together with its name"


def test_every_part_of_a_page_leads_back_to_its_element() -> None:
    with pikepdf.open(io.BytesIO(print_record(a_record(*[ENTRY] * 40)))) as document:
        rows: Sequence[Any] = list(document.Root.StructTreeRoot.ParentTree.Nums)
        for page, number, parts in zip(document.pages, rows[::2], rows[1::2], strict=True):
            marked = re.findall(rb"/MCID (\d+)", page.Contents.read_bytes())
            assert page.StructParents == number
            assert [int(one) for one in marked] == list(range(len(parts)))
            assert all(any(kid.Pg.objgen == page.objgen for kid in part.K) for part in parts)


def test_a_long_one_goes_on_over_numbered_pages_and_loses_nothing() -> None:
    long = "\n".join(f"line{number:04d}" for number in range(300))
    pages = texts(print_record(a_record(Entry(heading="Long", rows=(("Words", "w" * 4000),), text=long))))
    assert len(pages) > 5
    assert [number for number in range(300) if f"line{number:04d}" not in "".join(pages)] == []
    assert sum(page.count("w") for page in pages) >= 4000
    assert all(f"{number} / {len(pages)}" in page for number, page in enumerate(pages, start=1))


def test_a_heading_never_stands_alone_at_a_pages_end() -> None:
    for lines in range(20, 60):
        entries = (Entry(heading="First", text="\n".join(["x"] * lines)), Entry(heading="Second", text="y"))
        pages = texts(print_record(a_record(*entries)))
        assert [page for page in pages if re.search(r"Second\s*(What we know of you · .*)?$", page)] == []


@pytest.mark.parametrize("text", ["Мы вас забыли", "Für Jürgen", "L’été à Nîmes", "Ąžuolas", "Ελλάδα"])
def test_letters_of_many_languages_are_in_the_typeface(text: str) -> None:
    assert uncovered_type(text) == ()
    assert text in " ".join(texts(print_record(a_record(Entry(heading=text)))))


def test_a_character_that_the_typeface_lacks_becomes_a_box_and_is_spoken_of() -> None:
    shown = " ".join(texts(print_record(a_record(Entry(heading="Hi", text="\u05e9\u05dc \U0001f600 there")))))
    assert "\u2610\u2610 \u2610 there" in shown
    assert "A box is a gap." in shown


def test_the_same_record_gives_the_same_file() -> None:
    assert print_record(a_record()) == print_record(a_record())


def test_all_typefaces_are_in_the_file() -> None:
    with pikepdf.open(io.BytesIO(print_record(a_record()))) as document:
        fonts = document.pages[0].Resources.Font
        assert len(fonts) >= 3
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts.values())
