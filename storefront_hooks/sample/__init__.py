"""A shop to try Delight with: recorded deliveries of a real Saleor shop, and invented orders labelled as samples."""

from storefront_hooks.sample.course import SampleOrder, demo_start
from storefront_hooks.sample.orders import due_steps, sample_orders
from storefront_hooks.sample.recordings import Recording, histories, recorded_installation, recordings
from storefront_hooks.sample.store import SampleStore

__all__ = [
    "Recording",
    "SampleOrder",
    "SampleStore",
    "demo_start",
    "due_steps",
    "histories",
    "recorded_installation",
    "recordings",
    "sample_orders",
]
