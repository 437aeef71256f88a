"""The sample shop on a busy morning: seventeen orders more than it has, so that forty cards wait for the packer."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache

from storefront_hooks import OrderSnapshot
from storefront_hooks.sample import SampleOrder, SampleStore
from storefront_hooks.sample.course import Buyer, placed
from storefront_hooks.sample.goods import GOODS

NAMES = (
    *("Anouk Berger", "Bela Horn", "Clara Wieck", "Dorian Falk", "Elif Yıldız", "Finn Carstens", "Greta Lohse"),
    *("Henri Voss", "Ida Brandis", "Jannis Petri", "Kamila Novak", "Leo Amsel", "Marit Sommer", "Nils Oster"),
    *("Oda Reimann", "Paul Winter", "Rosa Kern"),
)
LANGUAGES = ("de", "en")
TOLD = timedelta(seconds=180)
"""After the demo's start, when the shop has told of all its other orders."""


@lru_cache(maxsize=1)
def morning_orders() -> tuple[SampleOrder, ...]:
    """One order each, of one thing each, from S-201 on."""
    return tuple(_order(number, name=name) for number, name in enumerate(NAMES))


def _order(number: int, *, name: str) -> SampleOrder:
    first, last = name.split()
    language, good = LANGUAGES[number % 2], GOODS[number % len(GOODS)]
    buyer = Buyer(
        external_id=f"sample-customer-{first.casefold()}",
        first_name=first,
        last_name=last,
        email=f"{first.casefold()}@example.com",
        language=language,
        country="DE",
    )
    lines = (good.line(language=language),)
    told = TOLD + timedelta(seconds=number)
    return placed(
        f"S-{201 + number}", buyer=buyer, lines=lines, label="a busy morning", told=told, ago=timedelta(hours=1)
    ).build()


class BusyStore(SampleStore):
    """The sample shop, which knows of these orders as well."""

    def read_orders(self, external_ids: Sequence[str]) -> Mapping[str, OrderSnapshot]:
        """None of them ever changes."""
        mine = {order.external_id: order.steps[0][1] for order in morning_orders() if order.external_id in external_ids}
        return {**super().read_orders(external_ids), **mine}
