"""What the rules are told of an order: whose country it is that decides about the law."""

from datetime import UTC, datetime

import pytest

from delight.actions.touches.gather_facts import order_facts
from tests.factories import an_order

BEFORE_ANY_STATEMENT = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(("gift", "basis"), [(False, "country:US"), (True, "")], ids=["for oneself", "a present"])
def test_a_present_to_a_country_says_nothing_of_the_givers_law(db: None, gift: bool, basis: str):
    order = an_order(country="US", gift=gift, channel="elsewhere", created_at=BEFORE_ANY_STATEMENT)
    assert order_facts([order])[order.pk].basis == basis
