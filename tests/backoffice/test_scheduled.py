"""What Edda has scheduled goes live on its day only if nothing stands against it on that day, and she sees why not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from wagtail.log_actions import registry
from wagtail.models import Revision

from delight.actions.people.withdraw_story import withdraw_story
from delight.actions.upkeep.publish_due import publish_due
from delight.backoffice.staff_log import not_published
from delight.backoffice.writing.not_live import not_live
from delight.models import GuidePage, HomePage, StoryPage, VoiceSheet, Wording


@pytest.fixture(autouse=True)
def _shop(shop: None) -> None:
    """Words, a story and a guide in four languages."""


def come(revision: Revision) -> None:
    """Its hour has come, and Wagtail's own command runs."""
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=datetime.now(UTC) - timedelta(minutes=1))
    assert publish_due() == ""


@pytest.fixture
def story() -> StoryPage:
    """Mira's own story, agreed to, a draft."""
    home = HomePage.objects.get(locale__language_code="en")
    agreed = {"told_by": "Mira", "agreed_on": date(2026, 11, 1), "agreed_how": "by mail"}
    draft = StoryPage(title="Mira", slug="mira", summary="x", sort="customer", live=False, locale=home.locale, **agreed)
    page: StoryPage = home.add_child(instance=draft)
    return page


def is_live(story: StoryPage) -> bool:
    return StoryPage.objects.get(pk=story.pk).live


def test_with_consent_it_goes_live_on_its_day(story: StoryPage) -> None:
    come(story.save_revision())
    assert is_live(story)
    assert not_live() == []


def test_a_story_that_was_taken_back_meanwhile_stays_down(story: StoryPage) -> None:
    revision = story.save_revision()
    withdraw_story(story)
    come(revision)
    assert not is_live(story)
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None


def test_a_story_without_consent_is_not_told_by_whatever_way_it_is_published(story: StoryPage) -> None:
    story.agreed_how = ""
    story.save_revision().publish()
    assert not is_live(story)


def test_words_against_todays_voice_keep_the_old_ones_and_the_others_go_live(story: StoryPage) -> None:
    row = Wording.objects.get(kind="note", variant="first", language="en")
    before, row.body = row.body, "It was cheaper."
    faulty = row.save_revision()
    VoiceSheet.objects.create(language="en", never="cheap* = inexpensive")
    Revision.objects.filter(pk=faulty.pk).update(approved_go_live_at=datetime.now(UTC) - timedelta(hours=1))
    come(story.save_revision())
    assert Wording.objects.get(pk=row.pk).body == before
    assert is_live(story)


def test_the_home_page_and_the_history_say_why_until_it_is_mended(story: StoryPage, edda: Client, noor: Client) -> None:
    story.agreed_how = ""
    come(story.save_revision())
    home = edda.get("/admin/").content.decode()
    assert "1 draft did not go live" in home
    assert "Mira: This story is a person" in home
    assert f"/admin/pages/{story.pk}/edit/" in home
    assert "did not go live" not in noor.get("/admin/").content.decode()
    entry = registry.get_logs_for_instance(story).filter(action="delight.not_published").get()
    assert "when and how they agreed" in entry.message
    story.agreed_how = "by mail"
    story.save_revision().publish()
    assert not_live() == []


def test_the_home_page_names_the_other_drafts_too(story: StoryPage, edda: Client) -> None:
    guide = GuidePage.objects.get(locale__language_code="en")
    not_published(guide, why="A word is never used here.")
    not_published(story, why="This story is a person's.")
    home = edda.get("/admin/").content.decode()
    assert "2 drafts did not go live" in home
    assert f"Mira: This story is a person&#x27;s. Then: {guide.title}." in home
