"""The mailroom claims ahead, gives back what was not begun, and hands over in threads."""

import threading
from collections import Counter
from email import message_from_bytes

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delight.actions.touches.surely import surely
from delight.engine.mailroom import QUICK, Batch, Mailroom
from delight.engine.senders import Senders
from delight.models import GuidePage, Touch
from tests.factories import a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "store", "shop")]


def test_what_was_claimed_and_not_begun_is_given_back(peer):
    for _ in range(4):
        a_touch()
    states = Counter()
    Mailroom(states, broken=Counter()).work(until=lambda: len(peer.messages) == 2)
    assert (states, len(peer.messages)) == ({"done": 2}, 2)
    assert set(Touch.objects.exclude(state="done").values_list("state", "claim")) == {("planned", "")}


def test_a_batch_that_breaks_is_looked_at_one_by_one(peer, store, monkeypatch, caplog):
    touches = [a_touch() for _ in range(3)]
    poisoned = touches[1].order.external_id
    read = store.read_orders

    def poisonous(self, external_ids):
        if poisoned in external_ids:
            raise ZeroDivisionError("a poisoned order")
        return read(self, external_ids)

    monkeypatch.setattr(store, "read_orders", poisonous)
    states, broken = Counter(), Counter()
    Mailroom(states, broken=broken).work(until=lambda: False)
    assert (states, broken) == ({"done": 2}, {"delivery": 1})
    assert f"Touch {touches[1].pk} broke its delivery" in caplog.text


def test_the_store_is_asked_once_for_mails_claimed_together(peer, store):
    for _ in range(4):
        a_touch()
    Mailroom(Counter(), broken=Counter()).work(until=lambda: False)
    assert [len(asked) for asked in store.asked] == [4]


def test_mails_written_together_read_the_guide_once_and_the_next_ones_read_it_anew(peer):
    def guides_read() -> int:
        with CaptureQueriesContext(connection) as asked:
            Mailroom(Counter(), broken=Counter()).work(until=lambda: False)
        return sum("delight_guidepage" in query["sql"] for query in asked)

    for _ in range(4):
        a_touch()
    together = guides_read()
    GuidePage.objects.filter(locale__language_code="en").update(title="Linen, washed anew")
    a_touch()
    assert (together, guides_read(), len(peer.messages)) == (1, 1, 5)
    assert b"washed anew" in message_from_bytes(peer.messages[-1]).get_payload(0).get_payload(decode=True)


def test_a_quick_batch_is_followed_by_twice_as_many_up_to_forty_and_a_slow_one_by_few():
    batch = Batch(5)
    assert [batch.size(now=now) for now in (0.0, 1.0, 2.0, 3.0, 4.0, 4.0 + QUICK)] == [5, 10, 20, 40, 40, 5]


def test_senders_work_side_by_side(monkeypatch):
    both_are_here = threading.Barrier(2, timeout=10)

    def meet(_mail):
        both_are_here.wait()
        return "done"

    monkeypatch.setattr("delight.engine.senders.hand_mail_over", meet)
    at_once = Senders(2)
    futures = [at_once.send(None) for _ in range(2)]
    assert [future.result(timeout=10) for future in futures] == ["done", "done"]


def test_inside_a_transaction_an_outcome_is_written_once():
    from django.db import OperationalError

    tries = []

    def away():
        tries.append(1)
        raise OperationalError("gone to lunch")

    assert connection.in_atomic_block
    with pytest.raises(OperationalError):
        surely(away)
    assert len(tries) == 1
