"""A Saleor on localhost that keeps orders, pages through them, keeps failed deliveries and takes notes."""

import copy
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.hooks.playback import Asked, Say, recorded_order

FIRST = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
APP = {"id": "QXBwOjE=", "permissions": [{"code": "MANAGE_ORDERS"}, {"code": "MANAGE_USERS"}]}
LIMIT = 50_000
COST_OF_AN_ORDER = 33


def made_order(number: int, **changes: Any) -> dict[str, Any]:
    """An order like the recorded one, made and changed ``number`` minutes after FIRST."""
    at = (FIRST + timedelta(minutes=number)).isoformat()
    order = copy.deepcopy(recorded_order())
    return {**order, "id": f"order-{number}", "number": str(number), "created": at, "updatedAt": at, **changes}


def made_variant(number: int, **changes: Any) -> dict[str, Any]:
    """A tee that is sold in two channels and lies in two warehouses."""
    channels = (("default-channel", "USD", 36.3), ("channel-pln", "PLN", 149.99))
    listings = [{"channel": {"slug": slug}, "price": {"amount": a, "currency": c}} for slug, c, a in channels]
    variant: dict[str, Any] = {
        "id": f"variant-{number}",
        "name": "L",
        "sku": f"TEE-{number}",
        "trackInventory": True,
        "product": {"slug": "ascii-tee", "name": "Monospace Tee"},
        "stocks": [{"quantity": 12, "quantityAllocated": 5}, {"quantity": 3, "quantityAllocated": 4}],
        "channelListings": listings,
    }
    return {**variant, **changes}


def denied(message: str = "To access this path, you need one of the following permissions: MANAGE_ORDERS") -> Say:
    """What a dead token gets: 200, and an error."""
    error = {"message": message, "extensions": {"exception": {"code": "PermissionDenied"}}}
    return Say(json.dumps({"errors": [error], "data": {"orders": None, "app": None}}).encode())


@dataclass
class FakeSaleor:
    """Answers the queries that we send, by the name of their operation, as the measured Saleor does."""

    api_url: str = ""
    orders: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, Any]] = field(default_factory=list)
    variants: list[dict[str, Any]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    """Ids of orders with a bad value: they null their page, and their alias."""
    cost_of_an_order: int = COST_OF_AN_ORDER
    before: Callable[[Asked], Say | None] = lambda asked: None
    """Called first; its answer, if it has one, is given instead."""
    answered: list[str] = field(default_factory=list)
    webhooks: list[dict[str, Any]] = field(default_factory=list)
    app: dict[str, Any] = field(default_factory=dict)
    private: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def __call__(self, asked: Asked) -> Say:
        say = self.before(asked)
        if say is not None:
            return say
        name = re.search(r"(?:query|mutation)\s+(\w+)", asked.json["query"])
        operation = name.group(1) if name else ""
        self.answered.append(operation)
        found = getattr(self, f"_{operation}")(asked.json.get("variables", {}), asked.json["query"])
        return found if isinstance(found, Say) else Say(json.dumps({"data": found}).encode())

    def _WhoAmI(self, variables: dict[str, Any], query: str) -> Any:
        return {"app": APP}

    def _Inspection(self, variables: dict[str, Any], query: str) -> Any:
        return {"app": {**APP, **self.app, "webhooks": self.webhooks}}

    def _ReadOrders(self, variables: dict[str, Any], query: str) -> Any:
        known = {order["id"]: order for order in self.orders if order["id"] not in self.broken}
        return {"app": APP} | {f"one{name[2:]}": known.get(value) for name, value in variables.items()}

    def _ReadVariants(self, variables: dict[str, Any], query: str) -> Any:
        known = {one["id"]: one for one in self.variants}
        return {"app": APP} | {f"one{name[2:]}": known.get(value) for name, value in variables.items()}

    def _Variants(self, variables: dict[str, Any], query: str) -> Any:
        words = (variables["words"] or "").lower()
        fitting = [one for one in self.variants if words in f"{one['product']['name']} {one['sku']}".lower()]
        return {"app": APP, "productVariants": {"edges": [{"node": one} for one in fitting[: variables["first"]]]}}

    def _OrdersPage(self, variables: dict[str, Any], query: str) -> Any:
        first, full = variables["first"], variables["full"]
        if full and first * self.cost_of_an_order > LIMIT:
            return _error("QueryCostError", status=400)
        (key, bounds), *_ = variables["where"].items()
        name = {"updatedAt": "updatedAt", "createdAt": "created"}[key]
        start = datetime.fromisoformat(bounds["gte"])
        sort = {"LAST_MODIFIED_AT": "updatedAt", "CREATED_AT": "created"}[variables["sort"]["field"]]
        fitting = [order for order in self.orders if datetime.fromisoformat(order[name]) >= start]
        fitting.sort(key=lambda order: (order[sort], order["id"]))
        place = int(variables["after"] or 0)
        page = fitting[place : place + first]
        if full and any(order["id"] in self.broken for order in page):
            return _error("GraphQLError", data={"app": APP, "orders": None})
        end = place + len(page)
        info = {"hasNextPage": end < len(fitting), "endCursor": str(end) if page else None}
        count = {"totalCount": len(fitting)} if variables["count"] else {}
        nodes = [order if full else {key: order[key] for key in ("id", "status", "updatedAt")} for order in page]
        return {"app": APP, "orders": {**count, "pageInfo": info, "edges": [{"node": node} for node in nodes]}}

    def _Tell(self, variables: dict[str, Any], query: str) -> Any:
        if variables["id"] not in {order["id"] for order in self.orders}:
            return {"updatePrivateMetadata": {"errors": [{"field": "id", "message": "Couldn't resolve to a node"}]}}
        kept = self.private.setdefault(variables["id"], {})
        kept |= {pair["key"]: pair["value"] for pair in variables["input"]}
        return {"updatePrivateMetadata": {"errors": []}}

    def _FailedDeliveries(self, variables: dict[str, Any], query: str) -> Any:
        place, first = int(variables["after"] or 0), variables["first"]
        newest = sorted(self.failed, key=lambda one: one["createdAt"], reverse=True)
        page = newest[place : place + first]
        end = place + len(page)
        info = {"hasNextPage": end < len(newest), "endCursor": str(end) if page else None}
        deliveries = {"pageInfo": info, "edges": [{"node": node} for node in page]}
        nothing = {"pageInfo": {"hasNextPage": False, "endCursor": None}, "edges": []}
        hooks = [{"id": "hook-1", "eventDeliveries": deliveries}, {"id": "hook-2", "eventDeliveries": nothing}]
        return {"app": {**APP, "webhooks": hooks}}


def failed_delivery(body: bytes, *, kind: str, at: datetime) -> dict[str, Any]:
    """A delivery that the shop could not make, as it shows it to the app."""
    return {"createdAt": at.isoformat(), "eventType": kind.upper(), "payload": body.decode()}


def _error(code: str, *, status: int = 200, data: object = None) -> Say:
    content: dict[str, Any] = {"errors": [{"message": code, "extensions": {"exception": {"code": code}}}]}
    if data is not None:
        content["data"] = data
    return Say(json.dumps(content).encode(), status=status)


def ids(orders: Sequence[Any]) -> list[str]:
    """The ids of orders, events or numbers alike, in their order."""
    return [f"order-{one}" if isinstance(one, int) else one.subject_id for one in orders]
