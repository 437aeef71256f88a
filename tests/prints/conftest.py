"""Baked hands of the tests live in one throw-away folder per run, so that no test leans on the machine's cache."""

import pytest


@pytest.fixture(autouse=True, scope="session")
def _baked_hands(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DELIGHT_CACHE", str(tmp_path_factory.mktemp("hands")))
        yield
