"""One order's page: its timeline, what is still to come, and what is open."""

from datetime import date
from typing import Any  # Django's view contexts hold anything

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from delight import clock
from delight.actions.touches.gather_facts import order_facts
from delight.actions.touches.write_now import can_be_written_now
from delight.backoffice import times
from delight.backoffice.orders.deeds import CaseForm
from delight.backoffice.orders.timeline import timeline
from delight.backoffice.permissions import CARE, FORGET, PRINT, SEE_ORDERS, SEE_PEOPLE, SEE_TOUCHES, DeskMixin
from delight.backoffice.sentences import touch_sentence
from delight.models import Medium, Order, Parcel, Touch
from delight.rules.facts import OrderFacts, ParcelFacts
from delight.rules.schedule import local_day, parcel_arrival

_ORDERS = Order.objects.select_related("customer").prefetch_related("lines", "parcels")


class OrderView(DeskMixin, WagtailAdminTemplateMixin, TemplateView):
    """An order with everything that happened and will happen."""

    right = SEE_ORDERS
    template_name = "delight/backoffice/order.html"
    header_icon = "list-ul"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Order, timeline, what is to come, parcels and open cases."""
        order = get_object_or_404(_ORDERS, pk=kwargs["pk"])
        self.page_title = _("Order #%(number)s") % {"number": order.number}
        may_act = self.request.user.has_perm(CARE)
        sees_people = self.request.user.has_perm(SEE_PEOPLE)
        sees_touches = self.request.user.has_perm(SEE_TOUCHES)
        coming = [touch for touch in _coming(order) if sees_touches or touch.medium != Medium.MAIL]
        return super().get_context_data(**kwargs) | {
            "order": order,
            "timeline": timeline(order, of_the_person=sees_people, of_mails=sees_touches),
            "sees_people": sees_people,
            "sees_touches": sees_touches,
            "coming": [(touch, touch_sentence(touch)) for touch in coming],
            "hurried": {touch.pk for touch in coming if can_be_written_now(touch)},
            "may_print": self.request.user.has_perm(PRINT),
            "parcels": _parcels(order),
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


def _parcels(order: Order) -> list[tuple[Parcel, date | None]]:
    """The parcels that the store still counts, each with the day on which it is probably there."""
    found = [parcel for parcel in order.parcels.all() if parcel.shown_at(order.issued_at)]
    on_the_way = [parcel for parcel in found if not parcel.arrived_at and parcel.state == Parcel.State.SHIPPED]
    facts = order_facts([order])[order.pk] if on_the_way else None
    return [(parcel, _expected(parcel, facts=facts) if facts and parcel in on_the_way else None) for parcel in found]


def _expected(parcel: Parcel, *, facts: OrderFacts) -> date | None:
    """The day, where it goes, on which a parcel is probably there; None where that is anybody's guess."""
    told = ParcelFacts(state=parcel.state, shipped_at=parcel.shipped_at)
    arrival = parcel_arrival(told, order=facts) if facts.needs_shipping else None
    return local_day(arrival.at, zone=facts.zone) if arrival else None


def _coming(order: Order) -> QuerySet[Touch]:
    """What is planned or on its way, the next first."""
    return order.touches.filter(state__in=Touch.TO_COME).select_related("moment").order_by("due_at")
