"""What nobody may overlook on a sheet, such as what a sample holds: whole, plain and large enough, or not at all."""

import pytest

from print_templates import print_pieces
from tests.prints.pieces import insert, printed_text

ALL = "Contains: gluten, crustaceans, eggs, fish, peanuts, soya, milk, nuts, celery, mustard, sesame, sulphites, lupin"


@pytest.mark.parametrize("sheet", ["a6", "square", "4x6", "5x7", "a2"])
@pytest.mark.parametrize("form", ["sample", "story"])
def test_the_whole_notice_stands_on_the_sheet(form: str, sheet: str) -> None:
    assert ALL in printed_text(insert(form, notice=ALL, format=sheet))


def test_a_sheet_on_which_it_finds_no_room_is_refused_and_not_cut() -> None:
    printed = print_pieces([insert("sample", notice=f"{ALL} " * 12)])
    (refusal,) = printed.refusals
    assert "does not fit" in refusal.reason
    assert printed.pages == 0
