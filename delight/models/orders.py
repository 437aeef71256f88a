"""What the store told us: events in their raw form, and our copy of orders, lines and parcels."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

SAME_MOMENT = timedelta(seconds=1)
"""Two snapshots of one order issued closer than this may each lack what the other holds (measured at a real store)."""


class StoreEvent(models.Model):
    """One thing a store said, kept before it is understood. The same bytes are kept once."""

    class State(models.TextChoices):
        # Of equal length: SQLite then overwrites the row in place and does not write its body again.
        NEW = "new", _("new")
        DONE = "old", _("understood")
        UNREADABLE = "unreadable", _("unreadable")

    store = models.CharField(max_length=50)
    digest = models.CharField(max_length=64)
    type = models.CharField(max_length=80)
    subject = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=255, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    body = models.BinaryField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "digest"], name="delight_storeevent_once")]
        indexes = [
            models.Index(fields=["id"], name="delight_storeevent_new", condition=models.Q(state="new")),
            models.Index(fields=["id"], name="delight_storeevent_unread", condition=models.Q(state="unreadable")),
            models.Index(fields=["subject_id"], name="delight_storeevent_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject_id}"


class Order(models.Model):
    """Our copy of an order. ``version`` is (issued_at, digest) of the newest snapshot; older never overwrites newer."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        UNCONFIRMED = "unconfirmed", _("unconfirmed")
        OPEN = "open", _("open")
        SHIPPED_IN_PART = "shipped_in_part", _("shipped in part")
        SHIPPED = "shipped", _("shipped")
        RETURNED_IN_PART = "returned_in_part", _("returned in part")
        RETURNED = "returned", _("returned")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("expired")

    KEPT = (State.OPEN, State.SHIPPED_IN_PART, State.SHIPPED)
    """States in which an order counts as its person's first, second …"""

    store = models.CharField(max_length=50)
    external_id = models.CharField(max_length=255)
    number = models.CharField(max_length=64)
    version = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    created_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State.choices)
    paid = models.BooleanField()
    currency = models.CharField(max_length=3)
    total = models.DecimalField(max_digits=20, decimal_places=4)
    refunded = models.DecimalField(max_digits=20, decimal_places=4, default=0)
    channel = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=12, blank=True)
    customer = models.ForeignKey("delight.Customer", on_delete=models.PROTECT, related_name="orders")
    recipient_first_name = models.CharField(max_length=255, blank=True)
    recipient_last_name = models.CharField(max_length=255, blank=True)
    recipient_company = models.CharField(max_length=255, blank=True)
    country = models.CharField(max_length=2, blank=True)
    area = models.CharField(max_length=128, blank=True)
    needs_shipping = models.BooleanField(default=True)
    pickup = models.BooleanField(default=False)
    shipping_method = models.CharField(max_length=255, blank=True)
    gift = models.BooleanField(default=False)
    gift_text = models.TextField(blank=True)
    avoid = models.CharField(
        max_length=200, blank=True, help_text=_("What no sample for this order may hold, with commas; *: no sample.")
    )
    heard = models.CharField(max_length=10, blank=True, help_text=_("How the buyer heard of the shop: a known answer."))
    notice_text = models.CharField(max_length=100, blank=True)
    notice_at = models.DateTimeField(null=True, blank=True)
    quiet_before = models.DateTimeField(
        null=True, blank=True, help_text=_("An order read from the past: what happened before is followed by nothing.")
    )
    sample = models.BooleanField(default=False, help_text=_("An order of the sample store, made for the demo."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["external_id", "store"], name="delight_order_once")]
        indexes = [
            models.Index(fields=["number"], name="delight_order_number"),
            models.Index(fields=["created_at"], name="delight_order_created"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def recipient_name(self) -> str:
        """The recipient's whole name as the parcel carries it; may be empty."""
        return f"{self.recipient_first_name} {self.recipient_last_name}".strip() or self.recipient_company


class OrderLine(models.Model):
    """One line of an order; ``categories`` run from the product's own up to the root."""

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="lines", db_index=False
    )  # its constraint has one
    external_id = models.CharField(max_length=255)
    position = models.PositiveIntegerField()
    product_id = models.CharField(max_length=255, blank=True)
    product_slug = models.CharField(max_length=255, blank=True)
    product_name = models.CharField(max_length=400)
    variant_id = models.CharField(max_length=255, blank=True)
    variant_name = models.CharField(max_length=400, blank=True)
    sku = models.CharField(max_length=255, blank=True)
    quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=20, decimal_places=4)
    needs_shipping = models.BooleanField(default=True)
    gift = models.BooleanField(default=False)
    product_type = models.CharField(max_length=255, blank=True)
    categories = models.JSONField(default=list)
    collections = models.JSONField(default=list)
    shelf = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["order", "external_id"], name="delight_orderline_once")]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product_name}"


class Parcel(models.Model):
    """The store's fulfilment. ``issued_at`` is when the store last showed it: one a later snapshot lacks is gone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for approval")
        SHIPPED = "shipped", _("shipped")
        CANCELLED = "cancelled", _("cancelled")
        RETURNED = "returned", _("returned")
        REFUNDED = "refunded", _("refunded")
        REPLACED = "replaced", _("replaced")

    class ArrivalSource(models.TextChoices):
        CARRIER = "carrier", _("the carrier said so")
        STAFF = "staff", _("staff noted it")
        STORE = "store", _("the store said so")

    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="parcels", db_index=False
    )  # its constraint has one
    external_id = models.CharField(max_length=255)
    version = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices)
    tracking = models.CharField(max_length=255, blank=True)
    shipped_at = models.DateTimeField()
    warehouse = models.CharField(max_length=255, blank=True)
    line_quantities = models.JSONField(default=list)
    arrived_at = models.DateTimeField(null=True, blank=True)
    arrival_source = models.CharField(max_length=10, choices=ArrivalSource.choices, blank=True)

    class Meta:
        ordering = ["shipped_at", "external_id"]
        constraints = [models.UniqueConstraint(fields=["order", "external_id"], name="delight_parcel_once")]
        indexes = [models.Index(fields=["tracking"], name="delight_parcel_tracking")]

    def __str__(self) -> str:
        return f"{self.order} {self.tracking or self.external_id}"

    def shown_at(self, issued_at: datetime) -> bool:
        """Whether the snapshot issued then still counts this parcel."""
        return self.issued_at >= issued_at - SAME_MOMENT
