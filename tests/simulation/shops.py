"""Small courses of the invented world inside a test's own database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.test import override_settings

from delight.simulation import settings as invented
from delight.simulation.report import Outcome, outcome, report
from delight.simulation.year import Lived, live

SETTINGS = {name: value for name, value in vars(invented).items() if name.startswith("DELIGHT_")}


@contextmanager
def invented_shop() -> Iterator[None]:
    """The settings of a simulation."""
    with override_settings(**SETTINGS, DELIGHT_MAIL=""):
        yield


def a_small_year(*, seed: int = 7, orders: int = 10, days: int = 30, shop: int = 0) -> Lived:
    """A few orders with everything that follows from them."""
    with invented_shop():
        return live(orders=orders, days=days, seed=seed, shop=shop)


def told(lived: Lived) -> str:
    """Its report, the auditor's findings in it, as it comes out of a process of its own."""
    came = Outcome(**json.loads(json.dumps(outcome(lived).told())))
    return report(came, days=lived.world.days, seed=lived.world.seed)
