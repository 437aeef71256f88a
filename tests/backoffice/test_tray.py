"""The unsure and the failed wait for a person's word."""

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from delight.models import Attempt, Touch
from tests.factories import NOW, a_touch


def an_unsure_touch() -> Touch:
    touch = a_touch(state=Touch.State.UNSURE)
    Attempt.objects.create(
        touch=touch, number=1, claim="c", marked_at=NOW, transport="smtp", message_id="<1@x>", reply="connection lost"
    )
    return touch


def test_the_tray_shows_what_was_heard_last(lena: Client) -> None:
    an_unsure_touch()
    shown = lena.get("/admin/delight/tray/").content.decode()
    assert "connection lost" in shown
    assert "It arrived" in shown


def test_the_tray_shows_what_was_said_to_whom(lena: Client) -> None:
    touch = an_unsure_touch()
    Attempt.objects.filter(touch=touch).update(
        subject="Your guide", text="To: Mira Albrecht <mira@example.org>\n\nDear Mira, wash it lukewarm."
    )
    shown = lena.get("/admin/delight/tray/").content.decode()
    assert "To Mira Albrecht &lt;mira@example.org&gt;" in shown
    assert "Your guide" in shown
    assert "Dear Mira, wash it lukewarm." in shown


def test_who_decided_is_logged_at_the_order(lena: Client) -> None:
    touch = an_unsure_touch()
    lena.post(f"/admin/delight/tray/{touch.pk}/", {"again": "1"})
    entry = ModelLogEntry.objects.get(object_id=str(touch.order_id))
    assert (str(entry.user), entry.data["sentence"]) == ("lena", "A guide by mail: it will be sent again.")


def test_a_failed_touch_is_shown_with_its_reason(lena: Client) -> None:
    a_touch(state=Touch.State.FAILED, reason="cannot_be_sent")
    shown = lena.get("/admin/delight/tray/").content.decode()
    assert "No mail can be made for this address; mend it in the store." in shown
    assert "It arrived" not in shown


@pytest.mark.parametrize(
    ("button", "state", "reason"),
    [("again", Touch.State.PLANNED, "again_by_staff"), ("leave", Touch.State.SKIPPED, "left_by_staff")],
)
def test_a_failed_one_is_tried_once_more_or_left_at_that(lena: Client, button: str, state: str, reason: str) -> None:
    touch = a_touch(state=Touch.State.FAILED, reason="refused_for_good", attempts_made=1)
    lena.post(f"/admin/delight/tray/{touch.pk}/", {button: "1"})
    touch.refresh_from_db()
    assert (touch.state, touch.reason, touch.attempts_made) == (state, reason, 1)
    assert "Nothing waits for your word" in lena.get("/admin/delight/tray/").content.decode()


@pytest.mark.parametrize(("state", "button"), [(Touch.State.FAILED, "arrived"), (Touch.State.UNSURE, "leave")])
def test_a_word_that_does_not_fit_decides_nothing(lena: Client, state: str, button: str) -> None:
    touch = a_touch(state=state)
    answer = lena.post(f"/admin/delight/tray/{touch.pk}/", {button: "1"}, follow=True)
    touch.refresh_from_db()
    assert touch.state == state
    assert "decided this already" in answer.content.decode()


def test_a_held_touch_waits_there_too(lena: Client) -> None:
    touch = a_touch(hold_reason="nothing_to_say")
    shown = lena.get("/admin/delight/tray/").content.decode()
    assert f'href="/admin/delight/orders/{touch.order_id}/">Decide at the order' in shown


@pytest.mark.parametrize(("button", "state"), [("arrived", Touch.State.DONE), ("again", Touch.State.PLANNED)])
def test_a_persons_word_settles_it(lena: Client, button: str, state: str) -> None:
    touch = an_unsure_touch()
    lena.post(f"/admin/delight/tray/{touch.pk}/", {button: "1"})
    touch.refresh_from_db()
    assert touch.state == state


def test_only_the_first_word_counts(lena: Client) -> None:
    touch = an_unsure_touch()
    lena.post(f"/admin/delight/tray/{touch.pk}/", {"arrived": "1"})
    answer = lena.post(f"/admin/delight/tray/{touch.pk}/", {"again": "1"}, follow=True)
    touch.refresh_from_db()
    assert touch.state == Touch.State.DONE
    assert "Somebody has decided this already." in answer.content.decode()


def test_looking_decides_nothing(lena: Client) -> None:
    touch = an_unsure_touch()
    assert lena.get(f"/admin/delight/tray/{touch.pk}/").status_code == 405


def test_the_tray_can_be_taken_along_as_a_table(lena: Client) -> None:
    an_unsure_touch()
    answer = lena.get("/admin/delight/tray/", {"export": "csv"})
    assert b"unsure" in b"".join(answer.streaming_content if answer.streaming else [answer.content])


def test_an_empty_tray_says_that_all_is_decided(lena: Client) -> None:
    assert "Nothing waits for your word" in lena.get("/admin/delight/tray/").content.decode()
