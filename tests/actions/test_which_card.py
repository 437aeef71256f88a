"""Of several cards that fit an order one is printed: the one that looks at it most closely."""

from datetime import timedelta
from typing import Any

import pytest

from delight.actions.load_moments import load_moments
from delight.actions.people.cases import close_case, open_case
from delight.actions.touches.plan_touches import plan_touches
from delight.models import Case, Customer, Moment, Order, Touch
from tests.factories import NOW, a_customer, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def ready_set() -> None:
    load_moments(since=NOW - timedelta(days=900))


def earlier(mira: Customer, *, days: int = 60, **changes: Any) -> Order:
    return an_order(**{"customer": mira, "created_at": NOW - timedelta(days=days), "state": "shipped", **changes})


def cards(order: Order) -> set[str]:
    """The moments whose cards are planned for this order."""
    plan_touches([order.pk])
    planned = Touch.objects.filter(order=order, kind="note", state=Touch.State.PLANNED)
    return set(planned.values_list("moment__slug", flat=True))


def test_a_first_order_gets_the_first_card() -> None:
    assert cards(an_order()) == {"note"}


def test_a_second_and_a_fifth_order_get_their_own() -> None:
    mira = a_customer()
    found = [cards(earlier(mira, days=60 - number)) for number in range(5)]
    assert found[1:] == [{"note-second"}, {"note"}, {"note"}, {"note-fifth"}]


def test_an_order_that_came_back_is_not_counted() -> None:
    mira = a_customer()
    earlier(mira, state="returned")
    assert cards(an_order(customer=mira)) == {"note"}


@pytest.mark.parametrize(("days", "card"), [(365, "note-anniversary"), (358, "note-anniversary"), (340, "note-second")])
def test_around_the_day_of_the_first_order_the_card_says_so(days: int, card: str) -> None:
    mira = a_customer()
    earlier(mira, days=days + 1)
    assert cards(an_order(customer=mira)) == {card}


def test_a_gift_has_the_receivers_card_alone() -> None:
    mira = a_customer()
    earlier(mira)
    assert cards(an_order(customer=mira, gift=True)) == {"note-gift"}


def wrong(mira: Customer, *, settled: bool = True, sort: str = Case.Sort.DAMAGE) -> None:
    case = open_case(mira, order=None, sort=sort, words="Torn.")
    Case.objects.filter(pk=case.pk).update(opened_at=NOW - timedelta(days=30))
    if settled:
        close_case(case, closing="Sent again.")


def test_the_first_order_after_something_went_wrong_says_sorry_once() -> None:
    mira = a_customer()
    earlier(mira)
    wrong(mira)
    first, second = earlier(mira, days=20), earlier(mira, days=10)
    assert (cards(first), cards(second)) == ({"note-sorry"}, {"note"})


@pytest.mark.parametrize("told", [{"settled": False}, {"sort": Case.Sort.QUESTION}])
def test_nobody_says_sorry_before_it_is_settled_or_for_a_question(told: dict[str, Any]) -> None:
    mira = a_customer()
    earlier(mira)
    wrong(mira, **told)
    assert cards(earlier(mira, days=20)) == {"note-second"}


def test_once_a_card_is_printed_no_other_is_planned() -> None:
    mira = a_customer()
    earlier(mira)
    order = earlier(mira, days=20)
    assert cards(order) == {"note-second"}
    Touch.objects.update(state=Touch.State.DONE)
    wrong(mira)
    assert cards(order) == set()


def test_a_closer_card_takes_the_place_of_one_not_printed_yet() -> None:
    mira = a_customer()
    earlier(mira)
    order = earlier(mira, days=20)
    cards(order)
    wrong(mira)
    assert cards(order) == {"note-sorry"}
    assert Touch.objects.get(order=order, moment__slug="note-second").state == Touch.State.WITHDRAWN


def test_without_the_narrow_moments_everybody_gets_the_first_card() -> None:
    Moment.objects.exclude(slug="note").update(active=False)
    mira = a_customer()
    earlier(mira)
    assert cards(an_order(customer=mira)) == {"note"}
