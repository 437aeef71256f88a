"""What the store and the engine write, as lists to search and read; nobody edits a row here."""

from collections.abc import Callable
from typing import Any  # Wagtail carries no types

from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from delight.backoffice import reasons, times
from delight.backoffice.menu import MENU
from delight.backoffice.sentences import touch_sentence
from delight.models import Order, StoreEvent, Touch


class Recorded(ModelViewSet):
    """A list and a page to read; the policy registered for the model refuses the rest."""

    menu_hook = MENU
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields: tuple[str, ...] = ()
    list_per_page = 50

    def get_urlpatterns(self) -> list[Any]:
        """Only the views that read."""
        names = {"index", "index_results", "inspect"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in names]


def time_column(name: str, *, label: object) -> Column:
    """A column of shop times that can be sorted by."""
    return Column(name, label=label, accessor=_time_of(name), sort_key=name)


def _time_of(name: str) -> Callable[[Any], str]:
    return lambda row: times.shown(getattr(row, name)) if getattr(row, name) else ""


class OrderIndex(IndexView):
    """Orders, the newest first; each leads to its timeline."""

    default_ordering = "-created_at"

    def get_base_queryset(self) -> QuerySet[Order]:
        """With the customer of each, in one query."""
        return Order.objects.select_related("customer")

    def search_queryset(self, queryset: QuerySet[Order]) -> QuerySet[Order]:
        """Digits stand in an order's number; names, six columns of two tables, are searched for anything else."""
        number = self.search_query.strip().removeprefix("#") if self.search_query else ""
        if number.isdecimal():
            return queryset.filter(number__contains=number)
        found: QuerySet[Order] = super().search_queryset(queryset)
        return found

    def get_inspect_url(self, instance: Order) -> str:
        """The order's own page."""
        return reverse("delight_order", args=[instance.pk])


def order_number(order: Order) -> SafeString:
    """The number, with a label on an order of the sample store."""
    if not order.sample:
        return format_html("#{}", order.number)
    return format_html('#{} <span class="w-status delight-sample">{}</span>', order.number, gettext("sample"))


class OrderViewSet(Recorded):
    """Our copies of the store's orders."""

    model = Order
    icon = "list-ul"
    menu_label = _("Orders")
    menu_order = 10
    name = "delight_orders"
    url_prefix = "delight/orders"
    index_view_class = OrderIndex
    list_display = [
        TitleColumn(
            "number",
            label=_("Order"),
            accessor=order_number,
            sort_key="number",
            get_url=lambda order: reverse("delight_order", args=[order.pk]),
        ),
        Column("customer", label=_("Customer")),
        Column("recipient_name", label=_("Recipient")),
        StatusTagColumn("get_state_display", label=_("State"), sort_key="state"),
        Column("country", label=_("To"), sort_key="country"),
        time_column("created_at", label=_("Ordered")),
    ]
    list_filter = ["state", "gift", "sample", "country"]
    search_fields = [
        "number",
        "customer__first_name",
        "customer__last_name",
        "recipient_first_name",
        "recipient_last_name",
        "recipient_company",
    ]
    list_export = ["number", "customer", "recipient_name", "state", "country", "created_at"]

    def get_urlpatterns(self) -> list[Any]:
        """The list; an order's page is ``delight.backoffice.orders``."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "inspect"] + [
            path("<int:pk>/inspect/", self.inspect_view, name="inspect")
        ]


class TouchIndex(IndexView):
    """Touches, the newest first: by its key, because sorting a million by day takes seconds."""

    default_ordering = "-pk"

    def get_base_queryset(self) -> QuerySet[Touch]:
        """With order and customer of each."""
        return Touch.objects.select_related("order", "customer")


def order_link(row: Touch) -> SafeString | str:
    """The order's number, leading to its timeline."""
    if row.order is None:
        return ""
    return format_html(
        '<a class="delight-nowrap" href="{}">#{}</a>', reverse("delight_order", args=[row.order.pk]), row.order.number
    )


class TouchInspect(InspectView):
    """A touch, its reason as a sentence."""

    def get_reason_display_value(self) -> str:
        """The sentence for the code."""
        return reasons.sentence(self.object.reason)

    def get_hold_reason_display_value(self) -> str:
        """The sentence for the hold's code."""
        return reasons.sentence(self.object.hold_reason)


class TouchViewSet(Recorded):
    """Every touch with its state and reason: what silence was for can be searched."""

    model = Touch
    icon = "tasks"
    menu_label = _("Touches")
    menu_order = 22
    name = "delight_touches"
    url_prefix = "delight/touches"
    index_view_class = TouchIndex
    inspect_view_class = TouchInspect
    list_display = [
        TitleColumn(
            "kind",
            label=_("What"),
            accessor=touch_sentence,
            get_url=lambda touch: reverse("delight_touches:inspect", args=[touch.pk]),
        ),
        Column("order", label=_("Order"), accessor=order_link),
        Column("customer", label=_("Customer")),
        time_column("due_at", label=_("Due")),
        StatusTagColumn("get_state_display", label=_("State"), sort_key="state"),
        Column("reason", label=_("Why"), accessor=reasons.of_touch),
    ]
    list_filter = ["state", "kind", "medium", "reason"]
    search_fields = ["order__number", "customer__first_name", "customer__last_name", "reason"]
    list_export = ["kind", "medium", "order", "customer", "due_at", "state", "reason", "done_at"]
    inspect_view_fields_exclude = ["token", "claim", "key", "facts", "looked_version"]


class EventIndex(IndexView):
    """What the store said, the newest first."""

    default_ordering = "-received_at"

    def get_base_queryset(self) -> QuerySet[StoreEvent]:
        """Without the bodies: they may be large."""
        return StoreEvent.objects.defer("body")


class EventInspect(InspectView):
    """One event with its body as it came."""

    def get_body_display_value(self) -> SafeString:
        """The raw body; bytes that are no text are shown as marks."""
        return format_html('<pre class="delight-raw">{}</pre>', bytes(self.object.body).decode(errors="replace"))


class EventViewSet(Recorded):
    """The store's events; the unreadable ones with what is wrong."""

    model = StoreEvent
    icon = "download"
    menu_label = _("Store events")
    menu_order = 24
    name = "delight_events"
    url_prefix = "delight/events"
    index_view_class = EventIndex
    inspect_view_class = EventInspect
    list_display = [
        TitleColumn("type", label=_("Event"), get_url=lambda event: reverse("delight_events:inspect", args=[event.pk])),
        Column("subject_id", label=_("About")),
        time_column("received_at", label=_("Received")),
        StatusTagColumn(
            "get_state_display", label=_("State"), sort_key="state", primary=lambda event: event.state == "unreadable"
        ),
        Column("error", label=_("What is wrong")),
    ]
    list_filter = ["state", "type"]
    search_fields = ["type", "subject_id", "error"]
    inspect_view_fields = ["type", "subject", "subject_id", "issued_at", "received_at", "state", "error", "body"]


VIEWSETS = (OrderViewSet, TouchViewSet, EventViewSet)
