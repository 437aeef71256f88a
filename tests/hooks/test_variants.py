"""Stock and prices of what a Saleor shop sells, as an editor is shown them."""

from decimal import Decimal
from typing import Any

import pytest

from storefront_hooks import PriceSnapshot, Refused, Unavailable, VariantSnapshot
from storefront_hooks.saleor import SaleorStore
from tests.hooks.fake_saleor import FakeSaleor, denied, made_variant
from tests.hooks.playback import Say, Shop
from tests.hooks.signing import Signer
from tests.hooks.test_webhooks import NOON


@pytest.fixture
def saleor(shop: Shop) -> FakeSaleor:
    shop.answer_with = saleor = FakeSaleor(variants=[made_variant(number) for number in range(1, 31)])
    return saleor


@pytest.fixture
def store(signer: Signer, shop: Shop, saleor: FakeSaleor) -> SaleorStore:
    return SaleorStore(signer.installation(api_url=shop.api_url), clock=lambda: NOON, options={})


def shown(store: SaleorStore, saleor: FakeSaleor, **changes: Any) -> VariantSnapshot:
    saleor.variants = [made_variant(1, **changes)]
    (variant,) = store.read_variants(["variant-1"]).values()
    return variant


def test_a_variant_is_shown_with_stock_prices_and_the_time_of_asking(store: SaleorStore) -> None:
    assert store.read_variants(["variant-3"]) == {
        "variant-3": VariantSnapshot(
            external_id="variant-3",
            product_slug="ascii-tee",
            product_name="Monospace Tee",
            variant_name="L",
            sku="TEE-3",
            stock=7,
            prices=(
                PriceSnapshot(channel="default-channel", amount=Decimal("36.3"), currency="USD"),
                PriceSnapshot(channel="channel-pln", amount=Decimal("149.99"), currency="PLN"),
            ),
            read_at=NOON,
        )
    }


def test_what_is_found_by_words_is_twenty_at_most(store: SaleorStore) -> None:
    assert [one.external_id for one in store.find_variants(" tee-30 ")] == ["variant-30"]
    assert len(store.find_variants("")) == 20


@pytest.mark.parametrize(
    "changes", [{"trackInventory": False}, {"stocks": None}], ids=["not counted", "not allowed to see"]
)
def test_a_stock_that_nobody_counts_or_shows_is_none(
    store: SaleorStore, saleor: FakeSaleor, changes: dict[str, Any]
) -> None:
    assert shown(store, saleor, **changes).stock is None


def test_what_is_sold_out_has_a_stock_of_nothing(store: SaleorStore, saleor: FakeSaleor) -> None:
    assert shown(store, saleor, stocks=[]).stock == 0


@pytest.mark.parametrize("listings", [None, [], [{"channel": {"slug": "us"}, "price": None}]])
def test_a_variant_without_a_price_has_none(store: SaleorStore, saleor: FakeSaleor, listings: Any) -> None:
    assert shown(store, saleor, channelListings=listings).prices == ()


def test_a_variant_that_nobody_named_has_no_name_of_its_own(store: SaleorStore, saleor: FakeSaleor) -> None:
    assert shown(store, saleor, name="variant-1", sku=None).variant_name == ""


@pytest.mark.parametrize(
    ("say", "error"),
    [
        (Say(status=500), Unavailable),
        (Say(b"{}"), Unavailable),
        (Say(b'{"data": {"app": {"id": "a"}, "productVariants": null}}'), Unavailable),
        (Say(b'{"data": {"app": {"id": "a"}, "productVariants": {"edges": [{"node": {}}]}}}'), Unavailable),
        (Say(b'{"data": {"app": null, "productVariants": {"edges": []}}}'), Refused),
        (denied(), Refused),
    ],
    ids=["down", "nothing", "no list", "half a variant", "a dead token", "denied"],
)
def test_trouble_is_the_adapters_own_error_and_is_met_once(
    store: SaleorStore, saleor: FakeSaleor, shop: Shop, say: Say, error: type[Exception]
) -> None:
    saleor.before = lambda asked: say
    with pytest.raises(error):
        store.find_variants("tee")
    assert len(shop.asked) == 1
