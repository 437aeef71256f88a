"""One order's page: its timeline, what is still to come, and what is open."""

from typing import Any  # Django's view contexts hold anything

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from delight import clock
from delight.backoffice import times
from delight.backoffice.orders.deeds import CaseForm
from delight.backoffice.orders.timeline import timeline
from delight.backoffice.permissions import CARE, FORGET, SEE_ORDERS, DeskMixin
from delight.backoffice.sentences import touch_sentence
from delight.models import Order, Touch


class OrderView(DeskMixin, WagtailAdminTemplateMixin, TemplateView):
    """An order with everything that happened and will happen."""

    right = SEE_ORDERS
    template_name = "delight/backoffice/order.html"
    header_icon = "list-ul"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Order, timeline, what is to come, parcels and open cases."""
        order = get_object_or_404(Order.objects.select_related("customer"), pk=kwargs["pk"])
        self.page_title = _("Order #%(number)s") % {"number": order.number}
        may_act = self.request.user.has_perm(CARE)
        return super().get_context_data(**kwargs) | {
            "order": order,
            "timeline": timeline(order),
            "coming": [(touch, touch_sentence(touch)) for touch in _coming(order)],
            "parcels": [parcel for parcel in order.parcels.all() if parcel.shown_at(order.issued_at)],
            "open_cases": order.cases.filter(closed_at=None),
            "may_act": may_act,
            "may_forget": self.request.user.has_perm(FORGET) and order.customer.forgotten_at is None,
            "case_form": CaseForm(),
            "today": times.local(clock.now()).date(),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, orders, this one."""
        orders = {"url": reverse("delight_orders:index"), "label": _("Orders")}
        return [*self.breadcrumbs_items, orders, {"url": "", "label": self.page_title}]


def _coming(order: Order) -> QuerySet[Touch]:
    """What is planned or on its way, the next first."""
    under_way = (Touch.State.PLANNED, Touch.State.CLAIMED, Touch.State.SENDING)
    return order.touches.filter(state__in=under_way).select_related("moment").order_by("due_at")
