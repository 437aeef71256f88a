"""Intervals against published values, the verdict's patience, and silence about few people."""

import pytest

from delight.rules.numbers.measures import (
    HARMED,
    NO_DIFFERENCE,
    TOO_EARLY,
    WORKED,
    Share,
    compare,
    difference_of,
    interval_of,
    promoter_score,
    shown,
)


def of(part: int, whole: int) -> Share:
    return Share(part=part, whole=whole)


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        pytest.param(of(81, 263), 0.2553, 0.3662, id="81 of 263"),
        pytest.param(of(15, 148), 0.0624, 0.1605, id="15 of 148"),
        pytest.param(of(0, 20), 0.0, 0.1611, id="none of 20"),
        pytest.param(of(1, 29), 0.0061, 0.1718, id="1 of 29"),
    ],
)
def test_a_shares_interval_is_the_published_one(share, low, high):
    """Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3."""
    found = interval_of(share)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("ours", "theirs", "low", "high"),
    [
        pytest.param(of(56, 70), of(48, 80), 0.0524, 0.3339, id="56 of 70 and 48 of 80"),
        pytest.param(of(9, 10), of(3, 10), 0.1705, 0.8090, id="9 of 10 and 3 of 10"),
        pytest.param(of(6, 7), of(2, 7), 0.0582, 0.8062, id="6 of 7 and 2 of 7"),
        pytest.param(of(5, 56), of(0, 29), -0.0381, 0.1926, id="5 of 56 and none of 29"),
        pytest.param(of(0, 10), of(0, 20), -0.1611, 0.2775, id="none of 10 and none of 20"),
        pytest.param(of(0, 10), of(0, 10), -0.2775, 0.2775, id="none of 10 and none of 10"),
        pytest.param(of(10, 10), of(0, 20), 0.6791, 1.0, id="all of 10 and none of 20"),
        pytest.param(of(10, 10), of(0, 10), 0.6075, 1.0, id="all of 10 and none of 10"),
    ],
)
def test_a_differences_interval_is_the_published_one(ours, theirs, low, high):
    """Newcombe, Interval estimation for the difference, 1998, table II, method 10."""
    found = difference_of(ours, without=theirs)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        pytest.param(of(900, 3000), of(300, 1500), WORKED, id="clearly more"),
        pytest.param(of(300, 3000), of(300, 1500), HARMED, id="clearly fewer"),
        pytest.param(of(600, 3000), of(300, 1500), NO_DIFFERENCE, id="alike"),
        pytest.param(of(90, 100), of(30, 100), TOO_EARLY, id="a good day is no reason to stop early"),
    ],
)
def test_a_verdict_waits_until_the_interval_is_narrow(ours, theirs, verdict):
    found = compare(ours, without=theirs, narrow=0.1)
    assert found is not None
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("ours", "theirs"), [(of(9, 9), of(30, 100)), (of(30, 100), of(0, 9))], ids=["with", "without"]
)
def test_a_group_of_fewer_than_ten_is_compared_with_nobody(ours, theirs):
    assert compare(ours, without=theirs, narrow=1.0) is None


def test_an_empty_group_could_be_anything():
    assert (interval_of(of(0, 0)).low, interval_of(of(0, 0)).high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("scores", "score"),
    [
        pytest.param({10: 29}, None, id="29 answers say nothing yet"),
        pytest.param({10: 30}, 100, id="all promote"),
        pytest.param({0: 15, 6: 15}, -100, id="all warn"),
        pytest.param({9: 15, 8: 10, 7: 5, 3: 10}, 12, id="seven and eight count in the whole alone"),
    ],
)
def test_promoters_minus_detractors(scores, score):
    assert promoter_score(scores) == score


@pytest.mark.parametrize(("people", "told"), [(9, None), (10, 10)])
def test_fewer_than_ten_people_are_not_counted_aloud(people, told):
    assert shown(people) == told
