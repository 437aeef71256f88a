"""A provider that knows a mail again by its key ends the doubt alone; nothing is sent that must not be any more."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from pytest_django.fixtures import Settings

from delight.actions.people.cases import open_case
from delight.actions.people.change_consent import stop
from delight.actions.touches.claim_touches import sweep_leases
from delight.actions.touches.settle_unsure import settle_unsure
from delight.mails import outbox
from delight.models import Attempt, Breaker, Touch
from tests.actions.delivering import deliver
from tests.factories import NOW, a_touch
from tests.fakes import AgreeableStore
from tests.fakes_esp import DROP, KEPT_DROP, Esp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store", "shop")]


@pytest.fixture
def esp(settings: Settings, clock: time_machine.Traveller) -> Iterator[Esp]:
    with Esp() as esp:
        settings.DELIGHT_MAIL = "anymail:resend"
        settings.ANYMAIL = {"RESEND_API_KEY": "k", "RESEND_API_URL": esp.url, "REQUESTS_TIMEOUT": 2}
        yield esp
        outbox.close()


def a_doubt(esp: Esp, *, answer: str = KEPT_DROP) -> Touch:
    esp.answers.append(answer)
    touch = a_touch()
    assert deliver(touch) == "unsure"
    return touch


def state(touch: Touch) -> str:
    touch.refresh_from_db()
    return touch.state


def test_a_mail_that_the_provider_had_is_done_and_not_sent_twice(esp: Esp) -> None:
    touch = a_doubt(esp)
    assert (settle_unsure(), state(touch), len(esp.mails)) == (1, "done", 1)
    attempt = touch.attempts.get()
    assert (attempt.outcome, attempt.provider_id) == ("accepted", "esp-1")


def test_a_mail_that_the_provider_never_had_goes_out_once(esp: Esp) -> None:
    touch = a_doubt(esp, answer=DROP)
    assert (settle_unsure(), state(touch), len(esp.mails)) == (1, "done", 1)


def test_a_mail_whose_worker_died_is_asked_about_too(esp: Esp, clock: time_machine.Traveller) -> None:
    touch = a_doubt(esp)
    Touch.objects.filter(pk=touch.pk).update(state="sending", claimed_until=NOW + timedelta(minutes=5))
    clock.move_to(NOW + timedelta(minutes=6))
    sweep_leases(now=NOW + timedelta(minutes=6))
    assert (settle_unsure(), state(touch), len(esp.mails)) == (1, "done", 1)


def test_asking_repeats_the_request_to_the_byte(esp: Esp) -> None:
    a_doubt(esp)
    settle_unsure()
    first, second = esp.requests
    assert first["body"] == second["body"]
    assert first["headers"]["Idempotency-Key"] == second["headers"]["Idempotency-Key"]


def test_who_says_stop_meanwhile_is_not_asked_about(esp: Esp) -> None:
    touch = a_doubt(esp, answer=DROP)
    stop(touch, scope="all", source="page")
    assert (settle_unsure(), state(touch), esp.mails) == (0, "unsure", [])


def test_a_complaint_that_was_opened_meanwhile_leaves_the_doubt_to_a_person(esp: Esp) -> None:
    touch = a_doubt(esp, answer=DROP)
    open_case(touch.customer, order=None, sort="complaint", words="It is torn.")
    assert (settle_unsure(), esp.mails) == (0, [])


def test_an_order_returned_meanwhile_leaves_the_doubt_to_a_person(esp: Esp, store: type[AgreeableStore]) -> None:
    touch = a_doubt(esp, answer=DROP)
    assert touch.order
    store.unknown.add(touch.order.external_id)
    assert (settle_unsure(), esp.mails) == (0, [])


def test_after_the_keys_time_nobody_is_asked(esp: Esp, clock: time_machine.Traveller) -> None:
    touch = a_doubt(esp)
    clock.move_to(NOW + timedelta(hours=23, minutes=1))
    assert (settle_unsure(), state(touch)) == (0, "unsure")


def test_a_provider_without_keys_is_never_asked(esp: Esp, settings: Settings) -> None:
    touch = a_doubt(esp)
    settings.DELIGHT_MAIL = "anymail:postmark"
    Attempt.objects.update(transport="anymail:postmark")
    assert (settle_unsure(), state(touch)) == (0, "unsure")


def test_one_doubt_is_asked_about_by_one_worker_at_a_time(esp: Esp) -> None:
    touch = a_doubt(esp)
    Touch.objects.filter(pk=touch.pk).update(claimed_until=NOW + timedelta(minutes=1))
    assert settle_unsure() == 0
    assert len(esp.requests) == 1


def test_a_provider_that_stays_silent_is_asked_again_later(esp: Esp, clock: time_machine.Traveller) -> None:
    touch = a_doubt(esp, answer=DROP)
    esp.answers.append(DROP)
    assert (settle_unsure(), settle_unsure(), state(touch)) == (0, 0, "unsure")
    clock.move_to(NOW + timedelta(minutes=3))
    assert (settle_unsure(), state(touch)) == (1, "done")


def test_a_refusal_at_the_second_time_is_one_for_good(esp: Esp) -> None:
    touch = a_doubt(esp, answer=DROP)
    esp.answers.append((422, '{"message": "no such recipient"}'))
    assert (settle_unsure(), state(touch), touch.reason) == (1, "failed", "refused_for_good")


def test_nobody_is_asked_while_the_breaker_is_open(esp: Esp) -> None:
    a_doubt(esp)
    Breaker.objects.create(transport="anymail:resend", closes_at=NOW + timedelta(minutes=5))
    assert settle_unsure() == 0
    assert len(esp.requests) == 1


def test_an_attempt_that_was_found_accepted_ends_the_doubt_with_any_transport(esp: Esp, settings: Settings) -> None:
    touch = a_doubt(esp)
    touch.attempts.update(outcome=Attempt.Outcome.ACCEPTED)
    settings.DELIGHT_MAIL = "smtp://127.0.0.1:1"
    assert (settle_unsure(), state(touch), len(esp.requests)) == (1, "done", 1)
