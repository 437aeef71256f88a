"""What a mail provider tells ends doubts, rests dead addresses, stops after a complaint; told twice, it acts once."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine

from delight import clock as our_clock
from delight.actions.people.change_consent import undo_stop
from delight.actions.people.suppress import lift_ended
from delight.actions.touches.claim_touches import claim_touches
from delight.actions.touches.hear_provider import Told, hear, understand_provider
from delight.actions.touches.resolve_unsure import resolve_unsure
from delight.keys import address_key
from delight.models import Attempt, Breaker, ProviderEvent, Suppression, Touch
from delight.signals import touch_done
from tests.factories import NOW, a_moment, a_shipped_order, a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "store", "shop")]


def an_attempt(*, touch: Touch | None = None, number: int = 1, **changes: Any) -> Attempt:
    touch = touch or a_touch(state=Touch.State.DONE, claim="c", done_at=NOW)
    values = {
        "number": number,
        "claim": touch.claim,
        "marked_at": NOW,
        "transport": "anymail:resend",
        "message_id": f"<{touch.pk}.{number}@lindenloom.example>",
        "outcome": Attempt.Outcome.ACCEPTED,
    }
    return Attempt.objects.create(touch=touch, **{**values, **changes})


def an_unsure_attempt(**changes: Any) -> Attempt:
    touch = a_touch(state=Touch.State.UNSURE, claim="c", reason="worker_lost")
    return an_attempt(touch=touch, outcome=Attempt.Outcome.OPEN, **changes)


def told(attempt: Attempt | None = None, *, sort: str = "delivered", cause: str = "", **changes: Any) -> Told:
    values: dict[str, Any] = {
        "provider": "Resend",
        "digest": sha256(f"{attempt and attempt.pk}/{sort}/{cause}/{changes}".encode()).hexdigest(),
        "sort": sort,
        "cause": cause,
        "message_id": attempt.message_id.strip("<>") if attempt else "",
        "provider_id": "",
        "recipient": attempt.touch.customer.email if attempt else "",
        "said": "",
        "at": NOW,
    }
    return Told(**{**values, **changes})


def tell(*events: Told) -> None:
    hear(events)
    understand_provider()


def state_of(attempt: Attempt) -> tuple[str, str]:
    touch = Touch.objects.get(pk=attempt.touch_id)
    return touch.state, touch.reason


@pytest.mark.parametrize("sort", ["queued", "sent", "delivered", "deferred", "complained"])
def test_whatever_shows_that_the_provider_has_the_mail_ends_the_doubt(sort: str) -> None:
    attempt = an_unsure_attempt()
    tell(told(attempt, sort=sort))
    attempt.refresh_from_db()
    assert (state_of(attempt), attempt.outcome) == (("done", "provider_has_it"), "accepted")


@pytest.mark.parametrize("sort", ["bounced", "rejected", "failed"])
def test_an_unsure_mail_that_was_turned_away_has_failed(sort: str) -> None:
    attempt = an_unsure_attempt()
    tell(told(attempt, sort=sort, cause="invalid"))
    assert state_of(attempt) == ("failed", "turned_away")


def test_an_event_that_names_only_the_providers_own_id_is_matched_by_it() -> None:
    attempt = an_unsure_attempt(provider_id="esp-7")
    tell(told(provider_id="esp-7"))
    assert state_of(attempt)[0] == "done"


def test_an_event_whose_id_is_our_message_id_is_matched_by_it() -> None:
    attempt = an_unsure_attempt(transport="smtp://mail.example:587")
    tell(told(provider_id=attempt.message_id))
    assert state_of(attempt)[0] == "done"


def test_an_event_for_another_mail_ends_no_doubt() -> None:
    attempt = an_unsure_attempt()
    tell(told(an_attempt()), told(provider_id="somebody else's"))
    assert state_of(attempt)[0] == "unsure"


def test_who_listens_hears_that_the_doubt_ended_well(django_capture_on_commit_callbacks: Any) -> None:
    heard: list[Touch] = []

    def listen(touch: Touch, **_: object) -> None:
        heard.append(touch)

    touch_done.connect(listen)
    attempt = an_unsure_attempt()
    with django_capture_on_commit_callbacks(execute=True):
        tell(told(attempt))
    touch_done.disconnect(listen)
    assert heard == [attempt.touch]


def test_a_second_copy_that_staff_asked_for_is_called_off_when_the_first_turns_out_delivered() -> None:
    attempt = an_unsure_attempt()
    resolve_unsure(attempt.touch, arrived=False, by=None)
    tell(told(attempt))
    assert state_of(attempt) == ("done", "provider_has_it")
    assert claim_touches(5, now=NOW) == []


def test_what_a_worker_is_sending_is_left_to_it_and_its_attempt_is_known_to_be_accepted() -> None:
    touch = a_touch(state=Touch.State.SENDING, claim="c", claimed_until=NOW + timedelta(minutes=5))
    attempt = an_attempt(touch=touch, outcome=Attempt.Outcome.OPEN)
    tell(told(attempt))
    attempt.refresh_from_db()
    assert (state_of(attempt)[0], attempt.outcome) == ("sending", "accepted")


@pytest.mark.parametrize("cause", ["invalid", "bounced"])
def test_a_dead_address_gets_no_mail_any_more_and_its_paper_stays(cause: str) -> None:
    order = a_shipped_order()
    attempt = an_attempt(touch=a_touch(order=order, state=Touch.State.DONE, claim="c", done_at=NOW))
    planned = a_touch(order=order, moment=a_moment(days=9))
    tell(told(attempt, sort="bounced", cause=cause))
    planned.refresh_from_db()
    stop = Suppression.objects.get()
    assert (planned.state, planned.reason) == ("withdrawn", "stopped")
    assert (stop.scope, stop.reason, stop.address_key) == ("all", "bounced", order.customer.address_key)


def test_a_complaint_stops_all_and_is_not_taken_back_by_the_page() -> None:
    attempt = an_attempt()
    tell(told(attempt, sort="complained"))
    undo_stop(attempt.touch, scope="all")
    assert Suppression.objects.get().reason == "complained"


def test_a_complaint_outweighs_a_stop_that_the_person_said_before() -> None:
    attempt = an_attempt()
    tell(told(attempt, sort="rejected", cause="unsubscribed"))
    Suppression.objects.update(scope="all")
    tell(told(attempt, sort="complained"))
    assert Suppression.objects.get().reason == "complained"


def test_a_stop_at_the_providers_means_the_kind_that_the_mail_was() -> None:
    tell(told(an_attempt(), sort="unsubscribed"))
    assert Suppression.objects.get().scope == "guide"


def test_a_stop_that_names_no_mail_of_ours_means_every_mail() -> None:
    tell(told(sort="unsubscribed", recipient="Mira@Example.org "))
    stop = Suppression.objects.get()
    assert (stop.scope, stop.address_key) == ("all", address_key("mira@example.org"))


def test_three_mails_that_failed_for_a_while_in_thirty_days_let_the_address_rest_for_ninety(
    clock: time_machine.Traveller,
) -> None:
    touch = a_touch(state=Touch.State.DONE, claim="c", done_at=NOW)
    attempts = [an_attempt(touch=touch, number=number) for number in (1, 2, 3)]
    tell(told(attempts[0], sort="deferred"), told(attempts[0], sort="deferred", said="again"))
    tell(told(attempts[1], sort="bounced", cause="timed_out"))
    assert not Suppression.objects.exists()
    tell(told(attempts[2], sort="deferred"))
    stop = Suppression.objects.get()
    assert (stop.reason, stop.ends_at) == ("mailbox_full", NOW + timedelta(days=90))
    clock.move_to(NOW + timedelta(days=90))
    assert lift_ended(now=our_clock.now()) == 1
    assert not Suppression.objects.exists()


def test_failures_far_apart_rest_nobody() -> None:
    touch = a_touch(state=Touch.State.DONE, claim="c", done_at=NOW)
    for number, days in ((1, 70), (2, 35), (3, 0)):
        attempt = an_attempt(touch=touch, number=number)
        tell(told(attempt, sort="deferred", at=NOW - timedelta(days=days)))
    assert not Suppression.objects.exists()


def test_three_receivers_that_turn_the_shop_away_hold_its_mails_for_an_hour_and_blame_nobody() -> None:
    for _ in range(2):
        tell(told(an_attempt(), sort="bounced", cause="blocked"))
    assert not Breaker.objects.exists()
    tell(told(an_attempt(), sort="rejected", cause="spam"))
    assert Breaker.objects.get().closes_at == NOW + timedelta(hours=1)
    assert not Suppression.objects.exists()


def test_the_same_event_told_twice_is_kept_once() -> None:
    event = told(an_attempt(), sort="complained")
    assert [hear([event]), hear([event]), hear([event, event])] == [1, 0, 0]


def test_opens_and_clicks_are_not_even_kept() -> None:
    hear([told(an_attempt(), sort="opened"), told(an_attempt(), sort="clicked")])
    assert not ProviderEvent.objects.exists()


def test_what_is_kept_holds_no_address() -> None:
    said = "550 5.1.1 <mira@example.org>: no such user"
    hear([told(sort="bounced", recipient="mira@example.org", said=said, digest="d")])
    kept = ProviderEvent.objects.get()
    assert "@" not in "".join(str(value) for value in vars(kept).values())
    assert kept.said == "550 5.1.1 <…>: no such user"
