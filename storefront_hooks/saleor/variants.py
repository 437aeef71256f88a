"""Asks a Saleor shop for its variants with stock and prices, for an editor who chooses one and waits for it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from storefront_hooks.errors import Unavailable, Unreadable
from storefront_hooks.saleor import shapes
from storefront_hooks.saleor.client import SaleorClient, known
from storefront_hooks.saleor.orders import amount_of
from storefront_hooks.vocabulary import PriceSnapshot, VariantSnapshot

SHOWN_AT_MOST = 20
WAITED_SECONDS = 5.0
"""Somebody waits, and a web server's thread with them: asked once, and not for long."""


class Variants:
    """The variants of one shop, as they are now. Every method raises Unavailable and Refused and nothing else."""

    def __init__(self, client: SaleorClient, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock

    def found(self, words: str) -> list[VariantSnapshot]:
        """Those that the shop finds for these words; the first ones for none."""
        read_at = self._clock()
        variables = {"words": words.strip() or None, "first": SHOWN_AT_MOST}
        answer = known(self._client.ask("variants.graphql", "variant_parts.graphql", variables=variables))
        try:
            shown = shapes.convert(answer, shape=shapes.ShopVariants, at="").product_variants.edges
            return [_snapshot(edge.node, read_at=read_at) for edge in shown]
        except Unreadable as error:
            raise _odd(error) from error

    def named(self, external_ids: Sequence[str]) -> dict[str, VariantSnapshot]:
        """Those with these ids, as far as the shop knows them."""
        read_at = self._clock()
        try:
            return {
                external_id: _snapshot(
                    shapes.convert(fields, shape=shapes.OfferedVariant, at=f"variant {external_id}"), read_at=read_at
                )
                for external_id, fields in self._client.read_variants(external_ids)
            }
        except Unreadable as error:
            raise _odd(error) from error


def _odd(error: Unreadable) -> Unavailable:
    return Unavailable(f"the shop's answer about its variants cannot be read: {error}")


def _snapshot(variant: shapes.OfferedVariant, *, read_at: datetime) -> VariantSnapshot:
    return VariantSnapshot(
        external_id=variant.id,
        product_slug=variant.product.slug,
        product_name=variant.product.name,
        # A variant nobody named is called by its own id, which is no word for a page.
        variant_name="" if variant.name == variant.id else variant.name,
        sku=variant.sku or "",
        stock=_stock(variant),
        prices=tuple(
            [
                PriceSnapshot(
                    channel=listing.channel.slug,
                    amount=amount_of(listing.price.amount, field="price"),
                    currency=listing.price.currency,
                )
                for listing in variant.channel_listings or ()
                if listing.price is not None
            ]
        ),
        read_at=read_at,
    )


def _stock(variant: shapes.OfferedVariant) -> int | None:
    """What no order has taken yet, over all warehouses; None where the shop does not count or does not tell."""
    if not variant.track_inventory or variant.stocks is None:
        return None
    return sum(max(stock.quantity - stock.quantity_allocated, 0) for stock in variant.stocks)
