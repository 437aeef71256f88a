"""Stories and guides for everybody, at our own addresses and at Wagtail's."""

import pytest
from django.test import Client
from wagtail.models import Page, Site

from delight import clock
from delight.models import GuidePage, HomePage, StoryPage
from tests.factories import a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/s/en/eleven-towels/", "en", "Hannah’s grandmother owned eleven linen towels."),
        ("/s/de/eleven-towels/", "de", "Angefangen hat es mit elf Tüchern"),
        ("/s/de/how-to-wash-linen/", "de", "Beim ersten Mal allein waschen."),
        ("/s/de/", "de", "Leinen waschen, damit es weich wird"),
    ],
)
def test_a_page_is_read_in_its_language(browser: Client, path: str, language: str, words: str) -> None:
    answer = browser.get(path)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="ltr">' in html
    assert words in html


def test_a_public_page_may_be_found(browser: Client) -> None:
    answer = browser.get("/s/en/eleven-towels/")
    assert "X-Robots-Tag" not in answer.headers
    assert "noindex" not in answer.content.decode()
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/s/en/nothing/", "/s/xx/", "/s/xx/eleven-towels/"])
def test_what_is_not_there_is_a_friendly_404(browser: Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "This link no longer works" in answer.content.decode()


def test_a_page_that_is_not_published_is_not_shown(browser: Client) -> None:
    StoryPage.objects.update(live=False)
    assert browser.get("/s/en/eleven-towels/").status_code == 404


@pytest.mark.parametrize("model", [HomePage, StoryPage, GuidePage])
def test_wagtail_serves_the_same_page(browser: Client, model: type[Page]) -> None:
    home = HomePage.objects.get(locale__language_code="en")
    Site.objects.update_or_create(is_default_site=True, defaults={"root_page": home, "hostname": "localhost"})
    page = model.objects.get(locale__language_code="en")
    answer = browser.get(page.get_url())
    html = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="en" dir="ltr">' in html
    assert page.title.replace("&", "&amp;") in html
    assert "Linden &amp; Loom, Lindenauer Markt 7" in html
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_nothing_has_a_price_or_a_buy_button() -> None:
    names = {field.name for model in (StoryPage, GuidePage) for field in model._meta.get_fields()}
    assert not names & {"price", "cost", "amount", "buy", "shop_link", "product_url"}


def test_a_public_page_leads_to_its_other_languages(browser: Client) -> None:
    html = browser.get("/s/de/eleven-towels/").content.decode()
    assert '<a class="next" href="/s/en/eleven-towels/" lang="en" hreflang="en">English</a>' in html


def test_the_list_of_a_language_holds_what_is_published_in_it(browser: Client) -> None:
    GuidePage.objects.filter(locale__language_code="de").update(live=False)
    html = browser.get("/s/de/").content.decode()
    assert 'href="/s/de/eleven-towels/"' in html
    assert "how-to-wash-linen" not in html


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "How our notes are made"),
        ("de", "Wie unsere Karten entstehen"),
        ("fr", "Comment naissent nos cartes"),
        ("ru", "Как появляются наши открытки"),
    ],
)
def test_it_is_told_how_our_notes_are_made(browser: Client, language: str, title: str) -> None:
    answer = browser.get(f"/s/{language}/how-our-notes-are-made/")
    html = answer.content.decode()
    assert (answer.status_code, f"<h1>{title}</h1>" in html, f'<html lang="{language}"' in html) == (200, True, True)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_how_notes_are_made_in_a_language_that_nobody_speaks_is_a_kind_page(browser: Client) -> None:
    assert browser.get("/s/eo/how-our-notes-are-made/").status_code == 404


def test_a_printed_code_leads_to_how_notes_are_made(browser: Client) -> None:
    sheet = a_touch(medium="insert", kind="insert", created_at=clock.now())
    assert "/s/en/how-our-notes-are-made/" in browser.get(f"/q/{sheet.token}").content.decode()
