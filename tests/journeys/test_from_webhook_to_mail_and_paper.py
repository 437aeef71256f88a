"""Whole ways: a recorded webhook comes in, and days later a mail and a card have gone out, or rightly nothing."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from delight.actions.demo.load_demo_content import load_shop
from delight.actions.load_wordings import load_wordings
from delight.actions.people.change_consent import stop
from delight.actions.people.record_sign import record_sign
from delight.demo.shop_files import read_shop
from delight.models import Customer, Medium, Moment, Order, Sign, Touch
from delight.store import current_store
from storefront_hooks.sample import demo_start, recordings
from tests.factories import a_moment
from tests.journeys.days import Days, history, states
from tests.kinds.contract import MONEY

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo_shop(standing: Callable[[], AbstractContextManager[None]]) -> None:
    """The demo's shop in two languages, opened once for all journeys."""
    with standing():
        load_wordings()
        load_shop([words for words in read_shop() if words.language in ("en", "fr")], name="Linden & Loom")


@pytest.fixture
def days(demo_shop: None, tmp_path: Path, settings: Any) -> Iterator[Days]:
    """A shop whose recorded customers are just about to order."""
    settings.DELIGHT_MAIL = f"file:{tmp_path}"
    settings.DELIGHT_STORE = "storefront_hooks.sample.SampleStore"
    current_store(fresh=True)
    since = demo_start() - timedelta(days=1)
    paper = {"anchor": Moment.Anchor.CONFIRMED, "days": 0, "expires_days": 30, "active_since": since}
    a_moment(slug="note", kind="note", medium=Medium.CARD, **paper)
    a_moment(slug="insert", kind="insert", medium=Medium.INSERT, **paper)
    a_moment(slug="guide", kind="guide", anchor=Moment.Anchor.ARRIVED, days=1, active_since=since)
    a_moment(slug="share", kind="share", anchor=Moment.Anchor.JOY, days=2, expires_days=30, active_since=since)
    with time_machine.travel(demo_start(), tick=False) as clock:
        yield Days(clock=clock, outbox=tmp_path)


def test_a_shipped_order_gets_exactly_one_guide_in_its_language_and_then_nothing(days: Days) -> None:
    days.hear(history("onego-0-create"))
    days.pass_days(40)
    (mail,) = days.mails()
    assert mail.source["To"] == "Grace Okafor <onego@example.com>"
    assert 'lang="en"' in mail.html
    assert "Cotton that keeps its shape" in mail.text
    assert "you placed order 28 on 21 November 2026" in mail.text
    assert "our estimate" in mail.text
    assert mail.source["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert states()["guide"] == ("done", "")


def test_the_guide_comes_by_day_where_the_customer_lives_after_the_parcel_should_be_there(days: Days) -> None:
    order = days.hear(history("onego-0-create"))
    days.pass_days(40)
    (mail,) = days.mails()
    there = mail.at.astimezone(ZoneInfo("America/Chicago"))
    assert 9 <= there.hour < 20
    assert there.weekday() != 6
    left = order.parcels.get().shipped_at
    assert mail.at - left > timedelta(days=11), "nine working days across the sea"


def test_a_french_customer_is_written_to_in_french(days: Days) -> None:
    days.hear(history("two-warehouses-0-create"))
    days.pass_days(30)
    (mail,) = days.mails()
    assert 'lang="fr"' in mail.html
    assert "Bonjour Amélie" in mail.text
    assert "commande 29" in mail.text


def test_a_french_customers_card_is_french(days: Days) -> None:
    days.hear(history("checkout-customer-fr"))
    run, pages = days.printed()
    assert [line.wording_version.split("/")[2] for line in run.lines.all()] == ["fr", "fr"]
    assert len(pages) == 2
    assert "22" in pages[0]


def test_an_order_that_came_back_gets_silence_with_its_reason(days: Days) -> None:
    days.hear(history("life-2-complete"))
    days.pass_days(40)
    assert days.mails() == []
    kept = states()
    assert {reason for _, reason in kept.values()} == {"returned"}
    assert {state for state, _ in kept.values()} == {"withdrawn"}
    assert days.printed()[1] == []


def test_a_gift_carries_the_givers_words_and_no_price_and_the_giver_gets_no_mail(days: Days) -> None:
    days.hear(history("checkout-guest"))
    run, pages = days.printed()
    note = run.lines.get(touch__kind="note")
    assert note.content["paragraphs"] == ["Happy birthday! “Enjoy” — Tom"]
    assert run.refused == []
    assert not [page for page in pages if MONEY.search(page) or "12.00" in page or "75.00" in page]
    days.pass_days(40)
    assert days.mails() == []


def test_a_digital_order_gets_no_paper(days: Days) -> None:
    days.hear(history("digital-only"))
    run, pages = days.printed()
    assert (pages, run.refused) == ([], [])
    assert {state for kind, state in states().items() if kind in ("note", "insert")} == {("withdrawn", "digital")}


def test_an_order_that_waits_for_its_payment_gets_nothing(days: Days) -> None:
    unpaid = [one for one in history("checkout-unpaid") if one.scenario == "checkout-unpaid"]
    days.hear(unpaid)
    days.pass_days(3)
    assert (days.mails(), Touch.objects.count()) == ([], 0)


def test_an_order_that_is_collected_is_not_guessed_about(days: Days) -> None:
    days.hear(history("click-and-collect"))
    days.pass_days(30)
    assert days.mails() == []


def test_paper_that_was_not_printed_in_time_is_withdrawn_when_the_parcel_leaves(days: Days) -> None:
    days.hear(history("onego-0-create"))
    assert states()["note"] == ("withdrawn", "parcel_left")


def test_a_shipment_that_is_called_off_is_not_followed_by_a_guide(days: Days) -> None:
    days.hear(history("fulfilcancel-0-create"))
    days.pass_days(30)
    assert days.mails() == []


def test_a_stop_that_came_in_after_planning_keeps_the_guide_back(days: Days) -> None:
    days.hear(history("onego-0-create"))
    stop(Touch.objects.get(kind="guide"), scope="all", source="mail link")
    days.pass_days(30)
    assert (days.mails(), states()["guide"]) == ([], ("withdrawn", "stopped"))


def test_joy_is_asked_about_once_after_the_guide_and_in_the_middle_of_the_week(days: Days) -> None:
    days.hear(history("onego-0-create"))
    days.pass_days(20)
    card = Touch.objects.get(kind="note")
    for _ in range(2):
        record_sign(card, name=Sign.Name.CODE_OPENED)
        days.pass_days(1)
    days.pass_days(40)
    guide, share = days.mails()
    assert "Cotton" in guide.text
    assert share.at.astimezone(ZoneInfo("America/Chicago")).weekday() in {1, 2, 3}
    assert share.at - guide.at >= timedelta(days=3)


def test_an_account_that_is_deleted_takes_its_person_with_it_and_late_news_does_not_bring_them_back(
    days: Days,
) -> None:
    course = [
        one
        for scenario in ("customer-1", "customer-2", "customer-3", "customer-4", "customer-5", "customer-6")
        for one in recordings()
        if one.scenario.startswith(scenario)
    ]
    days.hear(course)
    order = Order.objects.get()
    assert order.customer.forgotten_at is not None
    assert not Customer.objects.exclude(email="").exists()
    assert (order.recipient_first_name, order.recipient_last_name) == ("", "")
    days.pass_days(20)
    assert days.mails() == []
