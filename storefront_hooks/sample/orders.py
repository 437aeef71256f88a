"""A dozen invented orders for the demo, each there to show one thing; their people do not exist."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

from storefront_hooks.sample.course import Buyer, SampleOrder, demo_start, placed
from storefront_hooks.sample.goods import BLANKET, CANDLE, POUR_OVER, SOAP, SOURDOUGH, TOWEL
from storefront_hooks.vocabulary import OrderSnapshot, RecipientSnapshot


@lru_cache(maxsize=1)
def sample_orders() -> tuple[SampleOrder, ...]:
    """The sample orders by number. All are told of within the first minutes of the demo."""
    return tuple(order() for order in _ORDERS)


def due_steps(*, start: datetime, until: datetime) -> tuple[OrderSnapshot, ...]:
    """What the sample shop says after ``start`` and up to ``until``, in the order in which it says it."""
    steps = ((demo_start() + after, step) for order in sample_orders() for after, step in order.steps)
    due = [(at, step.number, step) for at, step in steps if start < at <= until]
    return tuple(step for _, _, step in sorted(due, key=lambda entry: entry[:2]))


def _told(count: int) -> timedelta:
    return timedelta(seconds=10 * count)


FRIEDA = Buyer(
    external_id="sample-customer-frieda",
    first_name="Frieda",
    last_name="Böhm-Özdemir",
    email="frieda.boehm@example.com",
    language="de",
    country="DE",
    area="SN",
)


def _order_101() -> SampleOrder:
    """A first order, kept: its buyer may be asked to share."""
    return (
        placed(
            "S-101",
            buyer=FRIEDA,
            lines=(TOWEL.line(language="de", quantity=2),),
            label="a first order, kept: its buyer may be asked to share",
            told=_told(1),
            ago=timedelta(days=48),
        )
        .shipped(_told(1), tracking="SAMPLE-101", happened=timedelta(days=-46))
        .build()
    )


def _order_102() -> SampleOrder:
    """The second order of one person."""
    return (
        placed(
            "S-102",
            buyer=FRIEDA,
            lines=(BLANKET.line(language="de"),),
            label="the second order of one person",
            told=_told(3),
            ago=timedelta(hours=6),
        )
        .shipped(timedelta(days=2, hours=12), tracking="SAMPLE-102")
        .build()
    )


def _order_103() -> SampleOrder:
    """A gift: Mira orders, Jonas receives."""
    return (
        placed(
            "S-103",
            buyer=Buyer(
                external_id="sample-customer-mira",
                first_name="Mira",
                last_name="Grünwald",
                email="mira.gruenwald@example.com",
                language="de",
                country="DE",
                area="BE",
            ),
            to=RecipientSnapshot(first_name="Jonas", last_name="Kästner", company="", country="AT", area="6"),
            lines=(POUR_OVER.line(language="de"), CANDLE.line(language="de")),
            label="a gift: Mira orders, Jonas receives",
            gift_text="Lieber Jonas, auf viele ruhige Sonntage in der neuen Küche. Deine Mira",
            told=_told(4),
            ago=timedelta(hours=5),
        )
        .shipped(timedelta(days=3, hours=12), tracking="SAMPLE-103")
        .build()
    )


def _order_104() -> SampleOrder:
    """A card in Russian."""
    return placed(
        "S-104",
        buyer=Buyer(
            external_id="sample-customer-dmitri",
            first_name="Дмитрий",
            last_name="Щербаков",
            email="d.shcherbakov@example.com",
            language="ru",
            country="AT",
            area="9",
        ),
        lines=(SOAP.line(language="ru", quantity=2), CANDLE.line(language="ru")),
        label="a card in Russian",
        told=_told(5),
        ago=timedelta(hours=4),
    ).build()


def _order_105() -> SampleOrder:
    """A guest's order, with umlauts and ß."""
    return placed(
        "S-105",
        buyer=Buyer(
            external_id="",
            first_name="Käthe",
            last_name="Süßmuth",
            email="kaethe.suessmuth@example.com",
            language="de",
            country="DE",
            area="BW",
        ),
        lines=(CANDLE.line(language="de", quantity=3),),
        label="a guest's order, with umlauts and ß",
        told=_told(6),
        ago=timedelta(hours=3),
    ).build()


def _order_106() -> SampleOrder:
    """A very long name."""
    return placed(
        "S-106",
        buyer=Buyer(
            external_id="sample-customer-maximiliane",
            first_name="Maximiliane-Theodora Wilhelmine",
            last_name="Freifrau von Hohenstein-Lichtenfels zu Wittelsbachshausen",
            email="maximiliane@example.com",
            language="de",
            country="DE",
            area="BY",
        ),
        lines=(TOWEL.line(language="de"), SOAP.line(language="de")),
        label="a very long name",
        told=_told(7),
        ago=timedelta(hours=2),
    ).build()


def _order_107() -> SampleOrder:
    """A name in Japanese script with an emoji."""
    return placed(
        "S-107",
        buyer=Buyer(
            external_id="sample-customer-misaki",
            first_name="美咲 🌸",
            last_name="山田",
            email="misaki.yamada@example.com",
            language="en",
            country="DE",
            area="NW",
        ),
        lines=(POUR_OVER.line(language="en"),),
        label="a name in Japanese script with an emoji",
        told=_told(8),
        ago=timedelta(hours=1),
    ).build()


