"""Edda keeps the shop's voice: what it never says is not published, nor a person's story without their consent."""

from datetime import date

import pytest
from django.test import Client
from wagtail.models import Locale

from delight import links
from delight.backoffice.writing.voice import faults, standing
from delight.models import Bundle, HomePage, StoryPage, VoiceSheet, Wording


@pytest.fixture(autouse=True)
def _sheet(shop: None) -> None:
    VoiceSheet.objects.create(language="en", never="cheap* = inexpensive\nlinen towels")


def press_publish(edda: Client, row: Wording, **changes: str) -> str:
    form = {name: getattr(row, name) for name in (*Wording.WORDS, "kind", "variant", "language")}
    form |= {**changes, "action-publish": "1"}
    return edda.post(f"/admin/delight/wordings/edit/{row.pk}/", form, follow=True).content.decode()


def test_a_word_that_we_never_use_is_not_published_and_is_named_with_its_place(edda: Client) -> None:
    row = Wording.objects.get(kind="note", variant="first", language="en")
    page = press_publish(edda, row, body="It was cheaper.")
    assert "“cheap” in body: we never say it. Say “inexpensive”." in page
    row.refresh_from_db()
    assert row.body != "It was cheaper."


def test_each_language_has_a_sheet_of_its_own(edda: Client) -> None:
    row = Wording.objects.get(kind="note", variant="first", language="de")
    assert "we never say it" not in press_publish(edda, row, body="Das war cheap.")


def test_a_sheet_shows_where_its_words_stand_today(edda: Client) -> None:
    sheet = VoiceSheet.objects.get()
    story = StoryPage.objects.get(locale__language_code="en")
    assert [(one.name, one.sentence) for one in standing("en")] == [
        (story.title, "“linen towels” in body: we never say it.")
    ]
    assert "“linen towels” in body" in edda.get(f"/admin/delight/voice/edit/{sheet.pk}/").content.decode()


def test_a_bundle_is_read_too() -> None:
    locale = Locale.objects.get(language_code="en")
    bundle = Bundle(title="Two", keep="One", give="Cheap", line="x", gift_note="cheaply", say="x", locale=locale)
    assert [fault.place for fault in faults(bundle, language="en")] == ["give", "gift note"]


@pytest.fixture
def story(ada: Client) -> StoryPage:
    """Mira's own story, a draft."""
    home = HomePage.objects.get(locale__language_code="en")
    page: StoryPage = home.add_child(
        instance=StoryPage(title="Mira", slug="mira", locale=home.locale, summary="x", sort="customer", live=False)
    )
    return page


def publish_page(ada: Client, story: StoryPage, **changes: str) -> str:
    form = {"title": story.title, "slug": story.slug, "summary": story.summary, "sort": story.sort}
    form |= {"body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "action-publish": "1"}
    page = ada.post(f"/admin/pages/{story.pk}/edit/", {**form, **changes}, follow=True).content.decode()
    story.refresh_from_db()
    return page


AGREED = {"told_by": "Mira", "agreed_on": date(2026, 11, 1).isoformat(), "agreed_how": "by mail"}
BODY = {
    "body-count": "1",
    "body-0-deleted": "",
    "body-0-order": "0",
    "body-0-type": "paragraph",
    "body-0-id": "",
    "body-0-value": "Mira hung it.",
}


def test_a_customers_story_is_not_told_without_their_consent(ada: Client, story: StoryPage) -> None:
    assert "say whose, and when and how they agreed" in publish_page(ada, story, **BODY)
    assert not story.live


def test_nor_is_one_that_is_written_and_published_in_one_go(ada: Client, story: StoryPage) -> None:
    form = {"title": "Jonas", "slug": "jonas", "summary": "x", "sort": "friend", **BODY, "action-publish": "1"}
    form |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    address = f"/admin/pages/add/delight/storypage/{story.get_parent().pk}/"
    said = ada.post(address, form, follow=True).content.decode()
    assert "say whose, and when and how they agreed" in said
    assert not StoryPage.objects.get(slug="jonas").live
    ada.post(address, {**form, "slug": "agreed", **AGREED})
    assert StoryPage.objects.get(slug="agreed").live


def test_with_consent_it_is_told_and_may_be_taken_back(ada: Client, story: StoryPage, client: Client) -> None:
    publish_page(ada, story, **BODY, **AGREED)
    assert story.live
    path = links.withdraw(story).removeprefix("https://shop.example").removeprefix("http://localhost:8000")
    path = path[path.index("/d/withdraw/") :]
    assert "Shall we take it down?" in client.get(path).content.decode()
    story.refresh_from_db()
    assert story.live  # looking changes nothing
    assert "It is down, in every language." in client.post(path).content.decode()
    story.refresh_from_db()
    assert not story.live
    assert story.withdrawn_at is not None
    assert "has taken the story back" in publish_page(ada, story, **BODY, **AGREED)


def test_the_link_stands_in_the_editor_of_a_persons_story_only(ada: Client, story: StoryPage) -> None:
    assert "/d/withdraw/" in ada.get(f"/admin/pages/{story.pk}/edit/").content.decode()
    assert links.withdraw(StoryPage.objects.get(locale__language_code="en", slug="eleven-towels")) == ""


def test_a_link_that_nobody_signed_opens_nothing(client: Client) -> None:
    assert client.get("/d/withdraw/forged/").status_code == 404
