"""Asks a Saleor shop what it has to say: orders that changed, orders of old, and deliveries that did not reach us.

What is read is put into bodies like those of events, so that one inbox and one translation serve both.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import msgspec
from msgspec import UNSET

from storefront_hooks.errors import Unavailable
from storefront_hooks.saleor.client import SaleorClient, TooCostly, known
from storefront_hooks.saleor.shapes import Delivery, FailedDeliveries, OrdersPage, ShopOrders, Webhook, convert
from storefront_hooks.vocabulary import News, OrderEvent

ORDERS_A_PAGE = 100  # the most that Saleor gives; about 3,300 of the 50,000 points that one query may cost
DELIVERIES_A_PAGE = 50
READ = "order_read"
"""The type of the events made here. They say what the shop showed when asked, not what happened."""
_PAGE = "orders_page.graphql", "order_parts.graphql"
_JSON = msgspec.json.Encoder(decimal_format="number", order="sorted")
_log = logging.getLogger(__name__)
_Values = Mapping[str, object]


@dataclass(kw_only=True)
class OrderPages:
    """Walks through the orders that fit ``where``, a page at a time, from ``cursor`` on.

    A page is halved while the shop finds it too costly. One bad value makes the shop null a whole page: then its
    ids are read, and the orders one by one.
    """

    client: SaleorClient
    where: _Values
    sort: str
    cursor: str = ""
    count: bool = False
    full: bool = True
    size: int = ORDERS_A_PAGE
    total: int | None = None
    hidden: tuple[str, ...] = field(default=())
    """Ids of the last page's orders that the shop cannot show."""

    def __iter__(self) -> Iterator[list[_Values]]:
        """The orders of each page, as they were parsed. Raises Unavailable, Refused."""
        more = True
        while more:
            page = self._affordable_page()
            orders = self._orders(page)
            more = page.page_info.has_next_page
            self.cursor = page.page_info.end_cursor or self.cursor
            self.total = self.total if page.total_count is UNSET else page.total_count
            yield orders

    def _affordable_page(self) -> OrdersPage:
        while True:
            try:
                return self._page(full=self.full) or self._page_of_ids()
            except TooCostly:
                if self.size == 1:
                    raise
                self.size //= 2

    def _page(self, *, full: bool) -> OrdersPage | None:
        variables: dict[str, object] = {
            "where": dict(self.where),
            "sort": {"field": self.sort, "direction": "ASC"},
            "first": self.size,
            "after": self.cursor or None,
            "count": self.count,
            "full": full,
        }
        answer = known(self.client.ask(*_PAGE, variables=variables))
        return convert(answer, shape=ShopOrders, at="").orders

    def _page_of_ids(self) -> OrdersPage:
        page = self._page(full=False) if self.full else None
        if page is None:
            raise Unavailable("the shop shows no page of its orders")
        return page

    def _orders(self, page: OrdersPage) -> list[_Values]:
        nodes: list[_Values] = [edge.node for edge in page.edges]
        if not self.full or all("lines" in node for node in nodes):
            self.hidden = ()
            return nodes
        known = {str(node["id"]): node for node in nodes if node.get("id")}
        shown = dict(self.client.read_orders(list(known)))
        self.hidden = tuple(order_id for order_id in known if order_id not in shown)
        return [{**known[order_id], **order} for order_id, order in shown.items()]


def order_news(pages: OrderPages, *, store: str, app_id: str, clock: Callable[[], datetime]) -> Iterator[News]:
    """What the pages show, as events. Raises Unavailable, Refused.

    The digest is that of the order without the time of asking: what has not changed is told once.
    """
    walk = iter(pages)
    while True:
        asked_at = clock()
        orders = next(walk, None)
        if orders is None:
            return
        events = [_read_event(order, store=store, app_id=app_id, asked_at=asked_at) for order in orders]
        events += [_hidden_event(order_id, store=store) for order_id in pages.hidden]
        times = [_time(order.get("updatedAt")) for order in orders]
        until = max((at for at in times if at is not None), default=None)
        yield News(events=tuple(events), until=until, cursor=pages.cursor, total=pages.total)


def missed_news(
    client: SaleorClient, *, since: datetime, as_event: Callable[[bytes, str], OrderEvent | None]
) -> Iterator[News]:
    """Deliveries of ours that failed since then, the newest first: the very bytes that could not be delivered.

    ``as_event`` makes an event of a body and its event's name, None where it is not for us.
    Raises Unavailable, Refused.
    """
    hooks = [hook.id for hook in _webhooks(client, after="")]
    for hook in hooks:
        after, more = "", True
        while more:
            page = next(one for one in _webhooks(client, after=after) if one.id == hook).event_deliveries
            fresh = [edge.node for edge in page.edges if edge.node.created_at >= since]
            yield News(events=tuple(event for event in map(partial(_missed, as_event=as_event), fresh) if event))
            after = page.page_info.end_cursor or ""
            more = page.page_info.has_next_page and bool(after) and len(fresh) == DELIVERIES_A_PAGE


def _missed(one: Delivery, *, as_event: Callable[[bytes, str], OrderEvent | None]) -> OrderEvent | None:
    return as_event((one.payload or "").encode(), one.event_type.lower())


def _webhooks(client: SaleorClient, *, after: str) -> list[Webhook]:
    variables = {"first": DELIVERIES_A_PAGE, "after": after or None}
    answer = known(client.ask("failed_deliveries.graphql", variables=variables))
    return convert(answer, shape=FailedDeliveries, at="").app.webhooks or []


def _read_event(order: _Values, *, store: str, app_id: str, asked_at: datetime) -> OrderEvent:
    body = _JSON.encode(
        {"__typename": "OrderRead", "issuedAt": asked_at.isoformat(), "recipient": {"id": app_id}, "order": order}
    )
    return OrderEvent(
        store=store,
        type=READ,
        subject="order",
        subject_id=str(order.get("id", "")),
        issued_at=asked_at,
        digest=hashlib.sha256(_JSON.encode(order)).hexdigest(),
        body=body,
    )


def _hidden_event(order_id: str, *, store: str) -> OrderEvent:
    body = _JSON.encode({"__typename": "OrderRead", "order": {"id": order_id}})
    return OrderEvent(
        store=store,
        type=READ,
        subject="order",
        subject_id=order_id,
        issued_at=None,
        digest=hashlib.sha256(body).hexdigest(),
        body=body,
        unreadable="the shop lists this order and cannot show it: one of its values is broken there",
    )


def _time(value: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC) if value else None
    except ValueError:
        return None
