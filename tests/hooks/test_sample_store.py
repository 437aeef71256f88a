"""The sample store keeps the contract of a store, knows the recorded orders, and shows nothing before its time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storefront_hooks import Request, Store
from storefront_hooks.sample import (
    SampleStore,
    demo_start,
    due_steps,
    histories,
    recorded_installation,
    recordings,
    sample_orders,
)
from tests.hooks.adapter_contract import AdapterContract
from tests.hooks.bodies import FULL
from tests.hooks.signing import Signer

LATER = demo_start() + timedelta(days=30)


def sample_store(*, after: timedelta) -> SampleStore:
    return SampleStore(None, clock=lambda: demo_start() + after, options={"base_url": "http://127.0.0.1:8765"})


class TestSampleStore(AdapterContract):
    @pytest.fixture
    def store(self) -> Store:
        return sample_store(after=timedelta(days=30))

    @pytest.fixture
    def genuine(self) -> Request:
        return next(recording for recording in recordings() if recording.name == FULL).request()

    @pytest.fixture
    def known_order_id(self) -> str:
        return next(iter(histories()))


def test_recordings_arrive_in_order() -> None:
    times = [recording.received_at for recording in recordings()]
    assert times == sorted(times)
    assert demo_start() == times[0]


def test_every_recorded_order_is_known_at_the_end() -> None:
    assert sample_store(after=timedelta(days=1)).read_orders(list(histories())).keys() == histories().keys()


def test_before_its_first_delivery_an_order_is_unknown() -> None:
    order_id, history = next(iter(histories().items()))
    before = history[0].received_at - demo_start() - timedelta(microseconds=1)
    assert sample_store(after=before).read_orders([order_id]) == {}


def test_an_order_is_as_far_as_its_deliveries_are() -> None:
    shipped = "life-6-fulfil-rest-no-tracking--04-order_fulfilled"
    order_id, history = next(
        (order_id, history) for order_id, history in histories().items() if any(r.name == shipped for r in history)
    )
    arrival = next(recording.received_at for recording in history if recording.name == shipped) - demo_start()
    states = [
        sample_store(after=after).read_orders([order_id])[order_id].state
        for after in (history[0].received_at - demo_start(), arrival, timedelta(days=1))
    ]
    assert states == ["open", "shipped", "returned_in_part"]


def test_the_newest_snapshot_counts_and_not_the_last_to_arrive() -> None:
    store = sample_store(after=timedelta(days=1))
    for order_id, order in store.read_orders(list(histories())).items():
        told = [store.understand(recording.body, event_type="").orders for recording in histories()[order_id]]
        times = [snapshot.issued_at for orders in told for snapshot in orders if snapshot.external_id == order_id]
        assert order.issued_at == max(times)


def test_the_recorded_end_of_the_app_does_not_end_the_demo() -> None:
    (recording,) = (one for one in recordings() if one.event_type == "app_deleted")
    answer = sample_store(after=timedelta(days=30)).answer(recording.request())
    assert (answer.status, answer.event is not None, answer.removed) == (200, True, False)


def test_the_sample_store_needs_no_registration() -> None:
    request = Request(method="POST", path="/register", headers={}, body=b'{"auth_token": "a"}')
    answer = sample_store(after=timedelta(0)).answer(request)
    assert (answer.status, answer.installation) == (403, None)
    assert b"needs no registration" in answer.body


def test_the_sample_store_has_nobody_to_ask_for_keys(signer: Signer) -> None:
    request = signer.deliver({}, api_url=recorded_installation().api_url)
    assert sample_store(after=timedelta(0)).answer(request).status == 503


def test_what_the_recorded_shop_says_is_kept_as_the_sample_stores() -> None:
    event = sample_store(after=timedelta(0)).answer(recordings()[-1].request()).event
    assert event is not None
    assert event.store == "sample"


def test_a_given_installation_counts() -> None:
    other = replace(recorded_installation(), app_id="QXBwOjI=")
    store = SampleStore(other, clock=demo_start, options={})
    assert store.answer(recordings()[0].request()).status == 401


@pytest.mark.parametrize("order", sample_orders(), ids=lambda order: order.steps[0][1].number)
def test_a_sample_order_is_read_as_far_as_it_is(order) -> None:
    for after, step in order.steps:
        assert sample_store(after=after).read_orders([order.external_id]) == {order.external_id: step}
        earlier = sample_store(after=after - timedelta(microseconds=1)).read_orders([order.external_id])
        assert earlier.get(order.external_id) != step


def test_all_steps_are_due_once_and_in_order() -> None:
    steps = due_steps(start=demo_start(), until=LATER)
    assert len(steps) == sum(len(order.steps) for order in sample_orders())
    assert [step.issued_at for step in steps] == sorted(step.issued_at for step in steps)


def test_a_step_at_the_start_is_not_due_again_and_one_at_the_end_is() -> None:
    middle = due_steps(start=demo_start(), until=LATER)[20].issued_at
    before = due_steps(start=demo_start(), until=middle)
    after = due_steps(start=middle, until=LATER)
    assert before[-1].issued_at == middle < after[0].issued_at
    assert [*before, *after] == list(due_steps(start=demo_start(), until=LATER))
