"""Stories and guides for everybody, at our own addresses and at Wagtail's."""

import pytest
from django.test import Client
from wagtail.models import Page, Site

from delight.models import GuidePage, HomePage, StoryPage

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
