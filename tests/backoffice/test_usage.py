"""Edda sees where her words are used, and how many planned touches a change of them alters."""

from typing import Any

import pytest
from django.test import Client

from delight.backoffice.writing.usage import usage
from delight.models import GuidePage, Insert, StoryPage, Wording
from tests.factories import a_touch, an_order


@pytest.fixture(autouse=True)
def _shop(shop: None) -> None:
    """Words, a story and a guide in four languages."""


def page(model: Any, language: str) -> Any:
    return model.objects.get(locale__language_code=language)


def test_a_story_feeds_insert_and_mail() -> None:
    story = page(StoryPage, "en")
    Insert.objects.create(name="The towels", form="story", page=story)
    a_touch(kind="insert", medium="insert")
    a_touch(kind="share")
    a_touch(kind="guide")
    found = usage(story)
    assert [name for name, _ in found.inserts] == ["The towels"]
    assert found.kinds == ("something to pass on",)
    assert (found.planned, found.looked_at) == (2, 2)


def test_a_guide_is_read_by_the_mails_that_show_it_and_no_story_is() -> None:
    a_touch(kind="guide")
    a_touch(kind="help")
    assert usage(page(GuidePage, "en")).planned == 2
    assert usage(page(StoryPage, "en")).planned == 0


def test_what_went_out_is_not_altered() -> None:
    a_touch(kind="guide", state="done")
    assert usage(page(GuidePage, "en")).planned == 0


def test_words_alter_what_is_planned_in_their_language() -> None:
    order = an_order(language="de")
    a_touch(kind="guide", order=order)
    a_touch(kind="guide")
    assert usage(Wording.objects.get(kind="guide", variant="known", language="de")).planned == 1


def test_it_is_shown_beside_words_pages_and_inserts(ada: Client) -> None:
    story = page(StoryPage, "en")
    insert = Insert.objects.create(name="The towels", form="story", page=story)
    wording = Wording.objects.get(kind="guide", variant="known", language="en")
    for url in (
        f"/admin/pages/{story.pk}/edit/",
        f"/admin/delight/inserts/edit/{insert.pk}/",
        f"/admin/delight/wordings/edit/{wording.pk}/",
    ):
        assert "A change alters no planned touch." in ada.get(url).content.decode()
