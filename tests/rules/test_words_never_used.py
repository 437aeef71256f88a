"""Which words of a voice sheet stand in a text."""

import pytest

from delight.rules.forms import Never, found_in, never_used

SHEET = "cheap* = inexpensive\nguarantee\n\n  best ever  \n*\nгарант*"


def test_a_sheet_is_read_line_by_line() -> None:
    assert never_used(SHEET) == (
        Never(word="cheap*", instead="inexpensive"),
        Never(word="guarantee"),
        Never(word="best ever"),
        Never(word="гарант*"),
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        pytest.param("It is CHEAPER than that.", "cheap*", id="a beginning, in capitals"),
        pytest.param("We guarantee it.", "guarantee", id="a whole word"),
        pytest.param("We guaranteed it.", "", id="not a part of another word"),
        pytest.param("The best\n ever.", "best ever", id="two words over a line's end"),
        pytest.param("Гарантируем!", "гарант*", id="Cyrillic"),
        pytest.param("Dear {guarantee},", "", id="a placeholder is no word"),
    ],
)
def test_words_are_found_as_a_reader_would(text: str, word: str) -> None:
    assert [one.word for one in found_in(text, never=never_used(SHEET))] == ([word] if word else [])
