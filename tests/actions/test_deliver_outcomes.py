"""What becomes of a mail that was handed over: refused, put off, unsure, or the server was away."""

from datetime import timedelta

import pytest
import time_machine

from delight.actions.touches.claim_touches import LEASE, claim_touches, sweep_leases
from delight.actions.touches.deliver_touch import BREAKER_FIRST, deliver_touch
from delight.actions.touches.resolve_unsure import resolve_unsure
from delight.models import Breaker, Touch
from delight.signals import touch_done
from tests.actions.delivering import at_the_mark, claim, deliver
from tests.factories import NOW, a_touch
from tests.fakes_smtp import DROP, KEPT_DROP, SmtpPeer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "store", "shop")]


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "BODY"])
def test_a_mail_that_is_put_off_comes_back_later_and_tells_why(peer: SmtpPeer, verb: str) -> None:
    peer.answers[verb] = ["450 4.2.0 greylisted"]
    touch = a_touch()
    assert (deliver(touch), touch.reason) == ("planned", "put_off")
    assert (touch.due_at, touch.attempts_made) == (NOW + timedelta(minutes=5), 1)
    attempt = touch.attempts.get()
    assert attempt.outcome == "put_off"
    assert "greylisted" in attempt.reply


@pytest.mark.parametrize("verb", ["RCPT", "BODY"])
def test_a_mail_fails_at_its_third_refusal(peer: SmtpPeer, clock: time_machine.Traveller, verb: str) -> None:
    peer.answers[verb] = ["450 try later"] * 4
    touch = a_touch()
    pauses = []
    for _ in range(2):
        before = touch.due_at
        deliver(touch)
        pauses.append(touch.due_at - before)
        clock.move_to(touch.due_at)
    assert pauses == [timedelta(minutes=5), timedelta(hours=1)]
    assert (deliver(touch), touch.attempts_made, touch.reason) == ("failed", 3, "refused_for_good")
    assert list(touch.attempts.values_list("number", "outcome")) == [(1, "put_off"), (2, "put_off"), (3, "put_off")]
    assert touch.attempts.values("message_id").distinct().count() == 3


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "BODY"])
def test_a_mail_that_is_refused_for_good_has_failed_and_tells_why(peer: SmtpPeer, verb: str) -> None:
    peer.answers[verb] = ["550 5.1.1 no such box"]
    touch = a_touch()
    assert (deliver(touch), touch.reason, touch.attempts_made) == ("failed", "refused_for_good", 1)
    attempt = touch.attempts.get()
    assert attempt.outcome == "refused"
    assert "no such box" in attempt.reply


def test_a_refusal_of_one_mail_does_not_stop_the_next(peer: SmtpPeer) -> None:
    peer.answers["RCPT"] = ["550 no such box"]
    assert [deliver(a_touch()), deliver(a_touch())] == ["failed", "done"]
    assert not Breaker.objects.exclude(closes_at=None).exists()


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        pytest.param("CONNECT", DROP, id="hangs up"),
        pytest.param("CONNECT", "421 closing", id="is closing"),
        pytest.param("MAIL", "553 not your domain", id="refuses the sender"),
        pytest.param("RCPT", "421 too many", id="has enough"),
        pytest.param("DATA", DROP, id="hangs up before the 354"),
    ],
)
def test_a_transport_that_is_down_opens_the_breaker_and_costs_no_attempt(
    peer: SmtpPeer, verb: str, answer: str
) -> None:
    peer.answers[verb] = [answer]
    touch = a_touch()
    assert (deliver(touch), touch.reason) == ("planned", "transport_down")
    assert (touch.attempts_made, touch.attempts.count(), touch.due_at) == (0, 0, NOW)
    assert Breaker.objects.get().closes_at == NOW + BREAKER_FIRST
    assert claim_touches(10, now=NOW) == []


