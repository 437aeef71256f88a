"""What is still to come: the person's own list, true and in their words, and leaving one out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from delight import clock
from delight.actions.people.cases import close_case, open_case
from delight.actions.people.suppress import ASKED, BOUNCED, COMPLAINED, lift_ended, suppress
from delight.actions.touches.plan_touches import plan_touches
from delight.links import sign
from delight.models import Suppression, Touch
from tests.factories import NOW, a_customer, a_line, a_moment, a_shipped_order, a_touch, an_order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


def path(touch: Touch) -> str:
    return f"/d/coming/{sign(touch.token, purpose='coming')}/"


def shown(browser: Client, touch: Touch) -> str:
    return browser.get(path(touch)).content.decode()


@pytest.mark.parametrize("orders", [1, 8])
def test_the_page_takes_ten_look_ups_however_much_is_to_come(
    browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries, orders: int
) -> None:
    mira = a_customer()
    touches = [a_touch(order=a_shipped_order(customer=mira)) for _ in range(orders)]
    with django_assert_max_num_queries(10):
        assert shown(browser, touches[0]).count("A guide to Linen throw") == orders


def test_it_names_the_kind_in_the_customers_words_with_day_and_reason(browser: Client) -> None:
    html = shown(browser, a_touch(due_at=datetime(2026, 11, 24, 9, tzinfo=UTC)))
    assert "A guide to Linen throw" in html
    assert "On 24 November 2026" in html
    assert "we send one short guide" in html


def test_the_day_is_the_one_where_the_person_lives(browser: Client) -> None:
    order = an_order(country="NZ")
    html = shown(browser, a_touch(order=order, due_at=datetime(2026, 11, 24, 21, tzinfo=UTC)))
    assert "On 25 November 2026" in html


@pytest.mark.parametrize(
    ("language", "day", "title"),
    [
        ("de", "Am 24. November 2026", "Eine Anleitung zu „Linen throw“"),
        ("fr", "Le 24 novembre 2026", "Un guide pour « Linen throw »"),
    ],
)
def test_it_speaks_the_orders_language(browser: Client, language: str, day: str, title: str) -> None:
    touch = a_touch(order=an_order(language=language), due_at=datetime(2026, 11, 24, 9, tzinfo=UTC))
    html = shown(browser, touch).replace("\xa0", " ")
    assert f'<html lang="{language}"' in html
    assert day in html
    assert title in html


def test_it_says_so_when_a_day_is_an_estimate(browser: Client) -> None:
    estimate = "The day is an estimate"
    assert estimate in shown(browser, a_touch(reason="arrival_estimated"))
    assert estimate not in shown(browser, a_touch(reason="arrival_known"))


def test_what_depends_on_the_person_is_told_as_perhaps(browser: Client) -> None:
    perhaps = "Perhaps: it comes only if the guide has not been opened by then."
    assert perhaps in shown(browser, a_touch(kind="help"))
    assert perhaps not in shown(browser, a_touch())


def test_a_tip_after_the_guide_is_told_as_a_tip_and_as_perhaps(browser: Client) -> None:
    html = shown(browser, a_touch(moment=a_moment(variant="tips")))
    assert "One more tip from the guide" in html
    assert "Perhaps: it comes only if the guide has been opened by then." in html
    assert "A guide to" not in html


def test_paper_comes_with_the_parcel_and_on_no_day(browser: Client) -> None:
    note = a_touch(moment=a_moment(kind="note", medium="card"))
    html = shown(browser, note)
    assert "A card in your parcel" in html
    assert "November" not in html
    assert "the parcel is not closed yet" in html


def test_it_shows_only_this_persons_touches_that_are_still_planned(browser: Client) -> None:
    mira = a_customer()
    touch = a_touch(order=an_order(customer=mira))
    a_touch(order=an_order(customer=mira, line={"product_name": "Wool blanket"}), state=Touch.State.DONE)
    a_touch(order=an_order(customer=a_customer(first_name="Jonas"), line={"product_name": "Secret cup"}))
    html = shown(browser, touch)
    assert html.count('name="skip"') == 1
    assert "Secret cup" not in html
    assert "Wool blanket" not in html


def test_a_gifts_product_is_not_named_before_its_day(browser: Client) -> None:
    assert "Linen throw" not in shown(browser, a_touch(order=an_order(gift=True)))


def test_of_several_products_none_is_singled_out(browser: Client) -> None:
    order = an_order()
    a_line(order=order, product_name="Wool blanket", position=1)
    html = shown(browser, a_touch(order=order))
    assert "A short guide by mail" in html


def test_one_can_be_left_out(browser: Client) -> None:
    touch = a_touch()
    answer = browser.post(path(touch), {"skip": str(touch.pk)})
    assert "Left out. This one will not come." in answer.content.decode()
    touch.refresh_from_db()
    assert (touch.state, touch.reason) == (Touch.State.SKIPPED, "skipped_by_customer")


def test_a_skip_can_be_taken_back(browser: Client) -> None:
    touch = a_touch(order=an_order(), moment=None, not_after=clock.now() + timedelta(days=9), moved_by_person=True)
    html = browser.post(path(touch), {"skip": str(touch.pk)}).content.decode()
    assert f'name="unskip" value="{touch.pk}"' in html
    browser.post(path(touch), {"unskip": str(touch.pk)})
    touch.refresh_from_db()
    assert (touch.state, touch.reason, touch.done_at) == (Touch.State.PLANNED, "", None)


def test_what_the_shop_skipped_stays_skipped(browser: Client) -> None:
    touch = a_touch(state=Touch.State.SKIPPED, reason="stopped", not_after=clock.now() + timedelta(days=9))
    browser.post(path(touch), {"unskip": str(touch.pk)})
    touch.refresh_from_db()
    assert (touch.state, touch.reason) == (Touch.State.SKIPPED, "stopped")


@pytest.mark.parametrize("asked", ["", "0", "x", "9" * 40])
def test_leaving_out_what_is_not_there_changes_nothing(browser: Client, asked: str) -> None:
    touch = a_touch()
    assert browser.post(path(touch), {"skip": asked}).status_code == 200
    touch.refresh_from_db()
    assert touch.state == Touch.State.PLANNED


def test_nobody_can_leave_out_another_persons(browser: Client) -> None:
    mira, jonas = a_touch(), a_touch()
    browser.post(path(mira), {"skip": str(jonas.pk)})
    jonas.refresh_from_db()
    assert jonas.state == Touch.State.PLANNED


def test_fetching_the_page_leaves_nothing_out(browser: Client) -> None:
    touch = a_touch()
    browser.get(path(touch), {"skip": str(touch.pk)})
    touch.refresh_from_db()
    assert touch.state == Touch.State.PLANNED


def test_with_nothing_planned_it_says_so_and_still_leads_to_the_stop(browser: Client) -> None:
    html = shown(browser, a_touch(state=Touch.State.DONE))
    assert "Nothing is planned at the moment." in html
    assert "/d/stop/" in html


@pytest.fixture
def guide() -> Iterator[Touch]:
    """A guide that is due in some days, for an order that is on its way; time stands still."""
    with time_machine.travel(NOW, tick=False):
        moment = a_moment(days=2, expires_days=60)
        order = a_shipped_order(left=NOW - timedelta(days=1))
        plan_touches([order.pk])
        yield Touch.objects.select_related("customer").get(order=order, moment=moment)


def test_a_rest_of_thirty_days_holds_at_once_and_is_told(browser: Client, guide: Touch) -> None:
    html = browser.post(path(guide), {"pause": "1"}).content.decode()
    assert "No mails will come from us before 12 December 2026." in html
    assert 'name="skip"' not in html
    guide.refresh_from_db()
    assert (guide.state, guide.reason) == (Touch.State.WITHDRAWN, "stopped")


def test_after_the_rest_what_is_not_too_late_is_planned_again(browser: Client, guide: Touch) -> None:
    browser.post(path(guide), {"pause": "1"})
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        assert lift_ended(now=clock.now()) == 1
        guide.refresh_from_db()
        assert guide.state == Touch.State.PLANNED
        assert "No mails will come" not in shown(browser, guide)


def test_a_rest_can_be_ended_by_the_person(browser: Client, guide: Touch) -> None:
    browser.post(path(guide), {"pause": "1"})
    html = browser.post(path(guide), {"resume": "1"}).content.decode()
    assert f'name="skip" value="{guide.pk}"' in html
    guide.refresh_from_db()
    assert guide.state == Touch.State.PLANNED


def test_a_second_rest_lasts_from_its_own_day(browser: Client, guide: Touch) -> None:
    browser.post(path(guide), {"pause": "1"})
    with time_machine.travel(NOW + timedelta(days=10), tick=False):
        assert "before 22 December 2026" in browser.post(path(guide), {"pause": "1"}).content.decode()


@pytest.mark.parametrize("reason", [ASKED, BOUNCED, COMPLAINED])
def test_ending_a_rest_ends_no_stop(browser: Client, guide: Touch, reason: str) -> None:
    browser.post(path(guide), {"pause": "1"})
    suppress(guide.customer.address_key, store=guide.store, scope="all", reason=reason, source="test")
    browser.post(path(guide), {"resume": "1"})
    assert [(row.reason, row.ends_at) for row in Suppression.objects.all()] == [(reason, None)]


@pytest.mark.parametrize("field", ["pause", "resume"])
def test_fetching_the_page_begins_and_ends_no_rest(browser: Client, guide: Touch, field: str) -> None:
    before = list(Suppression.objects.all())
    browser.get(path(guide), {field: "1"})
    assert list(Suppression.objects.all()) == before


def test_a_rest_may_end_on_a_day_of_the_persons_own(browser: Client, guide: Touch) -> None:
    assert '<option value="2027-01-11">11 January 2027</option>' in shown(browser, guide)
    html = browser.post(path(guide), {"until": "2027-01-11"}).content.decode()
    assert "No mails will come from us before 11 January 2027." in html
    assert Suppression.objects.get().ends_at == datetime(2027, 1, 10, 23, tzinfo=UTC), "midnight where they live"


@pytest.mark.parametrize("day", ["2026-11-12", "2026-11-01", "2036-11-12", "tomorrow", "", "2027-02-30"])
def test_a_rest_until_a_day_that_was_not_offered_is_none(browser: Client, guide: Touch, day: str) -> None:
    html = browser.post(path(guide), {"until": day}).content.decode()
    assert f'name="skip" value="{guide.pk}"' in html
    assert not Suppression.objects.exists()


def test_what_a_person_stopped_is_told_and_may_be_started_again(browser: Client, guide: Touch) -> None:
    browser.post(path(guide), {"stop": str(guide.pk)})
    html = shown(browser, guide)
    assert "Stopped, as you wished" in html
    assert 'name="restart" value="guide"' in html
    browser.post(path(guide), {"restart": "guide"})
    assert not Suppression.objects.exists()
    assert f'name="skip" value="{guide.pk}"' in shown(browser, guide)


def test_who_stopped_everything_is_not_told_that_nothing_is_planned(browser: Client, guide: Touch) -> None:
    suppress(guide.customer.address_key, store=guide.store, scope="all", reason=ASKED, source="stop link")
    html = shown(browser, guide)
    assert 'name="restart" value="all"' in html
    assert [words for words in ("Nothing is planned", "All of it at once") if words in html] == []


@pytest.mark.parametrize("reason", [BOUNCED, COMPLAINED])
def test_what_a_complaint_or_a_dead_address_stopped_is_not_started_again_here(
    browser: Client, guide: Touch, reason: str
) -> None:
    suppress(guide.customer.address_key, store=guide.store, scope="all", reason=reason, source="told by a provider")
    assert "restart" not in shown(browser, guide)
    browser.post(path(guide), {"restart": "all"})
    assert Suppression.objects.get().reason == reason


def test_while_something_is_open_between_us_the_page_says_that_all_of_it_waits(browser: Client, guide: Touch) -> None:
    assert "Something between us is still open." not in shown(browser, guide)
    guest = a_customer(email=guide.customer.email, external_id="")
    case = open_case(guest, order=None, sort="question", words="Where is it?")
    assert "Something between us is still open." in shown(browser, guide)
    close_case(case, closing="It is on its way.")
    assert "Something between us is still open." not in shown(browser, guide)
