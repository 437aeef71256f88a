"""Listens to a store and says in a few neutral words what happened there. Knows neither Django nor Delight."""

from storefront_hooks.errors import Refused, StoreError, Unavailable, Unreadable
from storefront_hooks.store import Store
from storefront_hooks.vocabulary import (
    Answer,
    CustomerSnapshot,
    Finding,
    InstallationSnapshot,
    LineSnapshot,
    News,
    NoticeSnapshot,
    OrderEvent,
    OrderSnapshot,
    OrderState,
    ParcelSnapshot,
    ParcelState,
    PersonSnapshot,
    RecipientSnapshot,
    Request,
    Understanding,
    Viewer,
)

__all__ = [
    "Answer",
    "CustomerSnapshot",
    "Finding",
    "InstallationSnapshot",
    "LineSnapshot",
    "News",
    "NoticeSnapshot",
    "OrderEvent",
    "OrderSnapshot",
    "OrderState",
    "ParcelSnapshot",
    "ParcelState",
    "PersonSnapshot",
    "RecipientSnapshot",
    "Refused",
    "Request",
    "Store",
    "StoreError",
    "Unavailable",
    "Understanding",
    "Unreadable",
    "Viewer",
]
