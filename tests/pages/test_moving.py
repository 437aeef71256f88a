"""A person's hand on what is to come: another day, a month on, quiet; at once, and planning leaves it alone."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from delight import clock
from delight.actions.people.change_consent import skip_touch, stop
from delight.actions.people.move_touch import days_for, move_touch, not_now
from delight.actions.touches.claim_touches import claim_touches
from delight.actions.touches.deliver_touch import deliver_touch
from delight.actions.touches.plan_touches import plan_touches
from delight.links import sign
from delight.models import Order, Suppression, Touch
from tests.factories import NOW, a_customer, a_moment, a_shipped_order, a_touch
from tests.fakes_smtp import SmtpPeer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop", "clock")]


@pytest.fixture
def guide(store: object) -> Touch:
    """Mira's guide, due today, a Thursday; its life ends on Sunday the 22nd."""
    moment = a_moment(days=2, expires_days=10)
    order = a_shipped_order()
    plan_touches([order.pk])
    return Touch.objects.select_related("customer", "order__customer", "moment").get(moment=moment)


def path(touch: Touch) -> str:
    return f"/d/coming/{sign(touch.token, purpose='coming')}/"


def fresh(touch: Touch) -> Touch:
    return Touch.objects.select_related("customer", "order__customer", "moment").get(pk=touch.pk)


def day_of(touch: Touch) -> date:
    return fresh(touch).due_at.date()


def test_the_days_run_from_tomorrow_to_the_end_of_its_life_without_sundays(guide: Touch) -> None:
    days = days_for(guide)
    assert (days[0], days[-1]) == (date(2026, 11, 13), date(2026, 11, 21))
    assert date(2026, 11, 15) not in days


def test_a_day_on_which_something_else_comes_is_no_choice(guide: Touch) -> None:
    order = a_shipped_order(customer=guide.customer)
    a_touch(order=order, kind="share", due_at=datetime(2026, 11, 18, 9, tzinfo=UTC))
    days = days_for(guide)
    assert [day.day for day in days] == [13, 14, 21]


def test_it_comes_at_ten_on_the_chosen_day_where_the_person_lives(browser: Client, guide: Touch) -> None:
    html = browser.post(path(guide), {"move": str(guide.pk), "day": "2026-11-17"}).content.decode()
    assert "It will come on 17 November 2026." in html
    row = fresh(guide)
    assert (row.due_at, row.reason) == (datetime(2026, 11, 17, 9, tzinfo=UTC), "moved_by_customer")
    assert row.moved_by_person


@pytest.mark.parametrize("day", ["2026-11-15", "2026-11-12", "2026-11-23", "2025-01-01", "", "tomorrow", "9" * 30])
def test_a_day_that_cannot_be_changes_nothing(browser: Client, guide: Touch, day: str) -> None:
    before = guide.due_at
    assert browser.post(path(guide), {"move": str(guide.pk), "day": day}).status_code == 200
    assert fresh(guide).due_at == before


def test_planning_leaves_a_chosen_day_alone(guide: Touch) -> None:
    assert move_touch(guide, day=date(2026, 11, 17))
    Order.objects.filter(pk=guide.order_id).update(country="FR")
    plan_touches([guide.order_id or 0])
    assert day_of(guide) == date(2026, 11, 17)


def test_not_now_means_a_month_later_and_its_life_goes_with_it(browser: Client, guide: Touch) -> None:
    html = browser.post(path(guide), {"later": str(guide.pk)}).content.decode()
    assert "It will come on 12 December 2026." in html
    assert fresh(guide).not_after > fresh(guide).due_at


def test_a_month_later_is_never_a_sunday() -> None:
    touch = a_touch(due_at=NOW + timedelta(days=1))  # thirty days on is Sunday 13 December
    assert not_now(touch) == date(2026, 12, 14)


def test_a_second_not_now_counts_from_the_new_day(guide: Touch) -> None:
    not_now(guide)
    assert not_now(fresh(guide)) == date(2027, 1, 11)


Hand = Callable[[Touch], object]
HANDS: dict[str, Hand] = {
    "left out": lambda touch: skip_touch(touch, source="customer"),
    "another day": lambda touch: move_touch(touch, day=date(2026, 11, 17)),
    "not now": not_now,
    "its kind stopped": lambda touch: stop(touch, scope="guide", source="page"),
    "quiet": lambda touch: stop(touch, scope=Suppression.QUIET, source="page"),
    "all stopped": lambda touch: stop(touch, scope="all", source="page"),
}


@pytest.mark.parametrize("hand", HANDS.values(), ids=HANDS)
def test_what_a_worker_has_claimed_does_not_go_out_any_more(guide: Touch, peer: SmtpPeer, hand: Hand) -> None:
    (claimed,) = claim_touches(10, now=clock.now(), claim="c")
    hand(fresh(guide))
    deliver_touch(claimed, claim="c")
    assert peer.messages == []


@pytest.mark.parametrize("hand", HANDS.values(), ids=HANDS)
def test_nor_does_what_a_worker_has_looked_at_and_is_just_writing(
    guide: Touch, peer: SmtpPeer, hand: Hand, interrupt: Callable[[Callable[[], object]], None]
) -> None:
    interrupt(lambda: hand(fresh(guide)))
    (claimed,) = claim_touches(10, now=clock.now(), claim="c")
    deliver_touch(claimed, claim="c")
    assert peer.messages == []


def test_what_is_on_the_wire_cannot_be_moved(guide: Touch) -> None:
    Touch.objects.filter(pk=guide.pk).update(state=Touch.State.SENDING)
    assert not move_touch(fresh(guide), day=date(2026, 11, 17))
    assert not_now(fresh(guide)) is None


