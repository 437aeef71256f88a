"""Tables, constraints, querysets; no model sends, plans or decides."""

from delight.models.care import Answer, Case, Reply, Thanks
from delight.models.content import (
    Bundle,
    GuidePage,
    HomePage,
    Insert,
    ProductTag,
    StoryPage,
    VoiceSheet,
    Wording,
)
from delight.models.followups import Attempt, Medium, Moment, ProductDays, ProductKind, Touch
from delight.models.orders import Order, OrderLine, Parcel, StoreEvent
from delight.models.people import Consent, Customer, Export, Sign, Signer, Suppression
from delight.models.printing import CardDesign, PickList, PrintLine, PrintRun, WrapPlan
from delight.models.provider import ProviderEvent
from delight.models.stores import Breaker, DemoClock, Heartbeat, Installation, Reading
from delight.models.upkeep import Alarm, Duty, KeptKey

__all__ = [
    "Alarm",
    "Answer",
    "Attempt",
    "Breaker",
    "Bundle",
    "CardDesign",
    "Case",
    "Consent",
    "Customer",
    "DemoClock",
    "Duty",
    "Export",
    "GuidePage",
    "Heartbeat",
    "HomePage",
    "Insert",
    "Installation",
    "KeptKey",
    "Medium",
    "Moment",
    "Order",
    "OrderLine",
    "Parcel",
    "PickList",
    "PrintLine",
    "PrintRun",
    "ProductDays",
    "ProductKind",
    "ProductTag",
    "ProviderEvent",
    "Reading",
    "Reply",
    "Sign",
    "Signer",
    "StoreEvent",
    "StoryPage",
    "Suppression",
    "Thanks",
    "Touch",
    "VoiceSheet",
    "Wording",
    "WrapPlan",
]
