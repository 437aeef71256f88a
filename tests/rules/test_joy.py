"""Joy: three deeds, each with its source and its day; nothing else counts."""

from datetime import date

import pytest

from delight.rules.facts import OrderFacts
from delight.rules.joy import KEPT_AGAIN, KIND_WORDS, OPENED_TWICE, RECOMMENDED, Joy, joy
from tests.rules.facts import BERLIN, a_parcel, an_open_order, an_order, utc

ON_5, ON_9, ON_12 = date(2026, 11, 5), date(2026, 11, 9), date(2026, 11, 12)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        pytest.param(
            an_order(visit_days=frozenset({ON_9, ON_5, ON_12})),
            Joy(source=OPENED_TWICE, day=ON_9),
            id="opened on several days: complete on the second",
        ),
        pytest.param(
            an_order(earlier_kept=True),
            Joy(source=KEPT_AGAIN, day=date(2026, 11, 19)),
            id="a second order kept for more than fourteen days",
        ),
        pytest.param(
            an_order(earlier_kept=True, zone=BERLIN, parcels=(a_parcel(arrived_at=utc("2026-11-03 23:30")),)),
            Joy(source=KEPT_AGAIN, day=date(2026, 11, 19)),
            id="counted from the local day of arrival",
        ),
        pytest.param(
            an_order(earlier_kept=True, visit_days=frozenset({ON_5, ON_9})),
            Joy(source=OPENED_TWICE, day=ON_9),
            id="of both the earlier",
        ),
        pytest.param(
            an_order(said=(("question", ON_5), ("kind_words", ON_12), ("recommended", ON_9))),
            Joy(source=RECOMMENDED, day=ON_9),
            id="they wrote that they recommended us",
        ),
        pytest.param(
            an_order(said=(("kind_words", ON_5),), visit_days=frozenset({ON_5, ON_9})),
            Joy(source=KIND_WORDS, day=ON_5),
            id="they wrote kindly, and that came first",
        ),
    ],
)
def test_this_is_joy(order: OrderFacts, expected: Joy) -> None:
    assert joy(order) == expected


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(an_order(), id="a first order, nothing opened"),
        pytest.param(an_order(visit_days=frozenset({ON_5})), id="opened on one day only"),
        pytest.param(an_order(said=(("question", ON_5), ("idea", ON_9))), id="they asked something"),
        pytest.param(
            an_order(said=(("kind_words", ON_5), ("damage", ON_9))), id="kind words around a damage are patience"
        ),
        pytest.param(an_order(gift=True, said=(("kind_words", ON_5),)), id="a giver is not the receiver"),
        pytest.param(an_order(gift=True, visit_days=frozenset({ON_5, ON_9})), id="a gift's code is the recipient's"),
        pytest.param(an_order(gift=True, earlier_kept=True), id="a gift was not kept by the giver"),
        pytest.param(an_open_order(earlier_kept=True), id="the second order has not arrived"),
        pytest.param(an_order(earlier_kept=True, pickup=True), id="collected, nobody knows when"),
    ],
)
def test_this_is_no_joy(order: OrderFacts) -> None:
    assert joy(order) is None