def test_a_moved_mail_goes_out_on_its_day(guide: Touch, peer: SmtpPeer, clock: time_machine.Traveller) -> None:
    move_touch(guide, day=date(2026, 11, 17))
    assert claim_touches(10, now=NOW, claim="c") == []
    clock.move_to(datetime(2026, 11, 17, 9, tzinfo=UTC))
    (claimed,) = claim_touches(10, now=datetime(2026, 11, 17, 9, tzinfo=UTC), claim="c")
    deliver_touch(claimed, claim="c")
    assert len(peer.messages) == 1


def test_a_moved_mail_is_withdrawn_with_its_order_and_comes_back_on_its_day(guide: Touch) -> None:
    move_touch(guide, day=date(2026, 11, 17))
    Order.objects.filter(pk=guide.order_id).update(state=Order.State.RETURNED)
    plan_touches([guide.order_id or 0])
    assert (fresh(guide).state, fresh(guide).reason) == (Touch.State.WITHDRAWN, "returned")
    Order.objects.filter(pk=guide.order_id).update(state=Order.State.SHIPPED)
    plan_touches([guide.order_id or 0])
    assert (fresh(guide).state, day_of(guide)) == (Touch.State.PLANNED, date(2026, 11, 17))


def test_quiet_mode_withdraws_what_nobody_asked_for_and_is_told(browser: Client, guide: Touch) -> None:
    html = browser.post(path(guide), {"quiet": "1"}).content.decode()
    assert "We are quiet." in html
    assert (fresh(guide).state, fresh(guide).reason) == (Touch.State.WITHDRAWN, "stopped")
    html = browser.post(path(guide), {"loud": "1"}).content.decode()
    assert "We are quiet." not in html
    assert fresh(guide).state == Touch.State.PLANNED


def test_in_quiet_mode_what_a_person_asked_for_still_comes(
    guide: Touch, peer: SmtpPeer, clock: time_machine.Traveller
) -> None:
    move_touch(guide, day=date(2026, 11, 17))
    stop(guide, scope=Suppression.QUIET, source="page")
    assert fresh(guide).state == Touch.State.PLANNED
    clock.move_to(datetime(2026, 11, 17, 9, tzinfo=UTC))
    (claimed,) = claim_touches(10, now=datetime(2026, 11, 17, 9, tzinfo=UTC), claim="c")
    deliver_touch(claimed, claim="c")
    assert len(peer.messages) == 1


def test_a_stop_of_all_stops_also_what_a_person_moved(guide: Touch) -> None:
    move_touch(guide, day=date(2026, 11, 17))
    stop(guide, scope="all", source="page")
    assert (fresh(guide).state, fresh(guide).reason) == (Touch.State.WITHDRAWN, "stopped")


def test_a_kind_is_stopped_from_the_list_and_started_again(browser: Client, guide: Touch) -> None:
    html = browser.post(path(guide), {"stop": str(guide.pk)}).content.decode()
    assert "You will get no more mails like this one." in html
    assert Suppression.objects.get().scope == "guide"
    assert f'name="start" value="{guide.pk}"' in html
    browser.post(path(guide), {"start": str(guide.pk)})
    assert not Suppression.objects.exists()
    assert fresh(guide).state == Touch.State.PLANNED


@pytest.mark.parametrize("language", ["en", "de", "fr", "ru"])
def test_the_days_are_chosen_without_scripts_in_the_persons_language(browser: Client, language: str) -> None:
    order = a_shipped_order(language=language)
    touch = a_touch(order=order, not_after=NOW + timedelta(days=9))
    html = browser.get(f"{path(touch)}{touch.pk}/").content.decode()
    names = {
        "en": "Friday, 13 November",
        "de": "Freitag, 13. November",
        "fr": "vendredi 13 novembre",
        "ru": "13 ноября",
    }
    assert f'<html lang="{language}"' in html
    assert names[language] in html.replace("\xa0", " ")
    assert "<script" not in html
    assert '<label for="day">' in html


def test_another_persons_days_are_not_shown_and_not_moved(browser: Client, guide: Touch) -> None:
    jonas = a_touch(order=a_shipped_order(customer=a_customer(first_name="Jonas")))
    assert browser.get(f"{path(guide)}{jonas.pk}/").status_code == 404
    for wish in ({"move": str(jonas.pk), "day": "2026-11-17"}, {"later": str(jonas.pk)}, {"stop": str(jonas.pk)}):
        browser.post(path(guide), wish)
    assert fresh(jonas).due_at == jonas.due_at
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("name", ["move", "later", "stop", "quiet", "loud", "start"])
def test_fetching_the_page_grants_no_wish(browser: Client, guide: Touch, name: str) -> None:
    before = Touch.objects.filter(pk=guide.pk).values().get()
    browser.get(path(guide), {name: str(guide.pk), "day": "2026-11-17"})
    assert Touch.objects.filter(pk=guide.pk).values().get() == before
    assert not Suppression.objects.exists()


def test_a_surprise_is_not_told_before_it_comes(browser: Client, guide: Touch) -> None:
    moment = a_moment(slug="surprise", kind="share", one_in=20)
    a_touch(order=guide.order, moment=moment, due_at=NOW + timedelta(days=3))
    html = browser.get(path(guide)).content.decode()
    assert html.count('name="skip"') == 1


def test_what_is_claimed_is_still_listed_because_it_can_still_be_left_out(browser: Client, guide: Touch) -> None:
    claim_touches(10, now=NOW, claim="c")
    assert f'name="skip" value="{guide.pk}"' in browser.get(path(guide)).content.decode()
