"""The question: one of them, for whoever has had time to use what they bought, with an answer behind each link."""

import re
from datetime import date, timedelta

import pytest

from delight.actions.moment_facts import facts_of_moment
from delight.actions.touches.plan_touches import plan_touches
from delight.kinds.base import kinds
from delight.mails.compose import compose
from delight.models import Order, Sign, Touch
from delight.rules.planning import plan
from tests.factories import NOW, a_moment, a_shipped_order, a_touch
from tests.kinds.contract import LANGUAGES, MONEY, MailContract, texts, written
from tests.rules import facts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


class TestQuestionKeepsTheContract(MailContract):
    name = "question"
    variants = ("recommend", "gift")

    def order(self, variant: str, *, language: str) -> Order:
        return a_shipped_order(language=language, gift=variant == "gift")


def a_question(order: Order | None = None) -> Touch:
    return a_touch(order=order or a_shipped_order(), kind="question")


def asked_on(**changes: object) -> date:
    """The day of the question after an arrival estimated for Wednesday 4 November 2026."""
    kind = kinds()["question"]
    moment = facts.a_moment(
        slug="question",
        kind="question",
        days=10,
        expires_days=30,
        asks=True,
        for_gifts=True,
        second_try=kind.second_try,
    )
    return plan(facts.an_order(**changes), moments=[moment])[0].due_at.date()


def test_it_is_one_ask_for_everybody_and_for_givers_too() -> None:
    kind = kinds()["question"]
    assert (kind.asks, kind.for_gifts, kind.klass, kind.first_day) == (True, True, "offer", 7)


def test_each_answer_is_one_click_away_in_both_parts() -> None:
    letter = written(a_question())
    mail = compose(letter)
    assert [label for label, _ in letter.choices] == [str(number) for number in range(11)]
    for label, link in letter.choices:
        assert link == f"{letter.link}?choice={label}"
        assert link in mail.text
        assert f'href="{link}"' in mail.html
    assert "0 means not at all, 10 means very gladly." in mail.text


def test_a_kind_without_answers_to_choose_shows_none() -> None:
    assert "?choice=" not in compose(written(a_touch())).html


def test_a_giver_is_asked_about_our_own_work_and_nothing_is_given_away() -> None:
    for language in LANGUAGES:
        letter = written(a_question(a_shipped_order(language=language, gift=True, gift_text="For Jonas, from Mira")))
        said = " ".join(texts(letter))
        assert not MONEY.search(said)
        assert not re.search("linen|jonas|throw", said, re.IGNORECASE), language


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        pytest.param({}, date(2026, 11, 21), id="no sign: a week later"),
        pytest.param({"used": True, "used_on": date(2026, 11, 6)}, date(2026, 11, 14), id="used before"),
        pytest.param({"used": True, "used_on": date(2026, 11, 17)}, date(2026, 11, 18), id="used since: the day after"),
        pytest.param({"used": True, "used_on": date(2026, 12, 1)}, date(2026, 11, 21), id="used later: as planned"),
        pytest.param({"used": True, "used_on": date(2026, 11, 6), "gift": True}, date(2026, 11, 21), id="a gift"),
    ],
)
def test_it_comes_after_a_sign_of_use_or_at_the_second_try(changes: dict[str, object], day: date) -> None:
    assert asked_on(**changes) == day


def test_a_first_sign_of_use_brings_it_forward() -> None:
    order = a_shipped_order()
    a_moment(slug="question", kind="question", days=10, expires_days=30)
    plan_touches([order.pk])
    touch = Touch.objects.get()
    later = touch.due_at
    card = a_touch(order=order, kind="note", medium="card")
    Sign.objects.create(
        customer=order.customer, order=order, touch=card, name=Sign.Name.CODE_OPENED, day=NOW.date(), at=NOW
    )
    plan_touches([order.pk])
    touch.refresh_from_db()
    assert later - touch.due_at >= timedelta(days=6)


def test_it_is_never_within_two_weeks_of_a_review_which_goes_first() -> None:
    order = a_shipped_order()
    for slug, days in (("review", 13), ("question", 10)):
        a_moment(slug=slug, kind=slug, days=days, expires_days=30)
    plan_touches([order.pk])
    review, question = (Touch.objects.get(kind=kind).due_at for kind in ("review", "question"))
    assert question - review >= timedelta(days=14)


def test_no_moment_asks_before_a_gift_can_have_been_given() -> None:
    assert facts_of_moment(a_moment(kind="question", days=1)).days == 7
