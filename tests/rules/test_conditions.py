"""For whom a moment is meant, who is surprised by chance, and who goes without."""

from decimal import Decimal
from typing import Any

import pytest

from delight.rules.conditions import by_chance, days_after, held_out, meant, narrowness
from delight.rules.facts import GoodsDays, LineFacts, MomentFacts, OrderFacts
from delight.rules.planning import plan
from tests.rules.facts import a_card, a_line, a_moment, an_order, utc

LINE = LineFacts(product_slug="bowl", product_name="Bowl", categories=("bowls",), collections=("winter",))
MIRAS = an_order(
    lines=(LINE,),
    country="FR",
    channel="web",
    language="fr",
    nth=2,
    currency="EUR",
    total=Decimal("80.00"),
    tags=frozenset({"compliment"}),
    first_order_at=utc("2024-11-04 09:00"),
)
BOOKS, KITS = GoodsDays(days=21, categories=("books",)), GoodsDays(days=9, collections=("kits",))
SOAP, NOVEL = a_line("soap", categories=("soap",)), a_line("novel", categories=("novels", "books"))
KIT = LineFacts(product_slug="kit", product_name="Kit", collections=("kits",))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        pytest.param({}, True, id="everybody"),
        pytest.param({"products": ("bowl",)}, True, id="the product"),
        pytest.param({"products": ("mug",)}, False, id="another product"),
        pytest.param({"categories": ("bowls",)}, True, id="the category"),
        pytest.param({"collections": ("winter", "spring")}, True, id="one of the collections"),
        pytest.param({"collections": ("spring",)}, False, id="another collection"),
        pytest.param({"products": ("mug",), "collections": ("winter",)}, True, id="either of two lists is enough"),
        pytest.param({"tags": ("compliment",)}, True, id="the tag"),
        pytest.param({"tags": ("problem", "discovery")}, False, id="other tags"),
        pytest.param({"incident": "after"}, False, id="nothing went wrong before"),
        pytest.param({"anniversary_days": 7}, True, id="around the day of the first order"),
        pytest.param({"anniversary_days": 2}, False, id="too far from that day"),
        pytest.param({"countries": ("FR", "BE")}, True, id="the country"),
        pytest.param({"countries": ("DE",)}, False, id="another country"),
        pytest.param({"channels": ("shop",)}, False, id="another channel"),
        pytest.param({"languages": ("fr",)}, True, id="the language"),
        pytest.param({"languages": ("de",)}, False, id="another language"),
        pytest.param({"nth_orders": (2,)}, True, id="the second order"),
        pytest.param({"nth_orders": (1, 5)}, False, id="the first and the fifth"),
        pytest.param({"gifts": "never"}, True, id="no gift, never for gifts"),
        pytest.param({"gifts": "only"}, False, id="no gift, for gifts only"),
        pytest.param({"total_from": Decimal(80), "currency": "EUR"}, True, id="worth just that"),
        pytest.param({"total_from": Decimal("80.01"), "currency": "EUR"}, False, id="worth a cent less"),
        pytest.param({"total_below": Decimal(80), "currency": "EUR"}, False, id="not below"),
        pytest.param({"total_below": Decimal("80.01"), "currency": "EUR"}, True, id="below by a cent"),
        pytest.param({"total_from": Decimal(1), "currency": "USD"}, False, id="no rate is guessed"),
        pytest.param({"countries": ("FR",), "nth_orders": (1,)}, False, id="every condition must hold"),
    ],
)
def test_a_condition(condition: dict[str, object], holds: bool) -> None:
    assert meant(MIRAS, moment=a_moment(**condition)) is holds


@pytest.mark.parametrize(("gifts", "holds"), [("any", True), ("only", True), ("never", False)])
def test_a_gift(gifts: str, holds: bool) -> None:
    assert meant(an_order(gift=True), moment=a_moment(gifts=gifts)) is holds


def orders(count: int) -> list[OrderFacts]:
    return [an_order(external_id=f"order-{number}") for number in range(count)]


def surprised(moment: MomentFacts) -> set[str]:
    return {order.external_id for order in orders(2000) if by_chance(order, moment=moment)}


def test_one_in_five_is_about_a_fifth_and_always_the_same() -> None:
    moment = a_moment(one_in=5)
    assert 340 <= len(surprised(moment)) <= 460
    assert surprised(moment) == surprised(moment)


