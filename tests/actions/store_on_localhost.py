"""A Saleor on localhost with which this installation is registered, for tests of what is asked of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from pytest_django.fixtures import Settings

from delight.actions.orders.record_installation import record_installation
from delight.models import Installation
from delight.store import current_store
from tests.hooks.fake_saleor import FakeSaleor
from tests.hooks.playback import playback
from tests.hooks.signing import Signer

SIGNER = Signer()


@contextmanager
def registered(settings: Settings, *, installed_at: datetime) -> Iterator[FakeSaleor]:
    """The shop, which answers until the block ends."""
    with playback() as shop:
        saleor = FakeSaleor(api_url=shop.api_url)
        shop.answer_with = saleor
        settings.DELIGHT_STORE = "storefront_hooks.saleor.SaleorStore"
        settings.DELIGHT_STORE_OPTIONS = {"api_urls": shop.api_url, "base_url": "https://delight.example", "tries": "1"}
        record_installation(replace(SIGNER.installation(api_url=shop.api_url), store="saleor"))
        Installation.objects.update(installed_at=installed_at)
        current_store(fresh=True)
        yield saleor
