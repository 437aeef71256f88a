"""Stopping: one click for a mail program, one press for a person, nothing for a scanner."""

import re

import pytest
from django.test import Client

from delight.links import sign
from delight.models import Suppression, Touch
from tests.factories import a_customer, a_moment, a_touch, an_order

pytestmark = pytest.mark.django_db


def path(touch: Touch) -> str:
    return f"/d/stop/{sign(touch.token, purpose='stop')}/"


def scopes() -> list[str]:
    return sorted(Suppression.objects.values_list("scope", flat=True))


@pytest.mark.parametrize("method", ["get", "head"])
def test_fetching_the_page_changes_nothing(browser: Client, method: str) -> None:
    touch = a_touch()
    assert getattr(browser, method)(path(touch)).status_code == 200
    assert scopes() == []
    touch.refresh_from_db()
    assert touch.state == Touch.State.PLANNED


def test_the_mail_programs_one_click_stops_the_kind_at_once_and_answers_200(browser: Client) -> None:
    touch = a_touch()
    answer = browser.post(path(touch), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert scopes() == ["guide"]


def test_the_one_click_may_come_as_multipart(browser: Client) -> None:
    touch = a_touch()
    assert browser.post(path(touch), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert scopes() == ["guide"]


def test_the_one_click_needs_no_cookie_and_sets_none(browser: Client) -> None:
    answer = browser.post(path(a_touch()), {"List-Unsubscribe": "One-Click"})
    assert not answer.cookies


@pytest.mark.parametrize("scope", ["guide", "all", "print"])
def test_each_button_stops_what_it_says(browser: Client, scope: str) -> None:
    assert browser.post(path(a_touch()), {"scope": scope}).status_code == 200
    assert scopes() == [scope]


def test_stopping_twice_is_the_same_as_once(browser: Client) -> None:
    touch = a_touch()
    for _ in range(2):
        assert browser.post(path(touch), {"scope": "all"}).status_code == 200
    assert scopes() == ["all"]


def test_a_stop_counts_for_the_address_and_not_for_another_person(browser: Client) -> None:
    mira, jonas = a_touch(), a_touch()
    browser.post(path(mira), {"scope": "all"})
    assert Suppression.objects.filter(address_key=mira.customer.address_key).exists()
    assert not Suppression.objects.filter(address_key=jonas.customer.address_key).exists()


@pytest.mark.parametrize("body", [{}, {"scope": "everybody"}, {"scope": "note"}, {"List-Unsubscribe": "no"}])
def test_a_post_that_names_nothing_to_stop_asks_again(browser: Client, body: dict[str, str]) -> None:
    assert browser.post(path(a_touch()), body).status_code == 400
    assert scopes() == []


def test_the_done_page_offers_to_take_it_back_and_does(browser: Client) -> None:
    touch = a_touch()
    done = browser.post(path(touch), {"scope": "all"}).content.decode()
    assert "Done. You will get no more of these mails." in done
    assert 'name="undo" value="all"' in done
    undone = browser.post(path(touch), {"undo": "all"}).content.decode()
    assert "All is as it was before." in undone
    assert scopes() == []


def test_stopping_is_the_first_thing_on_the_page_and_the_choices_are_alike(browser: Client) -> None:
    html = browser.get(path(a_touch())).content.decode()
    buttons = re.findall(r"<button class=\"([^\"]*)\" name=\"(\w+)\" value=\"(\w+)\"", html)
    assert buttons == [("choice", "scope", "guide"), ("choice", "scope", "all"), ("choice", "scope", "print")]
    assert html.index("<button") < html.index('class="next"')


def test_no_reason_is_asked_for(browser: Client) -> None:
    html = browser.get(path(a_touch())).content.decode()
    assert "<input" not in html
    assert "<textarea" not in html


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Stop our mails"), ("de", "Unsere Mails abbestellen"), ("ru", "Отказаться от писем")],
)
def test_the_page_speaks_the_orders_language(browser: Client, language: str, title: str) -> None:
    html = browser.get(path(a_touch(order=an_order(language=language)))).content.decode()
    assert f'<html lang="{language}" dir="ltr">' in html
    assert f"<h1>{title}</h1>" in html


def test_a_stop_link_never_expires(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    touch = a_touch()
    old = path(touch)
    import time

    later = time.time() + 10 * 365 * 86400
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert browser.get(old).status_code == 200


def test_a_link_that_somebody_changed_stops_nothing(browser: Client) -> None:
    token = sign(a_touch().token, purpose="stop")
    forged = sign(a_touch().token, purpose="stop").split(":")[0] + ":" + token.split(":", 1)[1]
    assert browser.post(f"/d/stop/{forged}/", {"scope": "all"}).status_code == 404
    assert scopes() == []


def test_a_link_to_another_page_is_no_stop_link(browser: Client) -> None:
    token = sign(a_touch().token, purpose="coming")
    assert browser.post(f"/d/stop/{token}/", {"scope": "all"}).status_code == 404


def test_the_link_holds_no_address() -> None:
    touch = a_touch(order=an_order(customer=a_customer(email="mira@example.org")))
    assert "mira" not in path(touch)
    assert "@" not in path(touch)


def test_for_paper_the_page_does_not_speak_of_mails_like_this_one(browser: Client) -> None:
    note = a_touch(kind="note", medium="card", moment=a_moment(kind="note", medium="card"))
    html = browser.get(path(note)).content.decode()
    assert "Only mails like this one" not in html


def test_a_gifts_product_is_not_named(browser: Client) -> None:
    html = browser.get(path(a_touch(order=an_order(gift=True)))).content.decode()
    assert "Linen throw" not in html


def test_whoever_stopped_everything_reads_so_when_they_come_back_and_may_take_it_back(browser: Client) -> None:
    touch = a_touch()
    browser.post(path(touch), {"scope": "all"})
    html = browser.get(path(touch)).content.decode()
    assert "All of these mails are stopped." in html
    assert "What would you like us to stop?" not in html
    browser.post(path(touch), {"undo": "all"})
    assert scopes() == []


@pytest.mark.parametrize("mails", [True, False], ids=["mails stopped too", "mails still come"])
def test_who_stopped_paper_is_not_asked_about_it_again(browser: Client, mails: bool) -> None:
    touch = a_touch()
    assert 'value="print"' in browser.get(path(touch)).content.decode()
    for scope in ("print", "all") if mails else ("print",):
        browser.post(path(touch), {"scope": scope})
    assert 'value="print"' not in browser.get(path(touch)).content.decode()
