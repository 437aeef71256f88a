"""How it is going: "it works" is a deed, "I need help" reaches a person and silences everything else at once."""

import pytest
from django.test import Client

from delight.actions.people.forget_customer import forget_customer
from delight.actions.touches.plan_touches import plan_touches
from delight.links import sign
from delight.models import Case, Sign, Touch
from delight.pages.saying import LONGEST
from tests.factories import NOW, a_moment, a_shipped_order, a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop", "clock")]
WRITTEN = {"goes": "help", "words": "  The hem frays.\r\nWhat now?\x00 "}


def path(touch: Touch) -> str:
    return f"/d/guide/{sign(touch.token, purpose='guide')}/"


def test_the_page_asks_how_it_goes(browser: Client) -> None:
    html = browser.get(path(a_touch())).content.decode()
    assert 'name="goes" value="works"' in html
    assert 'name="goes" value="help"' in html


def test_what_a_printed_code_opens_asks_nobody(browser: Client) -> None:
    sheet = a_touch(medium="insert", kind="insert", created_at=NOW)
    assert 'name="goes"' not in browser.get(f"/q/{sheet.token}").content.decode()


def test_it_works_is_kept_as_a_deed_once_a_day(browser: Client) -> None:
    touch = a_touch()
    for _ in range(2):
        answer = browser.post(path(touch), {"goes": "works"})
    assert list(Sign.objects.values_list("name", flat=True)) == [Sign.Name.WORKS]
    assert "Thank you for telling us." in answer.content.decode()


def test_help_is_not_offered_any_more_to_whom_it_works_for(browser: Client) -> None:
    a_moment(slug="help", kind="help", days=6)
    order = a_shipped_order()
    plan_touches([order.pk])
    touch = Touch.objects.get(kind="help")
    browser.post(path(touch), {"goes": "works"})
    touch.refresh_from_db()
    assert (touch.state, touch.reason) == (Touch.State.WITHDRAWN, "in_use")


def test_who_needs_help_reaches_a_person(browser: Client) -> None:
    touch = a_touch()
    answer = browser.post(path(touch), WRITTEN)
    case = Case.objects.get()
    assert (case.sort, case.words, case.closed_at) == (Case.Sort.QUESTION, "The hem frays.\r\nWhat now?", None)
    assert (case.customer, case.order) == (touch.customer, touch.order)
    assert "A person reads this" in answer.content.decode()


def test_sent_twice_it_is_one_question(browser: Client) -> None:
    touch = a_touch()
    for _ in range(2):
        browser.post(path(touch), WRITTEN)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("posted", [{}, {"goes": "help", "words": " \n "}, {"goes": "help"}, {"goes": "other"}])
def test_nothing_said_changes_nothing(browser: Client, posted: dict[str, str]) -> None:
    answer = browser.post(path(a_touch()), posted)
    assert answer.status_code == 200
    assert 'name="goes"' in answer.content.decode()
    assert (Case.objects.count(), Sign.objects.count()) == (0, 0)


def test_a_very_long_word_is_cut(browser: Client) -> None:
    browser.post(path(a_touch()), {"goes": "help", "words": "x" * (LONGEST + 1)})
    assert len(Case.objects.get().words) == LONGEST


def test_a_forgotten_person_leaves_no_words(browser: Client) -> None:
    touch = a_touch()
    forget_customer(touch.customer)
    browser.post(path(touch), WRITTEN)
    assert not Case.objects.exclude(words="").exists()


def test_looking_at_the_page_says_nothing(browser: Client) -> None:
    browser.get(path(a_touch()) + "?goes=help&words=x")
    assert Case.objects.count() == 0


def test_a_tampered_link_changes_nothing(browser: Client) -> None:
    touch = a_touch()
    assert browser.post(path(touch)[:-3] + "/", WRITTEN).status_code == 404
    assert Case.objects.count() == 0


@pytest.mark.parametrize("language", ["fr", "de", "ru"])
def test_it_asks_in_the_orders_language(browser: Client, language: str) -> None:
    question = {"fr": "Comment cela se passe-t-il\u202f?", "de": "Wie läuft es?", "ru": "Как всё идёт?"}[language]
    html = browser.get(path(a_touch(order=a_shipped_order(language=language)))).content.decode()
    assert question in html
