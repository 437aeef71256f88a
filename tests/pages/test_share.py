"""Something to pass on: a link, a few words, a card; and no way to hand us a friend's address."""

import re
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from delight.links import sign
from delight.models import Sign, StoryPage, Touch
from tests.factories import a_touch, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


def link() -> str:
    """The page for a friend, with the story in it."""
    return f"https://delight.example/f/{StoryPage.objects.get(locale__language_code='en').pk}"


def path(touch: Touch) -> str:
    return f"/d/share/{sign(touch.token, purpose='share')}/"


def test_the_link_leads_to_the_page_for_a_friend(browser: Client) -> None:
    html = browser.get(path(a_touch())).content.decode()
    assert f'<a href="{link()}"' in html
    assert browser.get(urlsplit(link()).path).status_code == 200


def test_the_mail_draft_has_no_recipient_and_carries_the_words(browser: Client) -> None:
    html = browser.get(path(a_touch())).content.decode()
    (draft,) = re.findall(r'href="(mailto:[^"]*)"', html)
    parts = urlsplit(draft.replace("&amp;", "&"))
    assert parts.path == ""
    assert link() in parse_qs(parts.query)["body"][0]


def test_the_words_can_be_changed(browser: Client) -> None:
    html = browser.get(path(a_touch())).content.decode()
    (words,) = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", html)
    assert link() in words
    assert "readonly" not in html


@pytest.mark.parametrize("page", ["stop", "coming", "guide", "share"])
@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_no_form_has_a_field_for_anybodys_address(browser: Client, page: str, language: str) -> None:
    touch = a_touch(order=an_order(language=language))
    html = browser.get(f"/d/{page}/{sign(touch.token, purpose=page)}/").content.decode()
    fields = re.findall(r"<(?:input|textarea|select|button)[^>]*>", html)
    assert page == "guide" or fields
    for field in fields:
        assert not re.search(r'type="(email|tel|url|text|search)"', field)
        assert not re.search(r'(name|id|autocomplete)="[^"]*(mail|address|phone|tel|friend)', field, re.IGNORECASE)


def test_what_is_passed_on_says_nothing_about_who_passes_it_on(browser: Client) -> None:
    touch = a_touch()
    html = browser.get(path(touch)).content.decode()
    (words,) = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", html)
    assert touch.token not in words
    assert "Mira" not in html


def test_opening_it_is_a_sign(browser: Client) -> None:
    browser.get(path(a_touch()))
    assert list(Sign.objects.values_list("name", flat=True)) == [Sign.Name.SHARE_OPENED]


def test_the_card_is_one_page_with_the_story_and_no_order(browser: Client) -> None:
    order = an_order(number="778899")
    answer = browser.get(f"{path(a_touch(order=order))}card.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.content)).pages
    text = pages[0].extract_text()
    assert len(pages) == 1
    assert "Four people in Leipzig." in text
    assert "778899" not in text


def test_the_cards_picture_is_the_page_shown(browser: Client) -> None:
    answer = browser.get(f"{path(a_touch())}card.png")
    assert answer.headers["Cache-Control"] == "private, no-store"
    width, height = Image.open(BytesIO(answer.content)).size
    assert abs(width / height - 105 / 148) < 0.01


def test_a_card_without_a_link_is_not_drawn(browser: Client) -> None:
    assert browser.get("/d/share/forged/card.pdf").status_code == 404


def test_without_scripts_link_words_and_draft_are_there(browser: Client) -> None:
    html = browser.get(path(a_touch())).content.decode()
    for attribute in ("data-copy", "data-share"):
        (button,) = re.findall(rf"<button[^>]*{attribute}[^>]*>", html)
        assert button.endswith("hidden>")


def test_the_code_on_the_page_leads_where_the_link_leads(browser: Client) -> None:
    html = browser.get(path(a_touch())).content.decode()
    (drawing,) = re.findall(r"<svg .*?</svg>", html)
    assert zxing_of(drawing) == link()
    assert "style=" not in drawing, "the page's own rules let no inline style through"


def zxing_of(drawing: str) -> str:
    """What a reader finds in the drawing: its modules are horizontal strokes of one unit."""
    size = int(re.findall(r'viewBox="0 0 (\d+) ', drawing)[0])
    picture = Image.new("L", (size * 4, size * 4), 255)
    (strokes,) = re.findall(r'stroke="#000" d="([^"]*)"', drawing)
    x, y = 0.0, 0.0
    for deed, numbers in re.findall(r"([Mmh])([-\d. ]+)", strokes):
        values = [float(one) for one in re.findall(r"-?[\d.]+", numbers)]
        if deed == "h":
            picture.paste(0, (round(x * 4), round((y - 0.5) * 4), round((x + values[0]) * 4), round((y + 0.5) * 4)))
            x += values[0]
        else:
            x, y = (values[0], values[1]) if deed == "M" else (x + values[0], y + values[1])
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)
