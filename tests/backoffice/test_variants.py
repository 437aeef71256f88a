"""Edda chooses a bundle's things from the shop: she sees stock and price, and goes on writing when the shop is away."""

from typing import Any

import pytest
from django.test import Client

from delight.models import Bundle
from delight.store import current_store
from storefront_hooks import Refused, Unavailable, VariantSnapshot
from storefront_hooks.sample import SampleStore

URL = "/admin/delight/variants/"
BUNDLE = {"title": "Two towels", "keep": "Yours", "give": "Theirs", "line": "For two.", "say": "Dry dishes?"}
TOWEL = "sample-variant-linen-tea-towel"


class UncountedStore(SampleStore):
    """Counts nothing, and names no price."""

    def find_variants(self, words: str) -> list[VariantSnapshot]:
        unnamed: Any = {"product_slug": "tee", "product_name": "<b>Tee</b>", "variant_name": "L", "sku": ""}
        return [VariantSnapshot(external_id="v", stock=None, prices=(), read_at=self._clock(), **unnamed)]


class AwayStore(SampleStore):
    """Does not answer a question about its things."""

    def find_variants(self, words: str) -> list[VariantSnapshot]:
        raise Unavailable("no answer")


class DenyingStore(SampleStore):
    """Does not know our token any more."""

    def find_variants(self, words: str) -> list[VariantSnapshot]:
        raise Refused("dead token")


@pytest.fixture(autouse=True)
def sample_store(settings: Any) -> Any:
    settings.DELIGHT_STORE = "storefront_hooks.sample.SampleStore"
    return settings


def shown(client: Client, **asked: str) -> str:
    answer = client.get(URL, asked)
    return " ".join(answer.content.decode().split()) if answer.status_code == 200 else f"{answer.status_code}"


def test_things_are_found_by_words_with_stock_price_and_the_time_of_asking(edda: Client) -> None:
    found = shown(edda, words="linen")
    assert "Linen tea towel, oat" in found
    assert "84 in stock</span>, €18.00 in sample" in found
    assert f'data-choose="{TOWEL}"' in found
    assert "As the shop said on " in found


def test_the_chosen_thing_is_shown_without_a_button(edda: Client) -> None:
    assert "€18.00" in (chosen := shown(edda, chosen=TOWEL))
    assert "<button" not in chosen


def test_what_is_sold_out_says_so(edda: Client) -> None:
    assert "sold out" in shown(edda, words="sourdough")


def test_what_nobody_counts_is_said_to_be_uncounted_and_its_name_is_text(edda: Client, sample_store: Any) -> None:
    sample_store.DELIGHT_STORE = f"{__name__}.UncountedStore"
    found = shown(edda, words="tee")
    assert "&lt;b&gt;Tee&lt;/b&gt;, L" in found
    assert "stock not counted" in found


def test_a_thing_that_is_gone_from_the_shop_is_named_as_gone(edda: Client) -> None:
    assert "does not know this thing any more" in shown(edda, chosen="long-gone")


def test_words_that_find_nothing_say_so(edda: Client) -> None:
    assert "finds nothing by these words" in shown(edda, words="bicycle")


@pytest.mark.parametrize("store", ["AwayStore", "DenyingStore"])
@pytest.mark.parametrize("asked", [{"words": "linen"}, {"chosen": TOWEL}], ids=["found", "chosen"])
def test_a_shop_that_is_away_is_a_sentence(edda: Client, sample_store: Any, store: str, asked: dict[str, str]) -> None:
    sample_store.DELIGHT_STORE = f"{__name__}.{store}"
    assert "cannot be asked just now" in shown(edda, **asked)


def test_the_editor_works_and_keeps_the_choice_while_the_shop_is_away(edda: Client, sample_store: Any) -> None:
    sample_store.DELIGHT_STORE = f"{__name__}.AwayStore"
    current_store(fresh=True)
    edda.post("/admin/delight/bundles/add/", {**BUNDLE, "keep_variant": TOWEL, "action-publish": "1"})
    bundle = Bundle.objects.get()
    page = edda.get(f"/admin/delight/bundles/edit/{bundle.pk}/").content.decode()
    assert f'value="{TOWEL}"' in page
    edda.post(
        f"/admin/delight/bundles/edit/{bundle.pk}/",
        {**BUNDLE, "title": "Towels", "keep_variant": TOWEL, "action-publish": "1"},
    )
    bundle.refresh_from_db()
    assert (bundle.title, bundle.keep_variant, bundle.give_variant) == ("Towels", TOWEL, "")


def test_the_editors_page_brings_the_search(edda: Client) -> None:
    page = edda.get("/admin/delight/bundles/add/").content.decode()
    assert page.count('data-url="/admin/delight/variants/"') == 2
    assert "delight/variants.js" in page


def test_a_packer_is_shown_nothing(noor: Client) -> None:
    assert shown(noor, words="linen") == "302"
