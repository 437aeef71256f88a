"""The Saleor adapter keeps the contract of a store, against a shop on localhost."""

import json
import logging

import pytest

from storefront_hooks import Refused, Request, Store, Unavailable
from storefront_hooks.saleor import SaleorStore
from tests.hooks.adapter_contract import AdapterContract
from tests.hooks.bodies import FULL, body
from tests.hooks.fake_saleor import FakeSaleor, failed_delivery, made_order, made_variant
from tests.hooks.playback import Say, Shop, recorded, recorded_order, shows
from tests.hooks.signing import APP_ID, Signer
from tests.hooks.test_webhooks import NOON

ORDER_ID = "T3JkZXI6ZGIyMGM4NWEtOWJiYS00NzQxLTkxZDItNjY4ZDA4MmVmZWY1"


@pytest.fixture
def store(signer: Signer, shop: Shop) -> SaleorStore:
    shop.answer_with = shows({ORDER_ID: recorded_order()})
    return SaleorStore(signer.installation(api_url=shop.api_url), clock=lambda: NOON, options={})


class TestSaleorStore(AdapterContract):
    @pytest.fixture
    def store(self, signer: Signer, shop: Shop) -> Store:
        """Of a shop with three orders, which could not deliver what happened to one of them."""
        order = {**recorded_order(), "id": ORDER_ID, "updatedAt": NOON.isoformat(), "created": NOON.isoformat()}
        told = {**json.loads(body(FULL)), "recipient": {"id": APP_ID}}
        missed = failed_delivery(json.dumps(told).encode(), kind="order_updated", at=NOON)
        saleor = FakeSaleor(orders=[made_order(1), made_order(2), order], failed=[missed])
        saleor.variants = [made_variant(number) for number in range(30)]
        saleor.before = lambda asked: Say(status=404) if asked.method == "GET" else None
        shop.answer_with = saleor
        return SaleorStore(signer.installation(api_url=shop.api_url), clock=lambda: NOON, options={"tries": "1"})

    def test_this_shop_has_something_to_say(self, store: Store) -> None:
        assert [len(self._events(store, asked)) for asked in ("changes", "missed", "history")] == [3, 1, 3]

    @pytest.fixture
    def genuine(self, signer: Signer, shop: Shop) -> Request:
        content = json.loads(body(FULL))
        content["recipient"] = {"id": APP_ID}
        return signer.deliver(content, api_url=shop.api_url)

    @pytest.fixture
    def known_order_id(self) -> str:
        return ORDER_ID


def test_a_read_order_is_as_new_as_the_moment_of_asking(store: SaleorStore) -> None:
    assert store.read_orders([ORDER_ID])[ORDER_ID].issued_at == NOON


def test_an_unchanged_order_has_an_unchanged_digest(store: SaleorStore) -> None:
    first, second = (store.read_orders([ORDER_ID])[ORDER_ID] for _ in range(2))
    assert first == second


def test_a_changed_order_has_another_digest(store: SaleorStore, shop: Shop) -> None:
    before = store.read_orders([ORDER_ID])[ORDER_ID]
    shop.answer_with = shows({ORDER_ID: {**recorded_order(), "status": "CANCELED"}})
    after = store.read_orders([ORDER_ID])[ORDER_ID]
    assert (before.state, after.state) == ("open", "cancelled")
    assert before.digest != after.digest


def test_an_order_that_cannot_be_read_is_absent_and_logged(
    store: SaleorStore, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    shop.answer_with = shows({ORDER_ID: {**recorded_order(), "status": "LOST"}})
    with caplog.at_level(logging.WARNING):
        assert store.read_orders([ORDER_ID]) == {}
    assert f"order {ORDER_ID}.status is 'LOST'" in caplog.text


def test_without_an_installation_no_shop_can_be_asked() -> None:
    with pytest.raises(Unavailable, match="registered"):
        SaleorStore(None, clock=lambda: NOON, options={}).read_orders([ORDER_ID])


def test_a_denial_is_a_refusal(store: SaleorStore, shop: Shop) -> None:
    shop.answer_with = None
    shop.answers = [recorded("orders-bad-token")]
    with pytest.raises(Refused):
        store.read_orders([ORDER_ID])


def test_the_options_name_the_metadata_of_gifts(signer: Signer, shop: Shop) -> None:
    order = {**recorded_order(), "metadata": [{"key": "gruss", "value": "Für Jonas"}]}
    shop.answer_with = shows({ORDER_ID: order})
    store = SaleorStore(
        signer.installation(api_url=shop.api_url), clock=lambda: NOON, options={"gift_text_key": "gruss"}
    )
    assert store.read_orders([ORDER_ID])[ORDER_ID].gift_text == "Für Jonas"


def test_the_token_is_not_shown_with_the_installation(signer: Signer) -> None:
    assert "secret-token" not in repr(signer.installation())
