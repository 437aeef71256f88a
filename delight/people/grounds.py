"""On which ground the law lets us write offers to whoever placed an order: the one place that every part asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from delight import conf
from delight.models import Consent, Order
from delight.rules.basis import Statement, basis, statements


class Told(Protocol):
    """What an order tells of it: a row of ours, or one about to be written."""

    @property
    def gift(self) -> bool: ...
    @property
    def country(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def notice_text(self) -> str: ...
    @property
    def notice_at(self) -> datetime | None: ...


def ground(order: Told, *, consent: str, shop_statements: Sequence[Statement], shop_zone: str) -> str:
    """The basis as ``rules.basis`` names it, or "".

    A present's country is its receiver's: it says nothing of the law where the giver lives, to whom we write.
    """
    return basis(
        order.created_at.astimezone(ZoneInfo(shop_zone)),
        channel=order.channel,
        country="" if order.gift else order.country,
        notice_text=order.notice_text,
        notice_at=order.notice_at,
        shop_statements=shop_statements,
        consent=consent,
    )


def ground_of(order: Order) -> str:
    """The same for one order, with what its person allowed and what the shop states now."""
    key = order.customer.address_key
    given = Consent.objects.filter(address_key=key, withdrawn_at=None).values_list("source", flat=True)
    return ground(
        order,
        consent=(given.last() or "") if key else "",
        shop_statements=statements(conf.NOTICES()),
        shop_zone=conf.TIME_ZONE(),
    )
