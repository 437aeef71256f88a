"""A drain understands and delivers in small steps; what is poisoned stops nothing else."""

from datetime import timedelta

import pytest
from django.db import connection

from delight import clock
from delight.actions.orders.receive_event import receive_event
from delight.engine import heartbeat
from delight.engine.drain import answer_bell, drain
from delight.engine.folders import say_stopping, var
from delight.engine.mailroom import Mailroom
from delight.engine.pace import Turns
from delight.models import Heartbeat, StoreEvent, Touch
from storefront_hooks import OrderEvent
from tests.factories import NOW, a_shipped_order, a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "store", "shop")]


def an_event(number=1, *, body=b"{}"):
    return OrderEvent(
        store="agreeable",
        type="order_created",
        subject="order",
        subject_id="order-1",
        issued_at=NOW,
        digest=f"{number:064}",
        body=body,
    )


def test_what_is_due_is_delivered(peer):
    touches = [a_touch(order=a_shipped_order()) for _ in range(7)]
    drained = drain()
    assert drained.touches == {"done": 7}
    assert {touch.state for touch in Touch.objects.filter(pk__in=[one.pk for one in touches])} == {"done"}


def test_what_is_due_tomorrow_is_left_alone(peer):
    a_touch(due_at=NOW + timedelta(days=1))
    assert drain().touches == {}


def test_new_events_are_understood():
    for number in range(3):
        receive_event(an_event(number))
    assert drain().events == 3
    assert not StoreEvent.objects.filter(state="new").exists()


def test_a_poisoned_touch_stops_no_other(peer, interrupt, caplog):
    for _ in range(3):
        a_touch()
    poison = iter([ZeroDivisionError("a poisoned touch")])

    def interrupted():
        for error in poison:
            raise error

    interrupt(interrupted)
    drained = drain()
    assert (drained.broken["delivery"], drained.touches["done"]) == (1, 2)
    assert "broke its delivery" in caplog.text


def test_a_step_that_breaks_is_logged_once_and_the_others_go_on(peer, settings, caplog):
    a_touch(due_at=NOW - timedelta(days=20), not_after=NOW - timedelta(days=10))
    receive_event(an_event())
    settings.DELIGHT_STORE = "tests.fakes.NoSuchStore"
    drained = drain()
    assert (drained.broken, drained.swept) == ({"events": 1}, 1)
    assert caplog.text.count("The drain's step 'events' broke") == 1
    assert StoreEvent.objects.get().state == "new"


def test_a_spent_budget_leaves_the_rest_for_the_next_drain(peer):
    for _ in range(12):
        a_touch()
    assert sum(drain(budget=0.0).touches.values()) < 12
    drain()
    assert set(Touch.objects.values_list("state", flat=True)) == {"done"}


def test_a_drain_leaves_a_heartbeat_in_real_time():
    drain()
    assert abs(Heartbeat.objects.get(name=heartbeat.name()).beat_at - clock.real_now()) < timedelta(seconds=5)


def test_nobody_starts_to_drain_while_the_supervisor_stops(peer):
    a_touch()
    say_stopping(True)
    try:
        answer_bell()
    finally:
        say_stopping(False)
    assert Touch.objects.get().state == "planned"


def test_a_drain_says_what_it_did(peer):
    a_touch()
    assert str(drain()) == "0 events, 0 sample steps, touches: 1 done"


def test_while_mails_are_under_way_the_rest_is_asked_for_now_and_then(peer, monkeypatch):
    a_touch()
    receive_event(an_event())
    asked, worked, work = [], [], Mailroom.work

    def counted(self, *, until):
        worked.append(True)
        return work(self, until=until) or int(self.busy)

    monkeypatch.setattr(Mailroom, "work", counted)
    monkeypatch.setattr(Mailroom, "busy", property(lambda _: 0 < len(worked) < 6))
    monkeypatch.setattr("delight.engine.drain.ALL_EVERY", 3600)
    monkeypatch.setattr("delight.engine.drain.understand_provider", lambda: asked.append(True) or 0)
    drained = drain()
    assert (drained.touches, drained.events) == ({"done": 1}, 1)
    assert (len(asked), len(worked)) == (2, 7)


def test_events_wait_for_our_turn_where_there_is_one_writer_and_mails_do_not(peer):
    for number in range(3):
        receive_event(an_event(number))
    touch = a_touch(order=a_shipped_order())
    with Turns(var() / "understanding.turn").ask():
        drained = drain(0.3)
    touch.refresh_from_db()
    assert (drained.events, touch.state) == (0 if connection.vendor == "sqlite" else 3, "done")
    assert drained.events + drain().events == 3
