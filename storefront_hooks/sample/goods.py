"""The six things that the sample shop sells, named in the order's language where the shop has the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from storefront_hooks.vocabulary import LineSnapshot, PriceSnapshot, VariantSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """A product of the sample shop; ``names`` by language, English always among them."""

    slug: str
    price: Decimal
    categories: tuple[str, ...]
    shelf: str
    stock: int
    names: Mapping[str, str]

    @property
    def variant_id(self) -> str:
        """The shop's id of the one variant that there is."""
        return f"sample-variant-{self.slug}"

    @property
    def sku(self) -> str:
        """The number by which the store-room knows it."""
        return f"SAMPLE-{self.slug.upper()}"

    def offered(self, *, at: datetime) -> VariantSnapshot:
        """This product as it is for sale."""
        return VariantSnapshot(
            external_id=self.variant_id,
            product_slug=self.slug,
            product_name=self.names["en"],
            variant_name="",
            sku=self.sku,
            stock=self.stock,
            prices=(PriceSnapshot(channel="sample", amount=self.price, currency="EUR"),),
            read_at=at,
        )

    def line(self, *, language: str, quantity: int = 1, variant: str = "", needs_shipping: bool = True) -> LineSnapshot:
        """An order line of this product."""
        return LineSnapshot(
            external_id=f"sample-line-{self.slug}",
            product_id=f"sample-product-{self.slug}",
            product_slug=self.slug,
            product_name=self.names.get(language, self.names["en"]),
            variant_id=self.variant_id,
            variant_name=variant,
            sku=self.sku,
            quantity=quantity,
            unit_price=self.price,
            needs_shipping=needs_shipping,
            product_type=self.categories[0],
            categories=self.categories,
            shelf=self.shelf,
        )


TOWEL = Good(
    slug="linen-tea-towel",
    price=Decimal("18.00"),
    categories=("kitchen", "home"),
    shelf="A-2",
    stock=84,
    names={
        "en": "Linen tea towel, oat",
        "de": "Geschirrtuch aus Leinen, hafer",
        "fr": "Torchon en lin, avoine",
        "ru": "Льняное полотенце, овсяное",
    },
)
POUR_OVER = Good(
    slug="pour-over-set",
    price=Decimal("64.00"),
    categories=("coffee", "kitchen", "home"),
    shelf="B-4",
    stock=12,
    names={
        "en": "Pour-over coffee set",
        "de": "Handfilter-Set für Kaffee",
        "fr": "Coffret café filtre",
        "ru": "Набор для кофе пуровер",
    },
)
CANDLE = Good(
    slug="beeswax-candle",
    price=Decimal("24.00"),
    categories=("candles", "home"),
    shelf="C-1",
    stock=18,
    names={
        "en": "Beeswax candle No. 3",
        "de": "Bienenwachskerze Nr. 3",
        "fr": "Bougie en cire d’abeille n° 3",
        "ru": "Свеча из пчелиного воска № 3",
    },
)
BLANKET = Good(
    slug="wool-blanket",
    price=Decimal("129.00"),
    categories=("blankets", "home"),
    shelf="A-10",
    stock=7,
    names={
        "en": "Wool blanket, fjord grey",
        "de": "Wolldecke, fjordgrau",
        "fr": "Plaid en laine, gris fjord",
        "ru": "Шерстяной плед, серый фьорд",
    },
)
SOURDOUGH = Good(
    slug="sourdough-kit",
    price=Decimal("32.00"),
    categories=("baking", "kitchen", "home"),
    shelf="B-1",
    stock=0,
    names={
        "en": "Sourdough starter kit",
        "de": "Sauerteig-Starterset",
        "fr": "Kit de levain",
        "ru": "Набор для закваски",
    },
)
SOAP = Good(
    slug="soap-bars",
    price=Decimal("14.00"),
    categories=("soap", "bath"),
    shelf="C-7",
    stock=140,
    names={
        "en": "Olive oil soap, two bars",
        "de": "Olivenölseife, zwei Stücke",
        "fr": "Savon à l’huile d’olive, deux pains",
        "ru": "Оливковое мыло, два куска",
    },
)

GOODS = (TOWEL, POUR_OVER, CANDLE, BLANKET, SOURDOUGH, SOAP)
