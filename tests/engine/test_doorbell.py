"""The doorbell rings after commit, seldom, and never breaks what rang it."""

import os
import time

import pytest
from django.db import transaction
from django_q.signing import SignedPackage

from delight import doorbell
from delight.doorbell import waiting_rings

pytestmark = pytest.mark.usefixtures("rested_bell")


@pytest.mark.django_db
def test_a_ring_waits_for_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        doorbell.ring()
        assert waiting_rings() == 0
    assert waiting_rings() == 1


@pytest.mark.django_db
def test_a_hundred_rings_in_a_second_are_one_task(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(100):
            doorbell.ring()
    assert waiting_rings() == 1


@pytest.mark.django_db
def test_the_task_names_the_drain_and_carries_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        doorbell.ring()
    [(_, package)] = doorbell._broker(os.getpid()).dequeue()
    task = SignedPackage.loads(package)
    assert (task["func"], task["args"], task["kwargs"]) == (doorbell.ANSWER, (), {})


@pytest.mark.django_db
def test_a_rolled_back_change_rings_nobody(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        doorbell.ring()
        transaction.set_rollback(True)
    assert waiting_rings() == 0


@pytest.mark.django_db
def test_old_rings_are_taken_off_the_queue(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        doorbell.ring()
    doorbell.forget_rings()
    assert waiting_rings() == 0


@pytest.mark.django_db
def test_a_broker_that_is_away_is_logged_and_the_caller_goes_on(
    monkeypatch, caplog, django_capture_on_commit_callbacks
):
    class AwayBroker:
        list_key = "delight"

        def enqueue(self, task):
            raise ConnectionRefusedError("no broker here")

        def queue_size(self):
            return 0

    globals()["away_broker"] = lambda list_key: AwayBroker()
    doorbell._broker.cache_clear()
    with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
        patched.setattr("django_q.conf.Conf.BROKER_CLASS", f"{__name__}.away_broker")
        doorbell.ring()
    assert "doorbell is out of order" in caplog.text
    assert not doorbell._bell.may_ring(now=time.monotonic() + doorbell.OUT_OF_ORDER - 1)


@pytest.mark.django_db
def test_rings_that_nobody_answers_do_not_pile_up(django_capture_on_commit_callbacks):
    for _ in range(3 * doorbell.ENOUGH):
        doorbell._bell.rang_at = float("-inf")
        with django_capture_on_commit_callbacks(execute=True):
            doorbell.ring()
    assert waiting_rings() == doorbell.ENOUGH
