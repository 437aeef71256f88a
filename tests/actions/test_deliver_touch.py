"""One claimed mail from the look to its outcome: every branch, against a real mail server."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from delight.actions.people.cases import open_case
from delight.actions.people.change_consent import stop
from delight.actions.people.forget_customer import forget_customer
from delight.actions.touches.claim_touches import claim_touches, sweep_leases
from delight.actions.touches.deliver_touch import deliver_touch, hand_mail_over, look_at_claimed, write_mail
from delight.actions.touches.write_now import write_now
from delight.models import Case, Order, Sign, Suppression, Touch, Wording
from delight.signals import touch_done, touch_silenced
from tests.actions.delivering import at_the_mark, claim, deliver
from tests.factories import NOW, a_customer, a_moment, a_shipped_order, a_touch
from tests.fakes import AgreeableStore, as_snapshot
from tests.fakes_smtp import SmtpPeer

Stores = Callable[[str], None]
Interrupt = Callable[[Callable[[], object]], None]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "store", "shop")]


def test_a_mail_is_delivered(peer: SmtpPeer) -> None:
    touch = a_touch()
    assert deliver(touch) == "done"
    attempt = touch.attempts.get()
    assert (attempt.number, attempt.outcome, attempt.reply) == (1, "accepted", "250 2.0.0 kept as 4711")
    assert (touch.done_at, touch.attempts_made, touch.reason, touch.claimed_until) == (NOW, 1, "", None)
    assert peer.messages == [attempt.text.encode()]


def test_an_attempt_names_the_words_the_transport_and_the_message(peer: SmtpPeer) -> None:
    touch = a_touch()
    deliver(touch)
    attempt = touch.attempts.get()
    wording = Wording.objects.get(kind="guide", variant="estimate", language="en")
    assert attempt.wording_version == wording.version
    assert attempt.transport == f"smtp://127.0.0.1:{peer.port}"
    assert attempt.message_id.endswith("@lindenloom.example>")
    assert f"Message-ID: {attempt.message_id}".encode() in peer.messages[0]


@pytest.mark.parametrize(
    ("chosen", "country", "known"),
    [
        ("Asia/Tokyo", "FR", ("Asia/Tokyo", "person")),
        ("", "FR", ("Europe/Paris", "country")),
        ("", "", ("Europe/Berlin", "shop")),
    ],
)
def test_a6_4_the_zone_is_kept_with_where_it_is_known_from(
    peer: SmtpPeer, chosen: str, country: str, known: tuple[str, str]
) -> None:
    order = a_shipped_order(customer=a_customer(time_zone=chosen), country=country, arrived_at=NOW - timedelta(days=4))
    touch = a_touch(order=order)
    assert deliver(touch) == "done"
    attempt = touch.attempts.get()
    assert (attempt.zone, attempt.zone_source) == known


def test_other_code_hears_of_a_delivered_mail(peer: SmtpPeer) -> None:
    heard: list[Touch] = []

    def listener(*, touch: Touch, **_: object) -> None:
        heard.append(touch)

    touch_done.connect(listener)
    touch = a_touch()
    deliver(touch)
    touch_done.disconnect(listener)
    assert heard == [touch]


def test_a_claim_that_is_not_ours_is_left_alone(peer: SmtpPeer) -> None:
    touch = a_touch()
    claim(touch)
    assert deliver_touch(touch.pk, claim="somebody else's") == "lost"
    assert peer.connections == 0


def test_a_mail_that_was_delivered_is_not_delivered_again(peer: SmtpPeer) -> None:
    touch = a_touch()
    mine = claim(touch)
    assert deliver_touch(touch.pk, claim=mine) == "done"
    assert deliver_touch(touch.pk, claim=mine) == "lost"
    assert len(peer.messages) == 1


def news(touch: Touch, **changes: object) -> None:
    """The store says otherwise than we know."""
    AgreeableStore.news[touch.order.external_id] = changes


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"state": "returned"}, "returned", id="returned"),
        pytest.param({"state": "cancelled"}, "cancelled", id="cancelled"),
        pytest.param({"gift": True}, "gift", id="it is a gift after all"),
    ],
)
def test_what_the_store_says_in_the_look_silences(peer: SmtpPeer, changes: dict[str, object], reason: str) -> None:
    touch = a_touch()
    news(touch, **changes)
    assert (deliver(touch), touch.reason) == ("skipped", reason)
    assert peer.connections == 0


def test_a_mail_waits_for_a_second_parcel_that_the_look_finds(peer: SmtpPeer) -> None:
    touch = a_touch()
    first = as_snapshot(touch.order).parcels[0]
    second = replace(first, external_id="second", created_at=NOW - timedelta(hours=2))
    news(touch, parcels=(first, second))
    assert (deliver(touch), touch.reason) == ("planned", "not_arrived")
    assert touch.due_at > NOW + timedelta(days=1)
    assert peer.connections == 0


@pytest.mark.parametrize(
    ("ago", "outcome"),
    [
        pytest.param(timedelta(hours=2), "done", id="its day is still to come"),
        pytest.param(timedelta(days=-1), "planned", id="its parcel is still to come"),
    ],
)
def test_what_the_shop_brings_forward_waits_for_nothing_but_its_anchor(
    peer: SmtpPeer, ago: timedelta, outcome: str
) -> None:
    touch = a_touch(due_at=NOW + timedelta(days=5), moment=a_moment(days=6))
    touch.order.parcels.update(arrived_at=NOW - ago, arrival_source="staff")
    assert write_now(touch)
    touch.refresh_from_db()
    assert deliver(touch) == outcome


def test_other_code_hears_of_silence(peer: SmtpPeer) -> None:
    heard: list[str] = []

    def listener(*, reason: str, **_: object) -> None:
        heard.append(reason)

    touch_silenced.connect(listener)
    touch = a_touch()
    news(touch, state="returned")
    deliver(touch)
    touch_silenced.disconnect(listener)
    assert heard == ["returned"]


def test_an_order_that_the_store_does_not_know_is_not_written_about(peer: SmtpPeer) -> None:
    touch = a_touch()
    AgreeableStore.unknown.add(touch.order.external_id)
    assert (deliver(touch), touch.reason) == ("skipped", "unknown_to_store")


def test_a_guide_that_was_opened_on_paper_is_not_mailed(peer: SmtpPeer) -> None:
    touch = a_touch()
    order = touch.order
    Sign.objects.create(customer=order.customer, order=order, touch=touch, name="code_opened", day=NOW, at=NOW)
    assert (deliver(touch), touch.reason) == ("skipped", "already_open")


def test_a_mail_waits_while_the_store_is_away(peer: SmtpPeer, stores: Stores) -> None:
    stores("AwayStore")
    touch = a_touch()
    assert (deliver(touch), touch.reason) == ("planned", "store_unreachable")
    assert (touch.due_at, touch.attempts_made, touch.claim) == (NOW + timedelta(minutes=10), 0, "")


def test_a_mail_waits_for_the_morning(peer: SmtpPeer, clock: time_machine.Traveller) -> None:
    clock.move_to(NOW.replace(hour=22))
    touch = a_touch()
    assert (deliver(touch), touch.reason, touch.due_at) == ("planned", "night", NOW + timedelta(days=1))


def test_a_second_mail_of_one_day_waits(peer: SmtpPeer) -> None:
    mira = a_customer()
    first, second = (a_touch(order=a_shipped_order(customer=mira)) for _ in range(2))
    ids = claim_touches(10, now=NOW)
    assert ids == [first.pk, second.pk]
    second.refresh_from_db()
    assert deliver_touch(first.pk, claim=second.claim) == "done"
    assert deliver_touch(second.pk, claim=second.claim) == "planned"
    second.refresh_from_db()
    assert second.reason == "cap_day"
    assert len(peer.messages) == 1


def test_an_open_case_holds_the_mail_and_its_end_lets_it_go(peer: SmtpPeer) -> None:
    touch = a_touch()
    open_case(touch.customer, order=touch.order, sort=Case.Sort.DAMAGE, words="It arrived torn.")
    assert (deliver(touch), touch.reason, touch.hold_reason) == ("planned", "open_case", "open_case")
    assert claim_touches(10, now=NOW) == []


def test_missing_words_hold_the_mail(peer: SmtpPeer) -> None:
    Wording.objects.all().delete()
    touch = a_touch()
    assert (deliver(touch), touch.hold_reason) == ("planned", "nothing_to_say")
    assert peer.connections == 0


def test_words_that_nothing_can_fill_hold_the_mail(peer: SmtpPeer) -> None:
    Wording.objects.update(body="Use {voucher} now.")
    touch = a_touch()
    assert (deliver(touch), touch.hold_reason) == ("planned", "nothing_to_say")


def test_it_is_missed_when_the_look_takes_longer_than_it_is_kind(peer: SmtpPeer, clock: time_machine.Traveller) -> None:
    touch = a_touch(not_after=NOW)
    mine = claim(touch)
    clock.shift(1)
    assert deliver_touch(touch.pk, claim=mine) == "missed"


def test_an_address_that_no_mail_can_carry_fails_once_and_for_all(peer: SmtpPeer) -> None:
    touch = a_touch(order=a_shipped_order(customer=a_customer(email="mira@\r\nexample.org")))
    assert (deliver(touch), touch.reason) == ("failed", "cannot_be_sent")
    assert peer.connections == 0


def stop_all(touch: Touch) -> None:
    stop(touch, scope=Suppression.ALL, source="mail link")


def stop_kind(touch: Touch) -> None:
    stop(touch, scope="guide", source="mail link")


def change_order(touch: Touch) -> None:
    Order.objects.filter(pk=touch.order_id).update(version="9999")


def complain(touch: Touch) -> None:
    open_case(touch.customer, order=touch.order, sort=Case.Sort.COMPLAINT, words="The seam is open.")


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        pytest.param(stop_all, "stopped", id="stopped all"),
        pytest.param(stop_kind, "stopped", id="stopped this kind"),
        pytest.param(change_order, "order_changed", id="the order changed"),
        pytest.param(complain, "open_case", id="a complaint came in"),
    ],
)
def test_in_the_last_second_nothing_is_sent_because(
    peer: SmtpPeer, interrupt: Interrupt, deed: Callable[[Touch], None], reason: str
) -> None:
    touch = a_touch()
    interrupt(lambda: deed(touch))
    assert (deliver(touch), touch.reason) == ("planned", reason)
    assert "DATA" in peer.verbs(), "the server was ready to take it"
    assert peer.ended.wait(2), "the connection is closed"
    assert not peer.body_begun.is_set(), "without a body byte"
    assert (touch.attempts_made, touch.attempts.count(), touch.claim) == (0, 0, "")


@pytest.mark.parametrize(
    ("seconds", "state"), [pytest.param(60, "done", id="a minute is fine"), pytest.param(61, "planned", id="longer")]
)
def test_a_look_lasts_a_minute(
    peer: SmtpPeer, interrupt: Interrupt, clock: time_machine.Traveller, seconds: int, state: str
) -> None:
    touch = a_touch()
    interrupt(lambda: clock.shift(seconds))
    assert deliver(touch) == state
    assert touch.reason == ("" if state == "done" else "look_too_old")


def test_it_expires_in_the_last_second(peer: SmtpPeer, interrupt: Interrupt, clock: time_machine.Traveller) -> None:
    touch = a_touch(not_after=NOW + timedelta(seconds=5))
    interrupt(lambda: clock.shift(6))
    assert (deliver(touch), touch.reason) == ("planned", "too_late")
    assert sweep_leases(now=NOW + timedelta(seconds=6))["missed"] == 1


def test_a_worker_whose_claim_was_given_to_another_sends_nothing(peer: SmtpPeer, interrupt: Interrupt) -> None:
    touch = a_touch()
    interrupt(lambda: Touch.objects.update(claim="another's"))
    assert deliver_touch(touch.pk, claim=claim(touch)) == "lost"
    touch.refresh_from_db()
    assert (touch.state, touch.claim, peer.messages) == ("claimed", "another's", [])


def test_a_person_who_is_forgotten_in_the_last_second_gets_nothing(peer: SmtpPeer, interrupt: Interrupt) -> None:
    touch = a_touch()
    interrupt(lambda: forget_customer(touch.customer))
    assert deliver_touch(touch.pk, claim=claim(touch)) == "lost"
    touch.refresh_from_db()
    assert (touch.state, touch.reason, peer.messages) == ("withdrawn", "forgotten", [])


def test_the_mark_is_committed_before_the_body(peer: SmtpPeer) -> None:
    begun: list[tuple[bool, str]] = []

    touch = a_touch()
    with at_the_mark(lambda: begun.append((peer.body_begun.is_set(), Touch.objects.get(pk=touch.pk).state))):
        deliver(touch)
    assert begun[0] == (False, "sending")


def test_the_demo_folder_keeps_the_mail(tmp_path: Path, settings: Any) -> None:
    settings.DELIGHT_MAIL = f"file:{tmp_path}"
    touch = a_touch()
    assert deliver(touch) == "done"
    (kept,) = tmp_path.glob("*.eml")
    assert kept.read_bytes() == touch.attempts.get().text.encode()
    assert touch.attempts.get().reply == f"kept as {kept.name}"


def test_the_store_is_asked_once_for_each_mail(peer: SmtpPeer) -> None:
    touch = a_touch()
    deliver(touch)
    assert AgreeableStore.asked == [[touch.order.external_id]]


def test_of_two_mails_to_one_person_that_were_looked_at_together_the_second_waits(peer: SmtpPeer) -> None:
    order = a_shipped_order()
    touches = [a_touch(order=order), a_touch(order=order)]
    ids = claim_touches(10, now=NOW, claim="ours")
    mails = [write_mail(looked) for looked in look_at_claimed(ids, claim="ours")]
    assert [hand_mail_over(mail) for mail in mails] == ["done", "planned"]
    assert Touch.objects.get(pk=touches[1].pk).reason == "written_meanwhile"
    assert deliver(touches[1]) == "planned"
    assert len(peer.messages) == 1


def test_a_worker_that_slept_adopts_nobody_elses_claim(peer: SmtpPeer) -> None:
    touch = a_touch()
    ids = claim_touches(10, now=NOW, claim="ours")
    Touch.objects.update(claim="another's")
    assert look_at_claimed(ids, claim="ours") == []
    assert Touch.objects.get(pk=touch.pk).claim == "another's"
