"""A preview shows the real thing with the words in it."""

import base64
import re
from html import unescape
from io import BytesIO

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from PIL import Image
from wagtail.models import Locale

from delight.backoffice.writing.previews import made_of, render
from delight.backoffice.writing.samples import LONGEST_LATIN
from delight.models import Bundle, CardDesign, Insert, Wording
from print_templates import Note
from tests.factories import an_order


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/")


def wording(kind: str, variant: str, *, language: str = "en") -> Wording:
    return Wording.objects.get(kind=kind, variant=variant, language=language)


def mail_in(page: HttpResponse) -> str:
    """The HTML of the mail in a preview."""
    found = re.search(r'srcdoc="([^"]*)"', page.content.decode())
    assert found
    return unescape(found[1])


def test_the_preview_of_a_note_is_a_picture_of_the_card(words: None, request_: HttpRequest) -> None:
    page = render(wording("note", "first"), request=request_, mode="print").content.decode()
    found = re.search(r"data:image/png;base64,([\w+/=]+)", page)
    assert found
    picture = Image.open(BytesIO(base64.b64decode(found[1])))
    assert picture.height > picture.width > 400
    assert picture.convert("L").getextrema()[0] < 100  # somebody has written on it


def test_whoever_cannot_see_the_card_reads_its_words(words: None, request_: HttpRequest) -> None:
    page = render(wording("note", "first"), request=request_, mode="print").content.decode()
    assert "Dear Mira, Thank you for your first order." in page


@pytest.mark.parametrize("variant", ["known", "estimate"])
def test_the_preview_of_a_mail_is_the_mail(words: None, request_: HttpRequest, variant: str) -> None:
    page = mail_in(render(wording("guide", variant), request=request_, mode="mail"))
    assert "Dear Mira," in page
    assert "If you need help, just reply" in page
    assert "{" not in re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize(("mode", "kept"), [("mail", "@media not all"), ("dark", "@media all")])
def test_light_and_dark_do_not_hang_on_the_editors_own_screen(
    words: None, request_: HttpRequest, mode: str, kept: str
) -> None:
    mail = mail_in(render(wording("guide", "known"), request=request_, mode=mode))
    assert kept in mail
    assert "prefers-color-scheme" not in mail
    assert "light dark" not in mail


def test_the_longest_name_stands_in_a_mail_on_a_phone(words: None, request_: HttpRequest) -> None:
    page = render(wording("guide", "known"), request=request_, mode="longest")
    assert "delight-preview__mail--phone" in page.content.decode()
    assert f"Dear {LONGEST_LATIN}," in mail_in(page)


def test_a_card_is_shown_by_each_hand(words: None, request_: HttpRequest) -> None:
    page = render(wording("note", "first", language="ru"), request=request_, mode="hands").content.decode()
    pictures = re.findall(r"data:image/png;base64,([\w+/=]+)", page)
    assert len(set(pictures)) == len(CardDesign.Hand)


def test_each_language_stands_beside_the_words_being_typed(words: None, request_: HttpRequest) -> None:
    row = wording("share", "joy", language="fr")
    row.subject = "Un mot tout neuf"
    page = render(row, request=request_, mode="languages").content.decode()
    assert "Un mot tout neuf" in page
    assert wording("share", "joy", language="ru").subject in page
    assert page.count("<iframe") == 4


def test_a_real_order_reads_the_words_that_it_would_get(words: None, request_: HttpRequest, shop: None) -> None:
    an_order(number="4711", recipient_first_name="Jonas", recipient_last_name="Berg")
    row = wording("note", "first")
    row.body = "Nobody has published this yet."
    page = render(row, request=request_, mode="order").content.decode()
    assert "Order #4711, Jonas Berg" in page
    assert "Dear Jonas, Nobody has published this yet." in page


def test_words_that_no_order_gets_say_so(words: None, request_: HttpRequest, shop: None) -> None:
    page = render(wording("note", "gift"), request=request_, mode="order").content.decode()
    assert "None of the newest orders gets these words." in page


def test_a_design_is_shown_before_it_is_saved(words: None, request_: HttpRequest) -> None:
    page = render(CardDesign(name="Neat", preset="neat"), request=request_, mode="print").content.decode()
    assert "Dear Mira, Thank you for your first order." in page


def test_the_text_part_is_previewed_with_its_subject(words: None, request_: HttpRequest) -> None:
    page = render(wording("share", "joy"), request=request_, mode="text").content.decode()
    assert "If a friend comes to mind" in page
    assert "<pre" in page


def test_a_sheet_without_an_insert_says_what_to_publish(words: None, request_: HttpRequest) -> None:
    page = render(wording("insert", "story"), request=request_, mode="print").content.decode()
    assert "Publish an insert that shows a story" in page


def test_a_bundle_is_previewed_as_its_printed_sheet(words: None, request_: HttpRequest) -> None:
    locale = Locale.objects.get(language_code="en")
    bundle = Bundle(
        title="Two mugs", keep="The blue one", give="The white one", line="For two.", say="x", locale=locale
    )
    page = render(bundle, request=request_, mode="").content.decode()
    assert "data:image/png;base64," in page
    assert "Two mugs The blue one The white one For two." in page


def test_an_insert_is_previewed_with_its_bundle(words: None, request_: HttpRequest) -> None:
    locale = Locale.objects.get(language_code="en")
    bundle = Bundle.objects.create(title="Mugs", keep="Blue", give="White", line="For two.", say="x", locale=locale)
    page = render(Insert(name="Mugs", form="bundle", bundle=bundle), request=request_, mode="").content.decode()
    assert "Mugs Blue White" in page


def test_without_a_signer_the_preview_says_what_to_add(db: None, request_: HttpRequest) -> None:
    row = Wording(kind="note", variant="first", language="en", greeting="Hello,", plain_greeting="Hello,", body="Hi")
    assert "Nobody signs: add a signer" in render(row, request=request_, mode="print").content.decode()


def test_a_wording_of_no_kind_asks_for_one(words: None, request_: HttpRequest) -> None:
    page = render(Wording(kind="", variant="x", language="en"), request=request_, mode="mail").content.decode()
    assert "Choose for which kind these words are." in page


def test_a_placeholder_without_a_value_is_named_instead_of_an_error(words: None, request_: HttpRequest) -> None:
    row = Wording(kind="note", variant="x", language="en", greeting="Hi,", plain_greeting="Hi,", body="{nickname}")
    assert "nickname" in render(row, request=request_, mode="print").content.decode()


def test_lena_sees_the_preview_of_what_she_has_just_typed(words: None, lena: Client) -> None:
    row = wording("guide", "known")
    typed = {name: getattr(row, name) for name in (*Wording.WORDS, "kind", "variant", "language")}
    url = f"/admin/delight/wordings/preview/{row.pk}/"
    assert lena.post(url, {**typed, "heading": "Try this first"}).json()["is_valid"] is True
    assert "Try this first" in lena.get(url, {"mode": "mail"}).content.decode()


def test_a_preview_names_its_icon_so_that_no_browser_asks_for_one_that_is_not_there(edda: Client, words: None) -> None:
    page = edda.get(f"/admin/delight/words/{wording('guide', 'known').pk}/look/?mode=mail").content.decode()
    assert '<link rel="icon" href="/static/delight/pages-icon.svg">' in page


def test_the_longest_preview_of_a_card_holds_what_a_products_tag_adds(words: None) -> None:
    row = wording("note", "first")
    plain, longest = made_of(row), made_of(row, longest=True)
    assert isinstance(plain, Note)
    assert isinstance(longest, Note)
    assert len(longest.paragraphs) == len(plain.paragraphs) + 1
