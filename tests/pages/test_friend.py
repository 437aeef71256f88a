"""A friend's own page: what it is and who makes it, in their language, and nothing of whoever sent them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from delight.links import friend
from delight.models import GuidePage, Sign, StoryPage
from delight.pages.passing_on.sharing import card
from tests.factories import a_customer, a_touch, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


def story(language: str = "en") -> StoryPage:
    return StoryPage.objects.get(locale__language_code=language)


def read(browser: Client, path: str, *, accepts: str = "en") -> str:
    answer = browser.get(path, headers={"Accept-Language": accepts})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("accepts", "language", "words"),
    [
        ("en", "en", "We do not know who you are"),
        ("de-AT,de;q=0.9", "de", "Wir wissen nicht, wer Sie sind"),
        ("fr", "fr", "Nous ne savons ni qui vous êtes"),
        ("ru", "ru", "Мы не знаем, кто вы"),
        ("ja", "en", "We do not know who you are"),
    ],
)
def test_it_speaks_the_browsers_language_else_the_shops(
    browser: Client, accepts: str, language: str, words: str
) -> None:
    html = read(browser, f"/f/{story().pk}", accepts=accepts)
    assert f'<html lang="{language}"' in html
    assert words in html


def test_the_story_is_told_in_the_friends_language_whoever_shared_it(browser: Client) -> None:
    html = read(browser, f"/f/{story('en').pk}", accepts="de")
    assert "Angefangen hat es mit elf Tüchern" in html
    assert 'href="/s/de/eleven-towels/"' in html


def test_a_story_without_a_translation_says_in_which_language_it_is_written(browser: Client) -> None:
    assert '<article lang="en">' in read(browser, f"/f/{story().pk}", accepts="ru")


def test_it_says_who_makes_it_and_leads_to_the_shop(browser: Client) -> None:
    html = read(browser, f"/f/{story().pk}")
    for words in ("It began with eleven towels", "Four people in Leipzig.", "Hannah Lindner", "Lindenauer Markt 7"):
        assert words in html
    assert 'href="https://lindenloom.example/"' in html


@pytest.mark.parametrize(
    ("products", "leads", "said"),
    [
        ("linen-throw", "https://lindenloom.example/p/linen-throw", "See it in the shop"),
        ("linen-throw, bowl", "https://lindenloom.example/", "Look around the shop"),
    ],
)
def test_a_story_of_one_product_leads_to_it_and_any_other_to_the_shop(
    browser: Client, settings: Settings, products: str, leads: str, said: str
) -> None:
    settings.DELIGHT_PRODUCT_URL = "https://lindenloom.example/p/{slug}"
    StoryPage.objects.update(products=products)
    html = read(browser, f"/f/{story().pk}")
    assert f'<a class="choice" href="{leads}" rel="noreferrer">{said}</a>' in html


def test_it_names_neither_buyer_nor_order_nor_price(browser: Client) -> None:
    mira = a_customer(first_name="Miraculix", last_name="Wunderlich", email="mw@example.org")
    touch = a_touch(order=an_order(customer=mira, number="778899"))
    piece = card(touch, order=touch.order)  # type: ignore[arg-type]  # it has one
    path = piece.qr.removeprefix("https://delight.example")
    html = read(browser, path)
    for secret in ("Miraculix", "Wunderlich", "mw@", "778899", "89.00", "89,00", touch.token):
        assert secret not in html
        assert secret not in path


def test_it_asks_for_nothing_keeps_nothing_and_calls_no_stranger(browser: Client) -> None:
    answer = browser.get(f"/f/{story().pk}")
    html = answer.content.decode()
    assert not answer.cookies
    assert answer.headers["Vary"] == "Accept-Language"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert re.findall(r"<(?:form|input|textarea|select|script|iframe)\b", html) == []
    assert not Sign.objects.exists()


def _renamed() -> None:
    StoryPage.objects.update(slug="other")


def _taken_down() -> None:
    StoryPage.objects.update(live=False)


@pytest.mark.parametrize(
    ("change", "words"), [(_renamed, "It began with eleven towels"), (_taken_down, "<h1>Linden &amp; Loom</h1>")]
)
def test_a_printed_card_never_leads_into_the_void(browser: Client, change: Callable[[], None], words: str) -> None:
    path = f"/f/{story().pk}"
    change()
    html = read(browser, path)
    assert words in html
    assert "We do not know who you are" in html


def test_a_number_that_never_was_a_story_gets_a_kind_page(browser: Client) -> None:
    answer = browser.get("/f/999999", headers={"Accept-Language": "fr"})
    assert answer.status_code == 404
    assert "Ce lien ne fonctionne plus" in answer.content.decode()


def test_without_a_story_the_shop_itself_is_shown(browser: Client) -> None:
    StoryPage.objects.all().delete()
    GuidePage.objects.all().delete()
    assert friend(None) == "https://delight.example/f/"
    assert "<h1>Linden &amp; Loom</h1>" in read(browser, "/f/")
