"""The guide from the mail, and what a printed code opens: useful to whoever holds it, telling nothing about anybody."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from delight.clock import now
from delight.links import sign
from delight.models import Customer, GuidePage, Insert, Order, Sign, StoryPage, Touch
from tests.factories import a_customer, a_moment, a_shipped_order, a_touch, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


def guide_path(touch: Touch) -> str:
    return f"/d/guide/{sign(touch.token, purpose='guide')}/"


def a_sheet(*, order: Order | None = None) -> Touch:
    return a_touch(order=order, moment=a_moment(kind="insert", medium="insert"), created_at=now())


def signs() -> list[str]:
    return list(Sign.objects.values_list("name", flat=True))


def test_the_guide_shows_steps_what_people_get_stuck_on_and_for_whom_it_is_not(browser: Client) -> None:
    html = browser.get(guide_path(a_touch())).content.decode()
    for words in ("Washing linen so that it softens", "Wash it alone the first time.", "It feels stiff."):
        assert words in html
    assert "Shake it out while damp." in html
    assert "It creases, and it should." in html


def test_the_guide_leads_to_a_person_who_reads(browser: Client) -> None:
    html = browser.get(guide_path(a_touch())).content.decode()
    assert 'href="mailto:hannah@lindenloom.example"' in html


def test_the_guide_comes_in_the_orders_language(browser: Client) -> None:
    html = browser.get(guide_path(a_touch(order=an_order(language="de")))).content.decode()
    assert '<html lang="de"' in html
    assert "Beim ersten Mal allein waschen." in html


def test_a_guide_without_a_translation_says_in_which_language_it_is_written(browser: Client) -> None:
    html = browser.get(guide_path(a_touch(order=an_order(language="ru")))).content.decode()
    assert '<html lang="ru"' in html
    assert '<article lang="en">' in html


def test_opening_the_guide_is_a_sign_once_a_day(browser: Client) -> None:
    touch = a_touch()
    for _ in range(2):
        browser.get(guide_path(touch))
    assert signs() == [Sign.Name.GUIDE_OPENED]


@pytest.mark.parametrize(
    ("state", "seconds", "found"),
    [("sending", None, []), ("done", 20, []), ("done", 40, [Sign.Name.GUIDE_OPENED])],
    ids=["while it is handed over", "just after", "a little later"],
)
def test_a_mail_servers_scanner_is_no_sign(browser: Client, state: str, seconds: int | None, found: list[str]) -> None:
    done_at = now() - timedelta(seconds=seconds) if seconds else None
    browser.get(guide_path(a_touch(state=state, done_at=done_at)))
    assert signs() == found


def test_the_guide_opened_from_the_mail_on_two_days_is_joy(browser: Client, clock: time_machine.Traveller) -> None:
    order = a_shipped_order()
    touch = a_touch(order=order)
    a_moment(slug="share", kind="share", anchor="joy", days=2, expires_days=30)
    browser.get(guide_path(touch))
    assert not Touch.objects.filter(kind="share").exists()
    clock.shift(timedelta(days=1))
    browser.get(guide_path(touch))
    assert Touch.objects.get(kind="share").reason == "opened_twice"


def test_opening_the_code_is_a_sign(browser: Client) -> None:
    browser.get(f"/q/{a_sheet().token}")
    assert signs() == [Sign.Name.CODE_OPENED]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"X-Purpose": "preview"},
        {"User-Agent": "WhatsApp/2.23.20 A"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "facebookexternalhit/1.1"},
        {"User-Agent": "TelegramBot (like TwitterBot)"},
        {"User-Agent": "Slackbot-LinkExpanding 1.0"},
        {"User-Agent": "python-requests/2.34"},
        {"User-Agent": "curl/8.0"},
        {"User-Agent": ""},
    ],
)
def test_a_machine_that_fetches_the_page_is_no_sign(browser: Client, headers: dict[str, str]) -> None:
    assert browser.get(f"/q/{a_sheet().token}", headers=headers).status_code == 200
    assert browser.get(guide_path(a_touch()), headers=headers).status_code == 200
    assert signs() == []


def test_asking_only_for_the_headers_is_no_sign(browser: Client) -> None:
    assert browser.head(f"/q/{a_sheet().token}").status_code == 200
    assert browser.head(guide_path(a_touch())).status_code == 200
    assert signs() == []


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile Safari/604.1",
        "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 15; Cubot X70) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36",
    ],
)
def test_a_telephone_is_a_person(browser: Client, agent: str) -> None:
    browser.get(f"/q/{a_sheet().token}", headers={"User-Agent": agent})
    assert signs() == [Sign.Name.CODE_OPENED]


def test_the_code_tells_no_name_price_address_or_order_number(browser: Client) -> None:
    mira = a_customer(first_name="Miraculix", last_name="Wunderlich", email="mw@example.org")
    order = an_order(
        customer=mira,
        number="778899",
        recipient_first_name="Jonasz",
        recipient_last_name="Kowalczyk",
        gift=True,
        gift_text="Alles Liebe",
    )
    html = browser.get(f"/q/{a_sheet(order=order).token}").content.decode()
    assert "Wash it alone the first time." in html
    for secret in ("Miraculix", "Wunderlich", "mw@", "778899", "Jonasz", "Kowalczyk", "89.00", "89,00", "Alles Liebe"):
        assert secret not in html


def test_a_sheet_with_a_story_opens_that_story(browser: Client) -> None:
    Insert.objects.create(name="Story", form="story", page=StoryPage.objects.get(locale__language_code="en").page_ptr)
    html = browser.get(f"/q/{a_sheet(order=an_order(language='de')).token}").content.decode()
    assert "Angefangen hat es mit elf Tüchern" in html


def test_a_code_is_dead_after_two_years(browser: Client) -> None:
    sheet = a_sheet()
    Touch.objects.filter(pk=sheet.pk).update(created_at=now() - timedelta(days=731))
    assert browser.get(f"/q/{sheet.token}").status_code == 404


@pytest.mark.parametrize(
    ("accepted", "title"),
    [("de-AT,de;q=0.9", "Dieser Link"), ("ru", "Эта ссылка"), ("ja", "This link no longer works")],
)
def test_a_wrong_code_gets_a_friendly_page_in_the_browsers_language(browser: Client, accepted: str, title: str) -> None:
    answer = browser.get("/q/no-such-code", headers={"Accept-Language": accepted})
    assert answer.status_code == 404
    assert title in answer.content.decode()


def test_where_nothing_is_published_the_page_is_friendly_too(browser: Client) -> None:
    GuidePage.objects.all().delete()
    StoryPage.objects.all().delete()
    assert browser.get(guide_path(a_touch())).status_code == 404


def test_a_forgotten_person_is_still_not_named(browser: Client) -> None:
    sheet = a_sheet()
    Customer.objects.update(first_name="", email="")
    assert browser.get(f"/q/{sheet.token}").status_code == 200


@pytest.mark.parametrize("page", ["stop", "coming", "guide", "share"])
def test_a_customers_page_is_private_and_sets_no_cookie(browser: Client, page: str) -> None:
    touch = a_touch()
    answer = browser.get(f"/d/{page}/{sign(touch.token, purpose=page)}/")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
    assert not answer.cookies
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()


@pytest.mark.parametrize("page", ["stop", "coming", "guide", "share"])
def test_a_customers_page_works_under_its_own_content_policy(browser: Client, page: str) -> None:
    html = browser.get(f"/d/{page}/{sign(a_touch().token, purpose=page)}/").content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html
    assert "<script>" not in html


@pytest.mark.parametrize("page", ["coming", "guide", "share"])
def test_a_link_opens_for_180_days(browser: Client, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    path = f"/d/{page}/{sign(a_touch().token, purpose=page)}/"
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 179 * 86400)
    assert browser.get(path).status_code == 200
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 181 * 86400)
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("purpose", ["guide", "question", "share"])
def test_a_page_of_ones_own_leads_to_what_is_still_to_come(browser: Client, purpose: str) -> None:
    touch = a_touch()
    html = browser.get(f"/d/{purpose}/{sign(touch.token, purpose=purpose)}/").content.decode()
    assert sign(touch.token, purpose="coming").split(":")[0] in html
    assert "What is still to come" in html


def test_a_printed_code_leads_to_nobodys_own_pages(browser: Client) -> None:
    html = browser.get(f"/q/{a_sheet().token}").content.decode()
    assert "/d/" not in html
    assert "What is still to come" not in html
