"""Samples: never against what somebody must avoid, never more than there are, and counted once."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from delight.actions.people.forget_customer import forget_customer
from delight.actions.prints.print_cards import print_cards, reprint
from delight.backoffice.packing.desk import piece_title
from delight.backoffice.writing.previews import render
from delight.kinds.base import kinds
from delight.models import GuidePage, Insert, Moment, Order, StoryPage, Touch
from print_templates import Insert as InsertPiece
from print_templates import print_pieces
from tests.factories import a_moment, a_touch, an_order
from tests.kinds.contract import drawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "store", "shop")]


def a_sample(**changes: Any) -> Insert:
    """A little of the linen, whose sheet tells its story."""
    story = StoryPage.objects.get(locale__language_code="en").page_ptr
    return Insert.objects.create(**{"name": "Linen swatch", "form": "sample", "page": story, "stock": 2, **changes})


def sample_moment(variant: str = "sample") -> Moment:
    known = Moment.objects.filter(variant=variant).first()
    return known or a_moment(kind="insert", medium="insert", anchor="confirmed", variant=variant)


def for_an_order(*, variant: str = "sample", **changes: Any) -> Touch:
    return a_touch(order=an_order(**changes), moment=sample_moment(variant))


def reason(touch: Touch) -> str:
    assert touch.order is not None
    return kinds()["insert"].reason_against(touch, touch.order)


@pytest.mark.parametrize(
    ("holds", "avoid", "expected"),
    [
        pytest.param("", "", "", id="nothing to avoid"),
        pytest.param("nuts", "wool,milk", "", id="other things"),
        pytest.param("Nuts, wool", "wool", "no_sample", id="one of what it holds"),
        pytest.param("nuts", "Nuts", "no_sample", id="however it is written"),
        pytest.param("", "*", "no_sample", id="no sample at all"),
    ],
)
def test_a_sample_never_goes_to_whom_it_might_harm(holds: str, avoid: str, expected: str) -> None:
    a_sample(holds=holds)
    assert reason(for_an_order(avoid=avoid)) == expected


def test_another_sample_goes_to_whom_the_nearest_might_harm() -> None:
    a_sample(holds="nuts", products="linen-throw")
    a_sample(name="Soap", products="")
    touch = for_an_order(avoid="nuts")
    assert touch.order is not None
    assert (reason(touch), piece_title(touch, order=touch.order)) == ("", "Put in a sample: Soap")


def test_printing_takes_one_and_a_reprint_takes_none() -> None:
    sample = a_sample()
    touch = for_an_order()
    run, _ = print_cards([touch.pk], by=None)
    reprint(run, why="A jam", by=None)
    sample.refresh_from_db()
    assert (sample.stock, run.lines.count()) == (1, 1)


def test_no_more_are_promised_than_there_are() -> None:
    sample = a_sample(stock=1)
    touches = [for_an_order(number=number) for number in ("901", "902")]
    run, printed = print_cards([touch.pk for touch in touches], by=None)
    sample.refresh_from_db()
    assert (sample.stock, run.lines.count(), printed.pages) == (0, 1, 1)
    assert run.refused == [{"order": "902", "kind": "insert", "reason": "no_sample"}]
    again, _ = print_cards([touches[1].pk], by=None)
    touches[1].refresh_from_db()
    assert (touches[1].state, touches[1].reason, again.lines.count()) == ("skipped", "no_sample", 0)


def test_a_sample_that_nobody_counts_never_runs_out() -> None:
    sample = a_sample(stock=None)
    for number in ("901", "902"):
        print_cards([for_an_order(number=number).pk], by=None)
    sample.refresh_from_db()
    assert (sample.stock, Touch.objects.filter(state="done").count()) == (None, 2)


def test_a_story_takes_nothing_off_anything() -> None:
    sheet = a_sample(form="story", stock=2)
    print_cards([for_an_order(variant="").pk], by=None)
    sheet.refresh_from_db()
    assert sheet.stock == 2


def test_the_sheet_that_fits_the_products_is_never_a_sample_a_notice_or_a_card_to_give() -> None:
    for form in ("sample", "change", "share"):
        a_sample(form=form, name=form)
    assert reason(for_an_order(variant="")) == "no_content"
    for form in ("change", "share"):
        assert reason(for_an_order(variant=form)) == ""


def test_a_card_to_pass_on_leads_a_friend_to_a_page_of_their_own() -> None:
    a_sample(form="share")
    piece = drawn(for_an_order(variant="share")).piece
    story = StoryPage.objects.get(locale__language_code="en")
    assert getattr(piece, "qr", "") == f"https://delight.example/f/{story.pk}"
    assert kinds()["insert"].asking_words == {"share"}


def test_a_draft_that_is_published_later_does_not_bring_stock_back() -> None:
    sample = a_sample()
    sample.name = "Swatch"
    draft = sample.save_revision()
    Insert.objects.update(stock=1)
    draft.publish()
    sample.refresh_from_db()
    assert (sample.name, sample.stock) == ("Swatch", 1)


def test_what_somebody_must_avoid_is_forgotten_with_them() -> None:
    order = an_order(avoid="nuts")
    forget_customer(order.customer)
    assert Order.objects.get().avoid == ""


@pytest.mark.parametrize(("typed", "stock"), [("7", 7), ("2", 1)])
def test_an_editor_who_counts_anew_is_believed_and_one_who_only_renames_changes_no_number(
    admin_client: Client, typed: str, stock: int
) -> None:
    """The form was opened when there were two; since then one was printed."""
    sample = a_sample()
    path = f"/admin/delight/inserts/edit/{sample.pk}/"
    assert 'name="stock_seen" value="2"' in admin_client.get(path).content.decode()
    Insert.objects.update(stock=1)
    shown = {"name": "Swatch", "form": "sample", "page": sample.page_id, "cost": "0", "action-publish": "1"}
    admin_client.post(path, {**shown, "stock": typed, "stock_seen": "2"})
    sample.refresh_from_db()
    assert (sample.name, sample.stock) == ("Swatch", stock)


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("en", "Contains: nuts, wool, Glitzer"),
        ("fr", "Contient\u00a0: fruits à coque, laine, Glitzer"),
        ("de", "Enthält: Schalenfrüchte (Nüsse), Wolle, Glitzer"),
        ("ru", "Содержит: орехи, шерсть, Glitzer"),
    ],
)
def test_the_samples_sheet_names_what_it_holds_in_the_customers_language(language: str, notice: str) -> None:
    """A word that only the shop knows stands as it wrote it; one said twice in two languages stands once."""
    a_sample(holds="Nuts, laine, Glitzer, орехи")
    piece = drawn(for_an_order(language=language)).piece
    assert isinstance(piece, InsertPiece)
    assert piece.notice == notice


def test_a_sheet_of_another_form_and_a_sample_of_which_nothing_is_named_say_nothing_of_it() -> None:
    a_sample()
    a_sample(form="change", holds="nuts")
    for variant in ("sample", "change"):
        assert getattr(drawn(for_an_order(variant=variant)).piece, "notice", None) == ""


def test_beside_a_sample_a_guide_leaves_room_for_what_the_sample_holds() -> None:
    """Four steps of this length would not fit."""
    guide = GuidePage.objects.get(locale__language_code="en")
    step = "Let the bar dry on a rack that lets the water run off, away from the shower, after each use."
    guide.steps = [("step", f"{step} {number}") for number in range(1, 6)]
    guide.save()
    a_sample(page=guide.page_ptr, holds="nuts, lanolin")
    piece = drawn(for_an_order()).piece
    assert isinstance(piece, InsertPiece)
    assert piece.steps == (f"{step} 1", f"{step} 2")
    assert print_pieces([piece]).refusals == ()


def test_whoever_cannot_see_the_preview_reads_what_the_sample_holds() -> None:
    page = render(a_sample(holds="nuts, lanolin"), request=RequestFactory().get("/"), mode="").content.decode()
    assert "Contains: nuts, lanolin" in page
