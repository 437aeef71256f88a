"""What Lena edits is saved, drafted, published and checked."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

from delight.backoffice.sentences import moment_sentence
from delight.models import Bundle, CardDesign, HomePage, Insert, Moment, Wording
from tests.factories import a_moment

WORDING: dict[str, Any] = {
    "kind": "note",
    "variant": "thanks",
    "language": "en",
    "greeting": "Dear {first_name},",
    "plain_greeting": "Hello,",
    "body": "Thank you for choosing {product}.",
    "closing": "Warmly,",
}
BUNDLE = {
    "title": "Two mugs",
    "size": "friend",
    "keep": "The blue one",
    "give": "The white one",
    "line": "For two.",
    "say": "Coffee?",
}


def test_a_moment_reads_as_a_sentence_in_the_list(lena: Client) -> None:
    a_moment(days=3)
    page = lena.get("/admin/delight/moments/").content.decode()
    assert "3 days after the last parcel arrived, known or estimated: a guide by mail" in page


@pytest.mark.parametrize(
    ("days", "begins"),
    [
        pytest.param(0, "As soon as the order is confirmed", id="at once"),
        pytest.param(1, "1 day after the order is confirmed", id="one day"),
        pytest.param(2, "2 days after the order is confirmed", id="two days"),
    ],
)
def test_a_sentence_counts_its_days(days: int, begins: str) -> None:
    moment = Moment(days=days, anchor=Moment.Anchor.CONFIRMED, kind="note", medium="card")
    assert moment_sentence(moment).startswith(begins)


def test_a_kind_that_a_site_added_goes_by_its_own_name() -> None:
    moment = Moment(days=1, anchor=Moment.Anchor.SHIPPED, kind="postcard", medium="card")
    assert moment_sentence(moment).endswith("postcard in the parcel")


def test_a_draft_of_a_wording_is_not_used_before_it_is_published(lena: Client) -> None:
    lena.post("/admin/delight/wordings/add/", WORDING)
    assert Wording.objects.get().live is False


def test_a_published_wording_is_live(lena: Client) -> None:
    lena.post("/admin/delight/wordings/add/", {**WORDING, "action-publish": "1"})
    assert Wording.objects.get().live is True


def test_the_empty_lines_of_a_browser_part_the_paragraphs(lena: Client) -> None:
    form = {**WORDING, "body": "One.\r\n\r\nTwo,\r\nstill two.\r\n \r\nThree.", "text": "One.\r\n\r\nTwo."}
    lena.post("/admin/delight/wordings/add/", {**form, "action-publish": "1"})
    wording = Wording.objects.get()
    assert wording.paragraphs == ("One.", "Two, still two.", "Three.")
    assert "\r" not in wording.text + wording.body


def test_a_draft_over_published_words_leaves_them_in_use(lena: Client) -> None:
    lena.post("/admin/delight/wordings/add/", {**WORDING, "action-publish": "1"})
    wording = Wording.objects.get()
    lena.post(f"/admin/delight/wordings/edit/{wording.pk}/", {**WORDING, "body": "Something new."})
    wording.refresh_from_db()
    assert wording.body == "Thank you for choosing {product}."
    assert wording.get_latest_revision_as_object().body == "Something new."


def test_a_placeholder_that_nobody_can_fill_is_named_and_refused(lena: Client) -> None:
    answer = lena.post("/admin/delight/wordings/add/", {**WORDING, "body": "Dear {nickname}", "action-publish": "1"})
    assert "Nothing can fill {nickname}" in answer.content.decode()
    assert not Wording.objects.exists()


def test_opening_and_saving_keeps_a_language_that_is_not_offered_any_more(lena: Client, settings: Any) -> None:
    wording = Wording.objects.create(**{**WORDING, "language": "eo"})
    assert 'value="eo"' in lena.get(f"/admin/delight/wordings/edit/{wording.pk}/").content.decode()


def test_a_bundle_is_published(lena: Client) -> None:
    lena.post("/admin/delight/bundles/add/", {**BUNDLE, "action-publish": "1"})
    assert Bundle.objects.get().live is True


@pytest.mark.parametrize("field", ["keep", "give", "say"])
def test_a_bundle_says_what_is_kept_given_and_told(lena: Client, field: str) -> None:
    lena.post("/admin/delight/bundles/add/", {**BUNDLE, field: "", "action-publish": "1"})
    assert not Bundle.objects.filter(live=True).exists()


def test_an_insert_that_shows_nothing_is_refused(lena: Client) -> None:
    form = {"name": "Empty", "form": "bundle", "cost": "0.1", "action-publish": "1"}
    answer = lena.post("/admin/delight/inserts/add/", form)
    assert "Choose what this insert shows." in answer.content.decode()
    assert not Insert.objects.exists()


def test_an_insert_shows_its_bundle(lena: Client) -> None:
    bundle = Bundle.objects.create(**BUNDLE, locale=Locale.objects.get(language_code="en"))
    form = {"name": "Two mugs", "form": "bundle", "bundle": bundle.pk, "cost": "0.1", "action-publish": "1"}
    lena.post("/admin/delight/inserts/add/", form)
    assert Insert.objects.get().bundle == bundle


def test_a_second_design_cannot_be_the_one_in_use(lena: Client) -> None:
    CardDesign.objects.create(name="First", default=True)
    form = {
        "name": "Second",
        "default": "on",
        "hand": "zeyada",
        "preset": "neat",
        "format": "a6",
        "sheet": "single",
        "order": "pick",
        "name_fallback": "typed",
    }
    answer = lena.post("/admin/delight/designs/add/", form)
    assert "“First” is in use; untick it there first." in answer.content.decode()
    assert CardDesign.objects.count() == 1


def test_stories_and_guides_are_one_click_away(lena: Client) -> None:
    menu = lena.get("/admin/").content.decode()
    assert "Stories and guides" in menu
    assert "/admin/pages/" in menu


def test_who_tags_a_product_reads_what_that_changes(lena: Client) -> None:
    page = lena.get("/admin/delight/tags/add/").content.decode()
    assert "<code>compliment</code>" in page
    assert "<code>{worth_telling}</code>" in page


def test_our_home_page_is_told_apart_from_a_sites_own() -> None:
    assert HomePage.get_verbose_name() == "Delight home page"
