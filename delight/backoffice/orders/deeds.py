"""The buttons of an order's page: each checks its small form, calls one action and says what it did."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any  # Django's cleaned_data holds whatever each field makes

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from delight.actions.orders.note_arrival import note_arrival
from delight.actions.people.cases import close_case, close_in_peace, open_case
from delight.actions.people.change_consent import skip_touch
from delight.actions.people.forget_customer import forget_person
from delight.actions.touches.hold_touch import hold_touch, release_touch
from delight.actions.touches.write_now import write_now
from delight.backoffice import times
from delight.backoffice.permissions import CARE, FORGET, DeskMixin
from delight.backoffice.sentences import touch_sentence
from delight.backoffice.staff_log import noted
from delight.errors import DelightError
from delight.models import Case, Order, Parcel, Touch


class CaseForm(forms.Form):
    """What somebody told us."""

    sort = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=Case.Sort.choices)
    words = forms.CharField(label=gettext_lazy("In their words"), widget=forms.Textarea(attrs={"rows": 3}))


class ClosingForm(forms.Form):
    """How a case was settled."""

    closing = forms.CharField(label=gettext_lazy("How was it settled?"), widget=forms.Textarea(attrs={"rows": 2}))


class ArrivalForm(forms.Form):
    """When a parcel arrived, in the shop's time."""

    day = forms.DateField(label=gettext_lazy("Arrived on"), widget=forms.DateInput(attrs={"type": "date"}))


class HoldForm(forms.Form):
    """Until when a touch waits; empty means until somebody lets it go."""

    until = forms.DateField(
        label=gettext_lazy("Hold until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class Refused(Exception):
    """The form behind a button was not filled in; the message says what is missing."""


def _cleaned(form: forms.Form) -> Mapping[str, Any]:
    if not form.is_valid():
        raise Refused(" ".join(f"{form.fields[name].label}: {errors[0]}" for name, errors in form.errors.items()))
    return form.cleaned_data


def _touch(order: Order, data: QueryDict) -> Touch:
    return get_object_or_404(order.touches, pk=data.get("touch", "0"))


def _at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=times.shop_zone())


def _hold(order: Order, data: QueryDict) -> str:
    until = _cleaned(HoldForm(data))["until"]
    touch = _touch(order, data)
    if not hold_touch(touch, reason="staff_hold", until=_at_noon(until) if until else None):
        raise Refused(_("%(what)s: too late to hold it.") % {"what": touch_sentence(touch)})
    return _("Held: %(what)s.") % {"what": touch_sentence(touch)}


def _release(order: Order, data: QueryDict) -> str:
    touch = _touch(order, data)
    if not release_touch(touch):
        raise Refused(_("%(what)s: it is not held any more.") % {"what": touch_sentence(touch)})
    return _("Let go: %(what)s.") % {"what": touch_sentence(touch)}


def _skip(order: Order, data: QueryDict) -> str:
    touch = _touch(order, data)
    if not skip_touch(touch, source="staff"):
        raise Refused(_("%(what)s: too late to leave it out.") % {"what": touch_sentence(touch)})
    return _("Left out: %(what)s.") % {"what": touch_sentence(touch)}


def _write_now(order: Order, data: QueryDict) -> str:
    touch = _touch(order, data)
    if not write_now(touch):
        raise Refused(_("%(what)s: it cannot be written now.") % {"what": touch_sentence(touch)})
    return _("Written as soon as nothing speaks against it: %(what)s.") % {"what": touch_sentence(touch)}


def _arrived(order: Order, data: QueryDict) -> str:
    parcel = get_object_or_404(order.parcels, pk=data.get("parcel", "0"))
    note_arrival(parcel, at=_at_noon(_cleaned(ArrivalForm(data))["day"]), source=Parcel.ArrivalSource.STAFF)
    return _("Arrival noted; what counts from it has moved.")


def _open_case(order: Order, data: QueryDict) -> str:
    told = _cleaned(CaseForm(data))
    open_case(order.customer, order=order, sort=told["sort"], words=told["words"])
    return _("Case opened. Nothing goes out to this person until it is closed.")


def _close_case(order: Order, data: QueryDict) -> str:
    case = get_object_or_404(order.cases, pk=data.get("case", "0"))
    if not close_case(case, closing=_cleaned(ClosingForm(data))["closing"]):
        raise Refused(_("Somebody has closed this case already."))
    return _("Case closed.")


def _close_in_peace(order: Order, data: QueryDict) -> str:
    case = get_object_or_404(order.cases.select_related("customer"), pk=data.get("case", "0"))
    if not close_in_peace(case, closing=_cleaned(ClosingForm(data))["closing"]):
        raise Refused(_("Somebody has closed this case already."))
    return _("Closed in peace: nothing but what serves an order goes to this person, until they say otherwise.")


DEEDS: Mapping[str, Callable[[Order, QueryDict], str]] = {
    "hold": _hold,
    "release": _release,
    "skip": _skip,
    "now": _write_now,
    "arrived": _arrived,
    "open_case": _open_case,
    "close_case": _close_case,
    "peace": _close_in_peace,
}


class ForgetForm(forms.Form):
    """An erasure is meant."""

    sure = forms.BooleanField(label=gettext_lazy("I am sure"))


class ForgetView(DeskMixin, View):
    """Erases the person behind an order, at their request."""

    right = FORGET
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Only with the box ticked; what remains is the stop, as a keyed hash, and the bare order."""
        order = get_object_or_404(Order.objects.select_related("customer"), pk=pk)
        if not ForgetForm(request.POST).is_valid():
            messages.error(request, _("Tick the box if you are sure: this cannot be undone."))
            return redirect("delight_order", pk=order.pk)
        forget_person(order.customer, source="staff")
        said = _("This person was forgotten.")
        noted(order, user=request.user, sentence=said)
        messages.success(request, said)
        return redirect("delight_order", pk=order.pk)


class OrderDeedView(DeskMixin, View):
    """A button of the order's page was pressed."""

    right = CARE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        """Do it, say so, log who did it, and go back to the page."""
        if deed not in DEEDS:
            raise Http404(deed)
        order = get_object_or_404(Order.objects.select_related("customer"), pk=pk)
        try:
            said = DEEDS[deed](order, request.POST)
        except (Refused, DelightError) as refusal:
            messages.error(request, str(refusal))
        else:
            noted(order, user=request.user, sentence=said)
            messages.success(request, said)
        return redirect("delight_order", pk=order.pk)
