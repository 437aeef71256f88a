"""What each of a mail provider's words means (spec A4)."""

import pytest

from delight.rules.bounces import Meaning, meaning, turned_away


@pytest.mark.parametrize(
    ("sort", "cause", "means"),
    [
        ("queued", "", Meaning.TAKEN),
        ("sent", "", Meaning.TAKEN),
        ("delivered", "", Meaning.TAKEN),
        ("bounced", "invalid", Meaning.DEAD),
        ("bounced", "bounced", Meaning.DEAD),
        ("rejected", "bounced", Meaning.DEAD),
        ("bounced", "timed_out", Meaning.FOR_A_WHILE),
        ("bounced", "other", Meaning.FOR_A_WHILE),
        ("bounced", "", Meaning.FOR_A_WHILE),
        ("bounced", "a word of tomorrow", Meaning.FOR_A_WHILE),
        ("deferred", "", Meaning.FOR_A_WHILE),
        ("bounced", "blocked", Meaning.BLOCKED),
        ("bounced", "spam", Meaning.BLOCKED),
        ("rejected", "blocked", Meaning.BLOCKED),
        ("rejected", "spam", Meaning.BLOCKED),
        ("rejected", "unsubscribed", Meaning.UNSUBSCRIBED),
        ("complained", "", Meaning.COMPLAINED),
        ("unsubscribed", "", Meaning.UNSUBSCRIBED),
        ("opened", "", Meaning.NOTHING),
        ("clicked", "", Meaning.NOTHING),
        ("autoresponded", "", Meaning.NOTHING),
        ("unknown", "", Meaning.NOTHING),
        ("a word of tomorrow", "", Meaning.NOTHING),
    ],
)
def test_each_word_has_its_meaning(sort: str, cause: str, means: Meaning) -> None:
    assert meaning(sort, cause=cause) == means


@pytest.mark.parametrize(
    ("sort", "gone"), [("bounced", True), ("rejected", True), ("deferred", False), ("sent", False)]
)
def test_a_mail_that_was_turned_away_has_come_to_nothing(sort: str, gone: bool) -> None:
    assert turned_away(sort) is gone
