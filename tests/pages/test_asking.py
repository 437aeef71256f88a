"""Our one question: a link chooses, only sending says, and whoever is unhappy or writes a line reaches a person."""

import pytest
from django.test import Client

from delight.actions.people.cases import close_case
from delight.actions.people.forget_customer import forget_customer
from delight.links import sign
from delight.models import Answer, Case, Touch
from delight.pages.saying import LONGEST
from tests.factories import a_shipped_order, a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop", "clock")]


def a_question(**changes: object) -> Touch:
    return a_touch(order=a_shipped_order(**changes), kind="question")


def path(touch: Touch) -> str:
    return f"/d/question/{sign(touch.token, purpose='question')}/"


def test_a_link_chooses_an_answer_and_changes_nothing(browser: Client) -> None:
    html = browser.get(path(a_question()) + "?choice=9").content.decode()
    assert 'value="9" checked' in html
    assert "Would you recommend us to a friend?" in html
    assert (Answer.objects.count(), Case.objects.count()) == (0, 0)


def test_what_is_sent_is_kept_with_its_question(browser: Client) -> None:
    touch = a_question()
    html = browser.post(path(touch) + "?choice=2", {"choice": "9", "words": " "}).content.decode()
    answer = Answer.objects.get()
    assert (answer.touch, answer.score, answer.words, answer.question) == (touch, 9, "", "recommend")
    assert "That is all we wanted to ask." in html
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        pytest.param({"choice": "6"}, "6/10", id="unhappy"),
        pytest.param({"choice": "10", "words": "The box was torn."}, "10/10\nThe box was torn.", id="a line"),
        pytest.param({"words": "Where is it?"}, "Where is it?", id="a line alone"),
    ],
)
def test_who_is_unhappy_or_writes_a_line_reaches_a_person(browser: Client, posted: dict[str, str], words: str) -> None:
    touch = a_question()
    html = browser.post(path(touch), posted).content.decode()
    case = Case.objects.get()
    assert (case.sort, case.words, case.order, case.closed_at) == (Case.Sort.QUESTION, words, touch.order, None)
    assert "A person reads this" in html


def test_an_answer_is_changed_and_not_given_twice(browser: Client) -> None:
    touch = a_question()
    browser.post(path(touch), {"choice": "3"})
    browser.post(path(touch), {"choice": "4", "words": "Too thin."})
    assert (Answer.objects.get().score, Case.objects.get().words) == (4, "4/10\nToo thin.")


def test_after_an_answer_was_settled_a_new_one_is_a_new_case(browser: Client) -> None:
    touch = a_question()
    browser.post(path(touch), {"choice": "3"})
    close_case(Case.objects.get(), closing="Called.")
    browser.post(path(touch), {"choice": "2"})
    assert list(Case.objects.order_by("pk").values_list("words", "closing")) == [("3/10", "Called."), ("2/10", "")]


@pytest.mark.parametrize("posted", [{}, {"choice": "11"}, {"choice": "-1"}, {"choice": "x"}, {"words": " \x00 "}])
def test_nothing_said_changes_nothing(browser: Client, posted: dict[str, str]) -> None:
    html = browser.post(path(a_question()), posted).content.decode()
    assert "nothing has been sent yet" in html
    assert (Answer.objects.count(), Case.objects.count()) == (0, 0)


def test_what_was_answered_stands_there_again(browser: Client) -> None:
    touch = a_question()
    browser.post(path(touch), {"choice": "7", "words": "Warm."})
    html = browser.get(path(touch)).content.decode()
    assert 'value="7" checked' in html
    assert ">Warm.</textarea>" in html


def test_a_very_long_line_is_cut(browser: Client) -> None:
    browser.post(path(a_question()), {"words": "x" * (LONGEST + 1)})
    assert len(Answer.objects.get().words) == LONGEST


def test_a_tampered_link_and_another_pages_link_change_nothing(browser: Client) -> None:
    touch = a_question()
    for wrong in (path(touch)[:-3] + "/", f"/d/question/{sign(touch.token, purpose='guide')}/"):
        assert browser.post(wrong, {"choice": "3"}).status_code == 404
    assert Answer.objects.count() == 0


def test_a_forgotten_person_leaves_no_answer(browser: Client) -> None:
    touch = a_question()
    browser.post(path(touch), {"choice": "3", "words": "Torn."})
    forget_customer(touch.customer)
    browser.post(path(touch), {"choice": "9", "words": "Torn."})
    assert Answer.objects.count() == 0
    assert not Case.objects.exclude(words="").exists()


def test_a_giver_answers_about_our_own_work(browser: Client) -> None:
    touch = a_question(gift=True)
    assert "Would you order from us again?" in browser.get(path(touch)).content.decode()
    browser.post(path(touch), {"choice": "9"})
    assert Answer.objects.get().question == "gift"


@pytest.mark.parametrize("language", ["fr", "de", "ru"])
def test_it_asks_in_the_orders_language(browser: Client, language: str) -> None:
    asked = {"fr": "à un proche", "de": "weiterempfehlen", "ru": "посоветовали бы"}[language]
    assert asked in browser.get(path(a_question(language=language))).content.decode().lower()
