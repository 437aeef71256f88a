"""Printing for who watches: how far it is, what is given up on the way, and that a claim serves once."""

from typing import Any

import pytest

from delight.actions.prints.print_cards import HowFar, print_cards_in_steps, what_became_of
from delight.errors import PermanentError
from delight.models import PrintLine, PrintRun, Touch
from tests.factories import a_touch, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "store", "shop")]
CLAIM = "c1a1" * 8


def a_card(**changes: Any) -> Touch:
    """The note to an order that has not left, due now."""
    return a_touch(order=an_order(**changes), kind="note", medium="card")


def test_each_stage_says_how_many_have_come_through_it() -> None:
    for _ in range(30):
        a_card()
    told = [(step.stage, step.done, step.total) for step in print_cards_in_steps(None, by=None)]
    assert told == [
        ("looked", 0, 30),
        ("looked", 30, 30),
        ("written", 30, 30),
        ("drawn", 25, 30),
        ("drawn", 30, 30),
    ]


def test_what_the_look_refuses_is_not_counted_among_the_drawn() -> None:
    a_card()
    a_card(state="cancelled")
    told = list(print_cards_in_steps(None, by=None))
    assert told[-1] == HowFar(stage="drawn", done=1, total=1)


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_given_up_between_two_steps_nothing_is_printed_and_all_waits_again(steps: int) -> None:
    touch = a_card()
    going = print_cards_in_steps(None, by=None, claim=CLAIM)
    for _ in range(steps):
        next(going)
    assert what_became_of(CLAIM) == 1
    going.close()
    touch.refresh_from_db()
    assert (touch.state, touch.claim, PrintRun.objects.count()) == ("planned", "", 0)
    assert what_became_of(CLAIM) == 0


def test_a_claim_that_has_printed_says_which_run_it_was() -> None:
    a_card()
    list(print_cards_in_steps(None, by=None, claim=CLAIM))
    assert what_became_of(CLAIM) == PrintRun.objects.get()


def test_a_claim_prints_only_once_though_new_cards_are_due() -> None:
    a_card()
    list(print_cards_in_steps(None, by=None, claim=CLAIM))
    later = a_card()
    with pytest.raises(PermanentError, match="printed already"):
        list(print_cards_in_steps(None, by=None, claim=CLAIM))
    later.refresh_from_db()
    assert (later.state, PrintLine.objects.count()) == ("planned", 1)


def test_a_second_press_takes_nothing_from_the_first() -> None:
    touch = a_card()
    first = print_cards_in_steps(None, by=None, claim=CLAIM)
    next(first)
    with pytest.raises(PermanentError, match="printed already"):
        next(print_cards_in_steps(None, by=None, claim=CLAIM))
    list(first)
    touch.refresh_from_db()
    assert (touch.state, PrintLine.objects.count()) == ("done", 1)
