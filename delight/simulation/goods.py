"""What the invented shop sells: the demo's goods by their slugs, named in the language of the order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from storefront_hooks import LineSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """One product; ``names`` by language, English always among them."""

    slug: str
    price: Decimal
    categories: tuple[str, ...]
    names: Mapping[str, str]
    ships: bool = True

    def line(self, *, language: str, quantity: int) -> LineSnapshot:
        """An order line of it."""
        return LineSnapshot(
            external_id=f"line-{self.slug}",
            product_id=f"product-{self.slug}",
            product_slug=self.slug,
            product_name=self.names.get(language, self.names["en"]),
            variant_id=f"variant-{self.slug}",
            variant_name="",
            sku=self.slug.upper(),
            quantity=quantity,
            unit_price=self.price,
            needs_shipping=self.ships,
            product_type=self.categories[0],
            categories=self.categories,
        )


GOODS: Sequence[Good] = (
    Good(
        slug="pour-over-set",
        price=Decimal("64.00"),
        categories=("coffee", "kitchen", "home"),
        names={
            "en": "Pour-over coffee set",
            "de": "Handfilter-Set",
            "fr": "Coffret café filtre",
            "ru": "Набор пуровер",
        },
    ),
    Good(
        slug="sourdough-kit",
        price=Decimal("32.00"),
        categories=("baking", "kitchen", "home"),
        names={"en": "Sourdough starter kit", "de": "Sauerteig-Starterset", "fr": "Kit de levain", "ru": "Закваска"},
    ),
    Good(
        slug="beeswax-candle",
        price=Decimal("24.00"),
        categories=("candles", "home"),
        names={"en": "Beeswax candle No. 3", "de": "Bienenwachskerze Nr. 3", "fr": "Bougie n° 3", "ru": "Свеча № 3"},
    ),
    Good(
        slug="wool-blanket",
        price=Decimal("129.00"),
        categories=("blankets", "home"),
        names={"en": "Wool blanket, fjord grey", "de": "Wolldecke, fjordgrau", "fr": "Plaid gris fjord", "ru": "Плед"},
    ),
    Good(
        slug="linen-tea-towel",
        price=Decimal("18.00"),
        categories=("kitchen", "home"),
        names={"en": "Linen tea towel, oat", "de": "Geschirrtuch, hafer", "fr": "Torchon en lin", "ru": "Полотенце"},
    ),
    Good(
        slug="oak-spoon",
        price=Decimal("11.00"),
        categories=("wood", "home"),
        names={"en": "Oak spoon", "de": "Eichenlöffel", "fr": "Cuillère en chêne", "ru": "Дубовая ложка"},
    ),
)
"""The last has no guide: nothing can be told of it."""

VOUCHER = Good(
    slug="dinner-voucher",
    price=Decimal("50.00"),
    categories=("vouchers",),
    names={
        "en": "Voucher for a workshop",
        "de": "Gutschein für einen Kurs",
        "fr": "Bon pour un atelier",
        "ru": "Сертификат",
    },
    ships=False,
)
