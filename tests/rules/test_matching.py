"""What fits an order's lines: product before category, near before far, anything before the default."""

from dataclasses import replace

import pytest

from delight.rules.facts import LineFacts
from delight.rules.matching import Candidate, Limits, best, distance, fits
from tests.rules.facts import a_line

THROW = a_line("linen-throw", categories=("throws", "textiles", "home"))
BOWL = a_line("oak-bowl", categories=("kitchen", "home"))
NAMELESS = a_line("", categories=())


def story(name: str, *, products: str = "", categories: str = "", default: bool = False) -> Candidate[str]:
    return Candidate(item=name, products=tuple(products.split()), categories=tuple(categories.split()), default=default)


PRODUCT = story("product", products="linen-throw")
OWN = story("own category", categories="throws")
PARENT = story("parent category", categories="textiles")
ROOT = story("root category", categories="home")
DEFAULT = story("default", default=True)
OTHER = story("other", products="candle", categories="candles")


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        pytest.param([DEFAULT, ROOT, PARENT, OWN, PRODUCT], "product", id="the product itself"),
        pytest.param([DEFAULT, ROOT, PARENT, OWN], "own category", id="its own category"),
        pytest.param([DEFAULT, ROOT, PARENT], "parent category", id="the nearer category"),
        pytest.param([DEFAULT, ROOT], "root category", id="the farthest category before the default"),
        pytest.param([OTHER, DEFAULT], "default", id="the default where nothing fits"),
        pytest.param([OTHER], None, id="nothing fits and there is no default"),
        pytest.param([], None, id="there is nothing"),
    ],
)
def test_the_nearest_content_is_told(candidates: list[Candidate[str]], expected: str | None) -> None:
    assert best(candidates, lines=[THROW]) == expected


def test_on_a_tie_the_earlier_line_of_the_order_is_meant() -> None:
    for_bowl, for_throw = story("bowl", products="oak-bowl"), story("throw", products="linen-throw")
    assert best([for_bowl, for_throw], lines=[THROW, BOWL]) == "throw"
    assert best([for_bowl, for_throw], lines=[BOWL, THROW]) == "bowl"


def test_a_later_line_wins_with_a_nearer_match() -> None:
    assert (
        best([story("throws", categories="throws"), story("bowl", products="oak-bowl")], lines=[THROW, BOWL]) == "bowl"
    )


def test_on_a_full_tie_the_earlier_content_is_told() -> None:
    assert best([story("first", products="oak-bowl"), story("second", products="oak-bowl")], lines=[BOWL]) == "first"


def test_of_two_defaults_the_first_is_told() -> None:
    assert best([DEFAULT, story("other default", default=True)], lines=[BOWL]) == "default"


def test_content_for_no_product_is_never_for_a_line_without_a_product() -> None:
    assert distance(NAMELESS, products=("", "linen-throw"), categories=()) is None


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        pytest.param(THROW, 2, id="second category"),
        pytest.param(BOWL, None, id="no category of its"),
    ],
)
def test_the_distance_is_counted_in_categories(line: LineFacts, steps: int | None) -> None:
    assert distance(line, products=("candle",), categories=("textiles",)) == steps


@pytest.mark.parametrize(
    ("products", "categories", "expected"),
    [
        pytest.param("", "", True, id="no condition means every line"),
        pytest.param("oak-bowl", "", True, id="a product of the second line"),
        pytest.param("", "home", True, id="a farther category"),
        pytest.param("candle", "kitchen", True, id="one of the two is enough"),
        pytest.param("candle", "candles", False, id="neither"),
    ],
)
def test_a_moment_is_for_an_order_if_any_line_is_meant(products: str, categories: str, expected: bool) -> None:
    assert fits([THROW, BOWL], products=products.split(), categories=categories.split()) is expected


def test_a_condition_is_not_met_by_an_order_without_lines() -> None:
    assert not fits([], products=["linen-throw"], categories=[])


ALL_YEAR, WINTER, SUMMER = Limits(), Limits(first_month=11, last_month=2), Limits(first_month=6, last_month=8)
ISLES = Limits(countries=("IE", "GB"))


@pytest.mark.parametrize(
    ("limits", "month", "country", "meant"),
    [
        pytest.param(ALL_YEAR, 7, "DE", True, id="no limit"),
        pytest.param(SUMMER, 6, "DE", True, id="the first month"),
        pytest.param(SUMMER, 8, "DE", True, id="the last month"),
        pytest.param(SUMMER, 5, "DE", False, id="before"),
        pytest.param(SUMMER, 9, "DE", False, id="after"),
        pytest.param(WINTER, 11, "DE", True, id="over the year's end, before it"),
        pytest.param(WINTER, 1, "DE", True, id="over the year's end, after it"),
        pytest.param(WINTER, 3, "DE", False, id="over the year's end, outside"),
        pytest.param(Limits(first_month=5, last_month=5), 5, "DE", True, id="a single month"),
        pytest.param(ISLES, 7, "ie", True, id="one of the countries"),
        pytest.param(ISLES, 7, "DE", False, id="another country"),
        pytest.param(ISLES, 7, "", False, id="nobody knows where it goes"),
        pytest.param(replace(WINTER, countries=("IE",)), 7, "IE", False, id="the country, out of season"),
    ],
)
def test_content_is_limited_to_a_season_and_to_countries(limits: Limits, month: int, country: str, meant: bool) -> None:
    assert limits.allow(month=month, country=country) is meant


def test_of_two_that_are_equally_near_the_narrower_is_told() -> None:
    general, winter = story("general", products="oak-bowl"), replace(story("winter", products="oak-bowl"), narrow=1)
    assert best([general, winter], lines=[BOWL]) == "winter"
    assert best([winter, PRODUCT], lines=[THROW]) == "product"
    assert best([replace(story("winter", categories="kitchen"), narrow=2), general], lines=[BOWL]) == "general"