def _order_108() -> SampleOrder:
    """Two parcels on different days."""
    return (
        placed(
            "S-108",
            buyer=Buyer(
                external_id="sample-customer-ekaterina",
                first_name="Екатерина",
                last_name="Соколова",
                email="e.sokolova@example.com",
                language="ru",
                country="DE",
                area="BE",
            ),
            lines=(BLANKET.line(language="ru"), POUR_OVER.line(language="ru")),
            label="two parcels on different days",
            told=_told(9),
            ago=timedelta(hours=20),
        )
        .shipped(timedelta(days=1, hours=12), tracking="SAMPLE-108-A", only=POUR_OVER.slug)
        .shipped(timedelta(days=3, hours=13), tracking="SAMPLE-108-B", only=BLANKET.slug)
        .build()
    )


def _order_109() -> SampleOrder:
    """Returned on the fifth day, before its guide was due."""
    return (
        placed(
            "S-109",
            buyer=Buyer(
                external_id="sample-customer-juergen",
                first_name="Jürgen",
                last_name="Weiß",
                email="juergen.weiss@example.com",
                language="de",
                country="AT",
                area="6",
            ),
            lines=(SOURDOUGH.line(language="de"),),
            label="returned on the fifth day, before its guide was due",
            told=_told(10),
            ago=timedelta(hours=22),
        )
        .shipped(timedelta(hours=12), tracking="SAMPLE-109")
        .returned(timedelta(days=4, hours=14))
        .build()
    )


def _order_110() -> SampleOrder:
    """A French order."""
    return (
        placed(
            "S-110",
            buyer=Buyer(
                external_id="sample-customer-oceane",
                first_name="Océane",
                last_name="Lefèvre-N’Diaye",
                email="oceane.lefevre@example.com",
                language="fr",
                country="FR",
                area="",
            ),
            lines=(SOAP.line(language="fr"), TOWEL.line(language="fr", quantity=2)),
            label="a French order",
            told=_told(11),
            ago=timedelta(hours=9),
        )
        .shipped(timedelta(days=2, hours=11), tracking="SAMPLE-110")
        .build()
    )


def _order_111() -> SampleOrder:
    """An English order, and the shop knows when it arrived."""
    return (
        placed(
            "S-111",
            buyer=Buyer(
                external_id="sample-customer-aoife",
                first_name="Aoife",
                last_name="Ní Bhriain",
                email="aoife@example.com",
                language="en",
                country="IE",
                area="",
            ),
            lines=(POUR_OVER.line(language="en"),),
            label="an English order, and the shop knows when it arrived",
            told=_told(12),
            ago=timedelta(hours=8),
        )
        .shipped(timedelta(days=1, hours=13), tracking="SAMPLE-111")
        .arrived(timedelta(days=4, hours=15))
        .build()
    )


def _order_112() -> SampleOrder:
    """Nothing says that we may write: no rule of the country, no notice in that channel."""
    return (
        placed(
            "S-112",
            buyer=Buyer(
                external_id="sample-customer-aliya",
                first_name="Алия",
                last_name="Нурланова",
                email="aliya.nurlanova@example.com",
                language="ru",
                country="KZ",
                area="",
            ),
            lines=(SOAP.line(language="ru"),),
            label="nothing says that we may write: no rule of the country, no notice in that channel",
            channel="sample-abroad",
            told=_told(13),
            ago=timedelta(hours=11),
        )
        .shipped(timedelta(days=2, hours=12), tracking="SAMPLE-112")
        .build()
    )


def _order_113() -> SampleOrder:
    """Cancelled before it was shipped."""
    return (
        placed(
            "S-113",
            buyer=Buyer(
                external_id="sample-customer-lea",
                first_name="Léa",
                last_name="Fontaine",
                email="lea.fontaine@example.com",
                language="fr",
                country="FR",
                area="",
            ),
            lines=(BLANKET.line(language="fr"),),
            label="cancelled before it was shipped",
            told=_told(14),
            ago=timedelta(hours=7),
        )
        .cancelled(timedelta(hours=11))
        .build()
    )


def _order_114() -> SampleOrder:
    """Digital: there is no parcel to put anything into."""
    return (
        placed(
            "S-114",
            buyer=Buyer(
                external_id="sample-customer-owen",
                first_name="Owen",
                last_name="Hughes",
                email="owen.hughes@example.com",
                language="en",
                country="IE",
                area="",
            ),
            lines=(SOURDOUGH.line(language="en", variant="Online class", needs_shipping=False),),
            label="digital: there is no parcel to put anything into",
            told=_told(15),
            ago=timedelta(hours=2),
        )
        .shipped(_told(15), tracking="")
        .build()
    )


def _order_115() -> SampleOrder:
    """A language for which the shop has no words."""
    return (
        placed(
            "S-115",
            buyer=Buyer(
                external_id="sample-customer-ludoviko",
                first_name="Ludoviko",
                last_name="Vintroĝardeno",
                email="ludoviko@example.com",
                language="eo",
                country="DE",
                area="HE",
            ),
            lines=(TOWEL.line(language="eo"),),
            label="a language for which the shop has no words",
            told=_told(17),
            ago=timedelta(hours=10),
        )
        .shipped(timedelta(days=3, hours=11), tracking="SAMPLE-115")
        .build()
    )


_ORDERS: tuple[Callable[[], SampleOrder], ...] = (
    _order_101,
    _order_102,
    _order_103,
    _order_104,
    _order_105,
    _order_106,
    _order_107,
    _order_108,
    _order_109,
    _order_110,
    _order_111,
    _order_112,
    _order_113,
    _order_114,
    _order_115,
)
"""In the order of their numbers: 101 to 107 wait for a card, 108 to 112 are on their way, the others are odd ones."""