def test_a_server_that_closes_after_the_body_costs_no_attempt_of_the_three(peer: SmtpPeer) -> None:
    peer.answers["BODY"] = ["421 4.3.0 shutting down"]
    touch = a_touch()
    assert (deliver(touch), touch.reason, touch.attempts_made) == ("planned", "transport_down", 0)
    assert touch.attempts.get().outcome == "put_off"
    Breaker.objects.update(closes_at=None)
    assert deliver(touch) == "done"
    assert list(touch.attempts.values_list("number", "outcome")) == [(1, "put_off"), (2, "accepted")]


def test_each_failure_in_a_row_doubles_the_wait_up_to_half_an_hour(peer: SmtpPeer) -> None:
    peer.answers["CONNECT"] = [DROP] * 8
    touch = a_touch()
    waits = []
    for _ in range(8):
        deliver(touch)
        closes_at = Breaker.objects.get().closes_at
        assert closes_at is not None
        waits.append((closes_at - NOW).total_seconds())
        Breaker.objects.update(closes_at=None)
    assert waits == [30, 60, 120, 240, 480, 960, 1800, 1800]


def test_a_mail_that_gets_through_closes_the_breaker(peer: SmtpPeer) -> None:
    peer.answers["CONNECT"] = [DROP]
    touch = a_touch()
    deliver(touch)
    Breaker.objects.update(closes_at=NOW)
    assert deliver(touch) == "done"
    breaker = Breaker.objects.get()
    assert (breaker.failures, breaker.closes_at, breaker.reason) == (0, None, "")


@pytest.mark.parametrize("answer", [DROP, KEPT_DROP], ids=["not taken", "taken"])
def test_a_server_that_falls_silent_after_the_body_leaves_it_unsure_and_it_is_never_sent_again(
    peer: SmtpPeer, clock: time_machine.Traveller, answer: str
) -> None:
    peer.answers["BODY"] = [answer]
    touch = a_touch()
    assert (deliver(touch), touch.reason) == ("unsure", "server_silent")
    assert touch.attempts.get().outcome == "open"
    clock.shift(timedelta(days=1))
    sweep_leases(now=NOW + timedelta(days=1))
    assert claim_touches(10, now=NOW + timedelta(days=1)) == []
    assert len(peer.messages) == (1 if answer == KEPT_DROP else 0)


def test_a_claim_that_the_sweep_doubted_may_still_conclude(peer: SmtpPeer, clock: time_machine.Traveller) -> None:
    doubts = []

    def slow_worker() -> None:
        clock.shift(LEASE + timedelta(seconds=1))
        doubts.append(sweep_leases(now=NOW + LEASE + timedelta(seconds=1))["unsure"])

    touch = a_touch()
    with at_the_mark(slow_worker):
        assert deliver(touch) == "done"
    assert doubts == [1]
    assert touch.attempts.get().outcome == "accepted"


def test_the_outcome_is_committed_before_other_code_hears_of_it(peer: SmtpPeer) -> None:
    touch = a_touch()

    class Broken(Exception):
        """What somebody else's listener may raise."""

    def listener(**_: object) -> None:
        raise Broken

    touch_done.connect(listener)
    with pytest.raises(Broken):
        deliver_touch(touch.pk, claim=claim(touch))
    touch_done.disconnect(listener)
    touch.refresh_from_db()
    assert touch.state == "done"


def an_unsure_touch(peer: SmtpPeer) -> Touch:
    peer.answers["BODY"] = [DROP]
    touch = a_touch()
    assert deliver(touch) == "unsure"
    return touch


def test_staff_know_that_an_unsure_mail_arrived(peer: SmtpPeer) -> None:
    touch = an_unsure_touch(peer)
    assert resolve_unsure(touch, arrived=True, by=None)
    touch.refresh_from_db()
    assert (touch.state, touch.reason, touch.attempts.get().outcome) == ("done", "arrived_by_staff", "accepted")


def test_staff_send_an_unsure_mail_again_once(peer: SmtpPeer) -> None:
    touch = an_unsure_touch(peer)
    assert resolve_unsure(touch, arrived=False, by=None)
    assert not resolve_unsure(touch, arrived=False, by=None), "decided once"
    assert deliver(touch) == "done"
    assert len(peer.messages) == 1
    assert list(touch.attempts.values_list("number", flat=True)) == [1, 2]
