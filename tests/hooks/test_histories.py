"""Over a recorded history an order is paid, shipped, returned and refunded as it really was."""

from decimal import Decimal
from itertools import groupby

import pytest

from storefront_hooks import OrderSnapshot
from storefront_hooks.sample import histories
from tests.hooks.bodies import read


def course(name: str) -> list[OrderSnapshot]:
    """The snapshots of the order of which the delivery with this name tells, oldest first."""
    order_id, history = next(
        (order_id, history)
        for order_id, history in histories().items()
        if any(recording.name.startswith(name) for recording in history)
    )
    told = [order for recording in history for order in read(recording.body).orders]
    return sorted((order for order in told if order.external_id == order_id), key=lambda order: order.issued_at)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("life-2-complete", ["open", "shipped_in_part", "shipped", "returned_in_part"]),
        ("onego-0-create", ["open", "shipped"]),
        ("two-warehouses-0-create", ["open", "shipped"]),
        ("unconfirmed-1-create", ["unconfirmed", "open"]),
        ("fulfilcancel-0-create", ["open", "shipped", "open"]),
        ("gift-card-bought", ["open", "shipped"]),
    ],
)
def test_an_order_goes_through_its_states(name: str, expected: list[str]) -> None:
    assert [state for state, _ in groupby(order.state for order in course(name))] == expected


def test_a_created_event_may_arrive_late_and_show_the_end() -> None:
    assert {order.state for order in course("stale-payload--02")} == {"cancelled"}


def test_a_long_life_ends_partly_returned_and_fully_refunded() -> None:
    last = course("life-2-complete")[-1]
    assert (last.state, last.paid, last.refunded) == ("returned_in_part", False, last.total)
    assert [parcel.state for parcel in last.parcels] == ["shipped", "returned"]


def test_a_parcel_of_which_all_came_back_is_replaced_by_a_returned_one() -> None:
    orders = course("life-2-complete")
    shipped = next(order for order in orders if order.state == "shipped").parcels
    returned = orders[-1].parcels
    assert shipped[1].external_id == returned[0].external_id
    assert shipped[0].external_id not in {parcel.external_id for parcel in returned}


def test_refunds_only_grow() -> None:
    refunded = [order.refunded for order in course("life-2-complete")]
    assert refunded == sorted(refunded)
    assert len({*refunded}) == 3


def test_a_tracking_number_may_come_later() -> None:
    second = [order.parcels[1].tracking for order in course("life-7-tracking") if order.state == "shipped"]
    assert [number for number, _ in groupby(second)] == ["", "JD0002"]


def test_a_cancelled_parcel_stays_visible_as_cancelled() -> None:
    assert [parcel.state for parcel in course("fulfilcancel-2-cancel")[-1].parcels] == ["cancelled"]


def test_a_parcel_that_waits_for_approval_is_not_shipped() -> None:
    orders = course("approval-1-fulfil-waiting")
    waiting = next(order for order in orders if order.parcels)
    assert (waiting.state, waiting.parcels[0].state) == ("open", "waiting")
    assert orders[-1].parcels[0].state == "shipped"


def test_an_order_keeps_its_identity_over_its_history() -> None:
    for order_id, history in histories().items():
        told = [order for recording in history for order in read(recording.body).orders]
        mine = [order for order in told if order.external_id == order_id]
        assert len({(order.number, order.created_at, order.currency, order.channel) for order in mine}) == 1


def test_parcels_never_hold_more_than_was_ordered() -> None:
    for history in histories().values():
        for order in (order for recording in history for order in read(recording.body).orders):
            ordered = {line.external_id: line.quantity for line in order.lines}
            sent: dict[str, int] = dict.fromkeys(ordered, 0)
            for parcel in order.parcels:
                for line, quantity in parcel.line_quantities:
                    sent[line] += quantity if parcel.state != "cancelled" else 0
            assert all(sent[line] <= ordered[line] for line in ordered)


def test_no_order_is_refunded_beyond_its_total() -> None:
    for history in histories().values():
        for order in (order for recording in history for order in read(recording.body).orders):
            assert Decimal(0) <= order.refunded <= order.total
