"""Fixtures of the store adapters' tests: a signing key and a shop on localhost."""

from collections.abc import Iterator

import pytest

from tests.hooks.playback import Shop, playback
from tests.hooks.signing import Signer


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer()


@pytest.fixture
def shop() -> Iterator[Shop]:
    with playback() as shop:
        yield shop
