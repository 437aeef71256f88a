"""The guide: words for a known and for an estimated arrival, the first step, and when it is not sent."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from delight.errors import NothingToSay
from delight.kinds.base import kinds
from delight.mails.compose import compose
from delight.models import GuidePage, Insert, Order, Sign, StoryPage, Touch
from tests.factories import NOW, a_moment, a_parcel, a_shipped_order, a_touch, version_at
from tests.kinds.contract import MailContract, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


class TestGuideKeepsTheContract(MailContract):
    name = "guide"
    variants = ("known", "estimate", "tips")

    def order(self, variant: str, *, language: str) -> Order:
        return a_shipped_order(language=language, arrived_at=NOW if variant == "known" else None)

    def touch(self, variant: str, *, language: str) -> Touch:
        order = self.order(variant, language=language)
        if variant != "tips":
            return a_touch(order=order)
        has_steps("Wash it alone the first time.", "Iron it damp.")
        return a_tip(order)


def has_steps(*steps: str) -> None:
    for guide in GuidePage.objects.all():
        guide.steps = [("step", step) for step in steps]
        guide.save()


def has_stuck(*questions: str) -> None:
    for guide in GuidePage.objects.all():
        guide.stuck = [("pair", {"question": question, "answer": "So."}) for question in questions]
        guide.save()


def a_tip(order: Order | None = None) -> Touch:
    """What comes after the guide."""
    return a_touch(order=order or a_shipped_order(), moment=a_moment(variant="tips", days=8, expires_days=13))


def variant_of(order: Order) -> str:
    return written(a_touch(order=order)).wording_version.split("/")[1]


def test_a_known_arrival_is_named_as_the_day_where_the_person_lives() -> None:
    order = a_shipped_order(country="NZ", arrived_at=NOW.replace(hour=23))
    letter = written(a_touch(order=order))
    assert any("13 November 2026" in text for text in letter.paragraphs)


def test_of_several_parcels_the_last_arrival_is_named() -> None:
    order = a_shipped_order(arrived_at=NOW - timedelta(days=2))
    a_parcel(order=order, arrived_at=NOW - timedelta(days=1))
    assert any("11 November 2026" in text for text in written(a_touch(order=order)).paragraphs)


def test_an_arrival_is_not_claimed_while_one_parcel_is_on_its_way() -> None:
    order = a_shipped_order(arrived_at=NOW)
    a_parcel(order=order)
    assert variant_of(order) == "estimate"


@pytest.mark.parametrize("state", ["cancelled", "waiting"])
def test_a_parcel_that_never_left_does_not_count(state: str) -> None:
    order = a_shipped_order(arrived_at=NOW)
    a_parcel(order=order, state=state)
    assert variant_of(order) == "known"


def test_a_parcel_that_the_store_no_longer_shows_does_not_count() -> None:
    order = a_shipped_order(arrived_at=NOW)
    earlier = order.issued_at - timedelta(hours=1)
    a_parcel(order=order, issued_at=earlier, version=version_at(earlier))
    assert variant_of(order) == "known"


def test_the_first_step_stands_in_the_mail() -> None:
    letter = written(a_touch())
    assert (letter.highlight, bool(letter.highlight_label)) == ("Wash it alone the first time.", True)


def test_the_link_opens_the_guide() -> None:
    assert written(a_touch()).link.startswith("https://delight.example/d/guide/")


def test_the_guide_is_the_translation() -> None:
    letter = written(a_touch(order=a_shipped_order(language="de")))
    assert letter.heading == "Leinen waschen, damit es weich wird"


def told(**changes: Any) -> tuple[str, ...]:
    """The paragraphs of the guide for an order that is known to have arrived on Thursday 12 November 2026."""
    return written(a_touch(order=a_shipped_order(**{"arrived_at": NOW, **changes}))).paragraphs


WITHDRAWAL = {
    "en": "until the end of 26 November 2026",
    "fr": "jusqu’au 26 novembre 2026 inclus",
    "de": "Bis zum Ablauf des 26. November 2026",
    "ru": "до конца дня 26 ноября 2026",
}


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("language", "words"), WITHDRAWAL.items())
def test_the_last_day_to_withdraw_stands_in_both_parts_of_the_mail(language: str, words: str) -> None:
    composed = compose(written(a_touch(order=a_shipped_order(language=language, arrived_at=NOW))))
    text = " ".join(composed.text.split())
    assert (words in text, words in composed.html) == (True, True)


@pytest.mark.usefixtures("clock")
def test_to_withdraw_an_answer_is_enough() -> None:
    (sentence,) = [text for text in told() if "26 November 2026" in text]
    assert sentence.endswith("Just reply to this mail.")


@pytest.mark.usefixtures("clock")
def test_no_day_to_withdraw_is_told_where_nobody_knows_when_it_arrived() -> None:
    assert not any("send it back" in text for text in told(arrived_at=None))


@pytest.mark.usefixtures("clock")
def test_no_day_to_withdraw_is_told_where_no_law_gives_the_right() -> None:
    assert not any("send it back" in text for text in told(country="US"))


@pytest.mark.usefixtures("clock")
def test_no_day_to_withdraw_is_told_to_whoever_gave_it_as_a_present() -> None:
    assert not any("send it back" in text for text in told(gift=True))


@pytest.mark.parametrize(("days", "still"), [(14, True), (15, False)])
def test_the_day_to_withdraw_is_told_until_it_is_over(days: int, still: bool, clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(days=days))
    assert any("send it back" in text for text in told()) is still


def reason_against(touch: Touch) -> str:
    assert touch.order is not None
    return kinds()["guide"].reason_against(touch, touch.order)


def test_nothing_speaks_against_a_guide_that_fits() -> None:
    assert reason_against(a_touch()) == ""


def showed(touch: Touch, name: Sign.Name) -> Touch:
    """The touch, after such a deed."""
    sign = {"customer": touch.customer, "order": touch.order, "touch": touch, "day": NOW.date(), "at": NOW}
    Sign.objects.create(name=name, **sign)
    return touch


@pytest.mark.parametrize("name", [Sign.Name.CODE_OPENED, Sign.Name.GUIDE_OPENED, Sign.Name.WORKS])
def test_a_guide_that_was_read_is_not_sent(name: Sign.Name) -> None:
    assert reason_against(showed(a_touch(), name)) == "already_open"


def test_a_code_that_opens_a_story_has_shown_no_guide() -> None:
    Insert.objects.create(name="Story", form="story", page=StoryPage.objects.get(locale__language_code="en").page_ptr)
    assert reason_against(showed(a_touch(), Sign.Name.CODE_OPENED)) == ""


def test_there_is_no_mail_without_a_guide() -> None:
    GuidePage.objects.update(live=False)
    assert reason_against(a_touch()) == "no_content"


def test_there_is_no_mail_for_another_product() -> None:
    order = a_shipped_order(line={"product_slug": "oak-bowl", "categories": ["kitchen"]})
    assert reason_against(a_touch(order=order)) == "no_content"


def test_a_tip_is_not_sent_where_the_guide_was_not_opened() -> None:
    has_steps("First.", "Last.")
    assert reason_against(a_tip()) == "guide_not_opened"


@pytest.mark.parametrize("name", [Sign.Name.CODE_OPENED, Sign.Name.GUIDE_OPENED, Sign.Name.WORKS])
def test_a_tip_comes_after_a_guide_that_was_opened(name: Sign.Name) -> None:
    has_steps("First.", "Last.")
    assert reason_against(showed(a_tip(), name)) == ""


def test_a_tip_tells_the_last_step() -> None:
    has_steps("First.", "Last.")
    letter = written(a_tip())
    assert (letter.highlight_label, letter.highlight) == ("The last step:", "Last.")


def test_a_tip_tells_what_people_get_stuck_on_and_no_other_mail_tells() -> None:
    has_stuck("One?", "Two?", "Three?")
    letter = written(a_tip())
    assert (letter.highlight_label, letter.highlight) == ("Where others got stuck:", "Three? So.")


def test_there_is_no_tip_where_the_guide_has_nothing_left_to_tell() -> None:
    has_steps("Only one.")
    touch = showed(a_tip(), Sign.Name.GUIDE_OPENED)
    assert reason_against(touch) == "no_content"
    with pytest.raises(NothingToSay):
        written(touch)
