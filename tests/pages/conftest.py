"""What every test of the customer's pages starts from: a browser that keeps no log-in."""

import pytest
from django.test import Client

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def browser() -> Client:
    """A person's browser; it enforces CSRF, so that a page that needs a token would fail."""
    return Client(enforce_csrf_checks=True, headers={"User-Agent": FIREFOX})
