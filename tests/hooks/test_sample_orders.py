"""The invented orders are valid, labelled, and show what the demo needs."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from storefront_hooks import OrderSnapshot
from storefront_hooks.sample import SampleOrder, demo_start, sample_orders

SLUGS = {"linen-tea-towel", "pour-over-set", "beeswax-candle", "wool-blanket", "sourdough-kit", "soap-bars"}
CATEGORIES = {
    "linen-tea-towel": ("kitchen", "home"),
    "pour-over-set": ("coffee", "kitchen", "home"),
    "beeswax-candle": ("candles", "home"),
    "wool-blanket": ("blankets", "home"),
    "sourdough-kit": ("baking", "kitchen", "home"),
    "soap-bars": ("soap", "bath"),
}
each = pytest.mark.parametrize("order", sample_orders(), ids=lambda order: order.steps[0][1].number)


def last_steps() -> list[OrderSnapshot]:
    return [order.steps[-1][1] for order in sample_orders()]


def numbered(number: str) -> SampleOrder:
    (order,) = (order for order in sample_orders() if order.steps[0][1].number == number)
    return order


def test_numbers_and_ids_say_that_they_are_samples_and_are_unique() -> None:
    numbers = [step.number for step in last_steps()]
    assert all(re.fullmatch(r"S-1\d\d", number) for number in numbers)
    assert len({*numbers}) == len({step.external_id for step in last_steps()}) == len(numbers) >= 12
    assert all(order.external_id.startswith("sample-") for order in sample_orders())


def test_lines_and_parcels_have_ids_of_their_own() -> None:
    ids = [part.external_id for step in last_steps() for part in (*step.lines, *step.parcels)]
    assert len(ids) == len({*ids})


@each
def test_an_order_stays_the_same_order_through_its_steps(order: SampleOrder) -> None:
    steps = [step for _, step in order.steps]
    assert len({(step.external_id, step.number, step.buyer, step.lines, step.created_at) for step in steps}) == 1
    assert len({step.digest for step in steps}) == len(steps)


@each
def test_steps_come_one_after_the_other_and_after_the_order(order: SampleOrder) -> None:
    offsets = [after for after, _ in order.steps]
    assert offsets == sorted({*offsets})
    assert offsets[0] > timedelta(0)
    assert all(step.issued_at == demo_start() + after for after, step in order.steps)
    assert all(step.created_at < step.issued_at for _, step in order.steps)


@each
def test_the_total_is_the_sum_of_the_lines(order: SampleOrder) -> None:
    for _, step in order.steps:
        assert step.total == sum((line.unit_price * line.quantity for line in step.lines), start=Decimal(0))
        assert step.refunded in (Decimal(0), step.total)


@each
def test_addresses_lead_nowhere(order: SampleOrder) -> None:
    assert order.steps[0][1].buyer.email.endswith(("@example.com", ".example"))


@pytest.mark.parametrize("step", [step for step in last_steps() if step.channel == "sample"], ids=lambda s: s.number)
def test_the_buyer_was_told_of_mails_when_ordering(step: OrderSnapshot) -> None:
    assert step.notice is not None
    assert (step.notice.text_version, step.notice.shown_at) == ("checkout-2026-05", step.created_at)


def test_one_was_told_nothing_and_lives_where_no_rule_allows_mails() -> None:
    (step,) = (step for step in last_steps() if step.notice is None)
    assert (step.number, step.recipient.country, step.channel) == ("S-112", "KZ", "sample-abroad")


def test_only_the_six_products_are_sold_each_in_its_categories() -> None:
    lines = [line for step in last_steps() for line in step.lines]
    assert {line.product_slug for line in lines} == SLUGS
    assert {line.product_slug: line.categories for line in lines} == CATEGORIES


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Pour-over coffee set"), ("de", "Wolldecke, fjordgrau"), ("fr", "Plaid en laine, gris fjord"),
     ("ru", "Оливковое мыло, два куска"), ("eo", "Linen tea towel, oat")],
)  # fmt: skip
def test_products_are_named_in_the_orders_language(language: str, name: str) -> None:
    assert name in {line.product_name for step in last_steps() if step.language == language for line in step.lines}


def test_the_needed_people_are_there() -> None:
    languages = [step.language for step in last_steps()]
    assert {language: languages.count(language) for language in {*languages}} == {
        "de": 6,
        "ru": 3,
        "fr": 2,
        "en": 3,
        "eo": 1,
    }
    assert {step.recipient.country for step in last_steps()} == {"DE", "AT", "FR", "IE", "KZ"}


def test_half_of_them_wait_for_a_card_on_the_first_day() -> None:
    first_day = demo_start() + timedelta(minutes=15)
    told = {
        order.external_id: [step for after, step in order.steps if demo_start() + after <= first_day][-1]
        for order in sample_orders()
    }
    assert sum(step.state == "open" for step in told.values()) >= 7


def test_some_wait_for_a_card_to_the_end() -> None:
    assert [step.number for step in last_steps() if step.state == "open"] == [
        "S-104",
        "S-105",
        "S-106",
        "S-107",
    ]


def test_one_person_ordered_before_and_kept_it() -> None:
    first, second = numbered("S-101").steps[-1][1], numbered("S-102").steps[0][1]
    assert first.buyer == second.buyer
    assert (first.state, first.refunded) == ("shipped", 0)
    assert second.created_at - first.parcels[0].created_at > timedelta(days=30)


def test_the_first_order_was_never_open_during_the_demo() -> None:
    assert [step.state for _, step in numbered("S-101").steps] == ["shipped"]


def test_a_gift_goes_to_somebody_else() -> None:
    gift = numbered("S-103").steps[0][1]
    assert gift.gift
    assert (gift.buyer.first_name, gift.recipient.first_name) == ("Mira", "Jonas")
    assert "Jonas" in gift.gift_text


def test_two_parcels_leave_on_different_days() -> None:
    states = [step.state for _, step in numbered("S-108").steps]
    first, second = numbered("S-108").steps[-1][1].parcels
    assert states == ["open", "shipped_in_part", "shipped"]
    assert first.created_at.date() < second.created_at.date()


def test_a_return_comes_on_the_fifth_day() -> None:
    after, step = numbered("S-109").steps[-1]
    assert (after.days, step.state, step.parcels[0].state) == (4, "returned", "returned")
    assert (step.paid, step.refunded) == (False, step.total)


def test_one_parcel_is_known_to_have_arrived() -> None:
    after, step = numbered("S-111").steps[-1]
    assert step.parcels[0].arrived_at == demo_start() + after


def test_one_is_cancelled_before_anything_was_sent() -> None:
    step = numbered("S-113").steps[-1][1]
    assert (step.state, step.parcels) == ("cancelled", ())


def test_one_is_digital() -> None:
    step = numbered("S-114").steps[0][1]
    assert not step.needs_shipping
    assert not any(line.needs_shipping for line in step.lines)


def test_names_are_as_names_are() -> None:
    names = [f"{step.buyer.first_name} {step.buyer.last_name}" for step in last_steps()]
    assert any(len(name) > 70 for name in names)
    assert any("🌸" in name and "山田" in name for name in names)
    assert any("ß" in name for name in names)
    assert any(re.search("[А-я]", name) for name in names)


def test_after_the_first_words_something_happens_on_each_of_the_first_days() -> None:
    assert {order.steps[1][0].days for order in sample_orders() if len(order.steps) > 1} == {0, 1, 2, 3}
