"""A person's page: who they are to us, when we last wrote, what comes, what they told us, and their say."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any  # Django's view contexts hold anything

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from delight.actions.people.cases import IN_PEACE
from delight.actions.people.change_consent import lift_stop
from delight.actions.people.forget_customer import same_person
from delight.actions.people.suppress import ASKED, PAUSED, suppress
from delight.backoffice.permissions import CARE, SEE_PEOPLE, DeskMixin
from delight.backoffice.sentences import kind_label, touch_sentence
from delight.backoffice.staff_log import noted
from delight.errors import PermanentError
from delight.models import Case, Consent, Customer, Medium, Order, Reply, Sign, Suppression, Touch

NEWEST = 50
"""Rows of each sort on the page."""
SCOPES = {
    Suppression.ALL: gettext_lazy("all mails"),
    Suppression.QUIET: gettext_lazy("all mails but what they ask for"),
    Suppression.PRINT: gettext_lazy("paper in parcels"),
}
WHY_STOPPED = {
    ASKED: gettext_lazy("by their own word"),
    "complained": gettext_lazy("after a complaint to the mail provider"),
    "bounced": gettext_lazy("because the address takes no mail"),
    PAUSED: gettext_lazy("a rest that they asked for"),
    "mailbox_full": gettext_lazy("while the mailbox is full"),
}


class PersonView(DeskMixin, WagtailAdminTemplateMixin, TemplateView):
    """Everything that we know of one person, over all their orders."""

    right = SEE_PEOPLE
    template_name = "delight/backoffice/person.html"
    header_icon = "user"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who it is, orders, what comes, what was written, what they told us, stops and signs."""
        customer = get_object_or_404(Customer, pk=kwargs["pk"])
        self.page_title = _("A person who was forgotten") if customer.forgotten_at else str(customer)
        rows = same_person(customer)
        touches = Touch.objects.filter(customer__in=rows).select_related("order", "moment")
        stops = list(Suppression.objects.filter(store=customer.store, address_key=customer.address_key))
        written = touches.filter(state=Touch.State.DONE).order_by("-done_at")
        return super().get_context_data(**kwargs) | {
            "customer": customer,
            "orders": Order.objects.filter(customer__in=rows).order_by("-created_at")[:NEWEST],
            "coming": _named(touches.filter(state__in=Touch.TO_COME).order_by("due_at", "pk")),
            "written": _named(written),
            "last_written": _last_written(written),
            "cases": Case.objects.filter(customer__in=rows).select_related("order").order_by("-opened_at")[:NEWEST],
            "replies": Reply.objects.filter(customer__in=rows, automatic=False).order_by("-received_at")[:NEWEST],
            "signs": Sign.objects.filter(order__customer__in=rows).select_related("order").order_by("-at")[:NEWEST],
            "stops": [(stop, _scope(stop.scope), _why(stop)) for stop in stops],
            "stopped": {stop.scope for stop in stops},
            "own": {stop.scope for stop in stops if stop.reason == ASKED and stop.source != IN_PEACE},
            "scopes": set(SCOPES),
            "consents": Consent.objects.filter(store=customer.store, address_key=customer.address_key),
            "may_act": self.request.user.has_perm(CARE) and bool(customer.address_key),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, orders, this person."""
        orders = {"url": reverse("delight_orders:index"), "label": _("Orders")}
        return [*self.breadcrumbs_items, orders, {"url": "", "label": self.page_title}]


def _named(touches: QuerySet[Touch]) -> list[tuple[Touch, str]]:
    return [(touch, touch_sentence(touch)) for touch in touches[:NEWEST]]


def _last_written(written: QuerySet[Touch]) -> datetime | None:
    return written.filter(medium=Medium.MAIL).values_list("done_at", flat=True).first()


def _scope(scope: str) -> str:
    return str(SCOPES.get(scope) or kind_label(scope))


def _why(stop: Suppression) -> str:
    if stop.source == IN_PEACE:
        return _("we closed in peace; only they take it back, on their own page")
    return str(WHY_STOPPED.get(stop.reason, stop.reason))


def _stop(customer: Customer, *, scope: str) -> str:
    suppress(customer.address_key, store=customer.store, scope=scope, reason=ASKED, source="staff")
    return _("Stopped for this person: %(what)s.") % {"what": _scope(scope)}


def _lift(customer: Customer, *, scope: str) -> str:
    stops = Suppression.objects.filter(store=customer.store, address_key=customer.address_key, scope=scope)
    if stops.filter(source=IN_PEACE).exists():
        raise PermanentError(_("We closed in peace with this person: only they take that back, on their own page."))
    lift_stop(customer.address_key, store=customer.store, scope=scope)
    return _("Taken back for this person: the stop of %(what)s.") % {"what": _scope(scope)}


DEEDS: Mapping[str, Callable[..., str]] = {"stop": _stop, "lift": _lift}


class PersonDeedView(DeskMixin, View):
    """A button of the person's page was pressed."""

    right = CARE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        """Stop, or take back a stop, as the person told us. Logged at their newest order: that entry keeps no name."""
        scope = request.POST.get("scope", "")
        if deed not in DEEDS or scope not in SCOPES:
            raise Http404(deed)
        customer = get_object_or_404(Customer, pk=pk)
        if not customer.address_key:
            messages.error(request, _("We have no mail address of this person: nothing is sent to them anyway."))
        else:
            _do(request, customer, deed=DEEDS[deed], scope=scope)
        return redirect("delight_person", pk=customer.pk)


def _do(request: HttpRequest, customer: Customer, *, deed: Callable[..., str], scope: str) -> None:
    try:
        said = deed(customer, scope=scope)
    except PermanentError as refusal:
        messages.error(request, str(refusal))
        return
    newest = Order.objects.filter(customer__in=same_person(customer)).order_by("-created_at").first()
    if newest is not None:
        noted(newest, user=request.user, sentence=said)
    messages.success(request, said)
