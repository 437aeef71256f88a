"""A bell that has not rung yet, in a queue of its own."""

from collections.abc import Iterator

import pytest

from delight import doorbell


@pytest.fixture
def rested_bell(db: None) -> Iterator[None]:
    """Nothing waits in the queue, and the next ring is heard."""
    _rest()
    yield
    _rest()


def _rest() -> None:
    doorbell._bell.rang_at = float("-inf")
    doorbell._broker.cache_clear()
    doorbell.forget_rings()
