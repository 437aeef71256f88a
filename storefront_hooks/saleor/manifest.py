"""Writes the manifest that a Saleor shop reads once, at installation: addresses, permissions, webhooks."""

import json
from collections.abc import Mapping
from importlib.metadata import version

from storefront_hooks.saleor.queries import query

APP_ID = "delight.post-purchase"
REQUIRED_SALEOR = ">=3.22 <4"  # where-filters of orders, with which changes are asked for, came with 3.22
PERMISSIONS: Mapping[str, str] = {
    "MANAGE_ORDERS": "to hear of orders and parcels, to read an order again just before anything is sent, "
    "and to show stock and prices to who writes about a bundle",
    "MANAGE_USERS": "to hear of changed and deleted customer accounts, so that what is deleted is deleted here too",
}
_WEBHOOKS = (
    ("orders", "Orders and parcels", "order_events.graphql", "order_parts.graphql"),
    ("customers", "Customers changed or deleted", "customer_events.graphql", ""),
    ("app", "This app removed or switched off", "app_events.graphql", ""),
)
_EXTENSIONS = (
    ("Delight", "ORDER_DETAILS_WIDGETS", "WIDGET", "order"),
    ("What Delight does", "ORDER_DETAILS_MORE_ACTIONS", "POPUP", "order"),
    ("Delight", "NAVIGATION_ORDERS", "APP_PAGE", "orders"),
)


def manifest(*, door: str, homepage: str) -> bytes:
    """The manifest as JSON; ``door`` is the absolute address of the adapter's paths and ends with a slash."""
    reasons = "; ".join(f"{permission} {reason}" for permission, reason in PERMISSIONS.items())
    content = {
        "id": APP_ID,
        "name": "Delight",
        "version": version("delight"),
        "about": "Looks after a customer in the weeks after the parcel: a card in a human hand, a guide, few good "
        f"mails, and silence when silence is right. It asks for {reasons}. It writes nothing to the shop "
        "unless you ask for notes at orders.",
        "author": "Delight",
        "requiredSaleorVersion": REQUIRED_SALEOR,
        "permissions": list(PERMISSIONS),
        "homepageUrl": homepage,
        "appUrl": f"{door}dashboard/",
        "tokenTargetUrl": f"{door}register",
        "brand": {"logo": {"default": f"{door}logo.png"}},
        "extensions": [_extension(*names, door=door) for names in _EXTENSIONS],
        "webhooks": [_webhook(*names, door=door) for names in _WEBHOOKS],
    }
    return json.dumps(content, indent=1).encode()


def _extension(label: str, mount: str, target: str, page: str, *, door: str) -> dict[str, object]:
    """An app page's address must be relative to the app's, the others' absolute (Saleor's manifest validation)."""
    content: dict[str, object] = {
        "label": label,
        "mount": mount,
        "target": target,
        "permissions": ["MANAGE_ORDERS"],
        "url": f"/{page}" if target == "APP_PAGE" else f"{door}dashboard/{page}",
    }
    return {**content, "options": {"widgetTarget": {"method": "GET"}}} if target == "WIDGET" else content


def _webhook(path: str, name: str, events: str, fragment: str, *, door: str) -> dict[str, object]:
    return {
        "identifier": f"delight-{path}",
        "name": name,
        "targetUrl": f"{door}hooks/{path}",
        "query": query(events, fragment) if fragment else query(events),
        "isActive": True,
    }