def test_two_surprises_do_not_hit_the_same_people() -> None:
    both = surprised(a_moment(slug="sample", one_in=5)) & surprised(a_moment(slug="wrap", one_in=5))
    assert 40 <= len(both) <= 120, "a fifth of a fifth of 2000 is 80"


def people(percent: int, *, kind: str = "note") -> set[int]:
    return {number for number in range(2000) if held_out(f"person-{number}", kind=kind, percent=percent)}


def test_a_tenth_go_without_and_a_larger_share_holds_the_smaller() -> None:
    assert 150 <= len(people(10)) <= 250
    assert people(10) < people(20)
    assert people(0) == set()


def test_who_goes_without_one_kind_may_have_another() -> None:
    assert people(10, kind="note") != people(10, kind="guide")


def test_somebody_without_an_address_never_goes_without() -> None:
    assert not held_out("", kind="note", percent=50)


def test_who_goes_without_is_seen_in_the_plan() -> None:
    person = next(f"person-{n}" for n in range(100) if held_out(f"person-{n}", kind="note", percent=10))
    (planned,) = plan(an_order(person=person, state="open", parcels=()), moments=[a_card(holdout_percent=10)])
    assert planned.silent == "holdout"


def test_a_moment_that_is_not_meant_plans_nothing() -> None:
    assert plan(an_order(nth=1), moments=[a_moment(nth_orders=(2,))]) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"anchor": "joy"},
        {"nth_orders": (1,)},
        {"total_from": Decimal(0), "currency": "EUR"},
        {"total_below": Decimal(100), "currency": "EUR"},
        {"one_in": 2},
    ],
    ids=str,
)
def test_what_asks_everyone_alike_and_yet_chooses_people_is_meant_for_nobody(changes: dict[str, Any]) -> None:
    order = an_order(currency="EUR", total=Decimal(50))
    assert not meant(order, moment=a_moment(alike=True, **changes))
    assert meant(order, moment=a_moment(alike=True, products=("linen-throw",), countries=("DE",)))


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        pytest.param((SOAP,), 13, id="goods of no kind have the moment's own day"),
        pytest.param((NOVEL,), 21, id="by the category above"),
        pytest.param((KIT,), 9, id="earlier than the moment's own, by collection"),
        pytest.param((KIT, NOVEL), 21, id="the longest wins"),
        pytest.param((KIT, SOAP), 13, id="the moment's own is longest"),
        pytest.param((), 13, id="nothing is known of the goods"),
    ],
)
def test_what_takes_longest_to_know_decides(lines: tuple[LineFacts, ...], days: int) -> None:
    assert days_after(an_order(lines=lines), moment=a_moment(days=13, goods_days=(BOOKS, KITS))) == days


@pytest.mark.parametrize(
    ("first", "today", "holds"),
    [
        pytest.param("2024-02-29 09:00", "2026-02-28 09:00", True, id="born on a leap day"),
        pytest.param("2024-12-30 09:00", "2026-01-02 09:00", True, id="across the new year"),
        pytest.param("2026-10-30 09:00", "2026-11-01 09:00", False, id="days after the first is no anniversary"),
        pytest.param("2024-10-31 23:30", "2026-11-02 22:30", True, id="the days are the person's"),
    ],
)
def test_an_anniversary_is_a_day_of_a_later_year(first: str, today: str, holds: bool) -> None:
    order = an_order(first_order_at=utc(first), created_at=utc(today))
    assert meant(order, moment=a_card(anniversary_days=3)) is holds


def test_the_first_order_has_no_anniversary() -> None:
    assert not meant(an_order(), moment=a_card(anniversary_days=60))


@pytest.mark.parametrize("past", [{"incident": "after"}, {"anniversary_days": 7}])
def test_who_asks_everyone_alike_does_not_look_at_the_past(past: dict[str, Any]) -> None:
    order = an_order(incident=True, first_order_at=utc("2025-11-01 08:00"))
    assert meant(order, moment=a_moment(**past))
    assert not meant(order, moment=a_moment(alike=True, **past))


def test_of_several_cards_the_one_that_looks_closest_is_the_one() -> None:
    closest = [
        a_card(incident="after"),
        a_card(gifts="only"),
        a_card(anniversary_days=7),
        a_card(nth_orders=(5,)),
        a_card(nth_orders=(2,)),
        a_card(countries=("DE",), channels=("web",)),
        a_card(countries=("DE",)),
        a_card(),
    ]
    assert sorted(closest, key=narrowness, reverse=True) == closest
