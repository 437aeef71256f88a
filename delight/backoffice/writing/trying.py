"""What would this customer get, when, and why not: every moment, or one, tried on a chosen order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any  # Django's view contexts hold anything

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from delight.actions.prints.print_cards import card_design
from delight.actions.touches.try_moments import Tried, try_moments
from delight.backoffice import reasons, times
from delight.backoffice.permissions import SEE_TOUCHES, DeskMixin
from delight.backoffice.sentences import whole_sentence
from delight.backoffice.writing.samples import made_for
from delight.backoffice.writing.showing import Look, made_page, page, tried
from delight.kinds.base import kinds
from delight.models import Medium, Moment, Order, Touch
from delight.rules.gate import Go, Hold, Verdict, Wait

_ORDERS = Order.objects.select_related("customer").prefetch_related("lines", "parcels")
"""An order of which something is said, for whoever names none."""
LOOKS: dict[str, Look] = {"light": "light", "dark": "dark", "phone": "phone", "text": "text"}
LOOK_LABELS: Sequence[tuple[Look, Promise]] = (
    ("light", gettext_lazy("Light")),
    ("dark", gettext_lazy("Dark")),
    ("phone", gettext_lazy("On a phone")),
    ("text", gettext_lazy("Text part")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One moment's answer in words: ``tone`` is "yes", "later" or "no"; ``look`` leads to what they would get."""

    pk: int
    name: str
    sentence: str
    active: bool
    tone: str
    answer: str
    why: str
    look: str
    looks: Sequence[tuple[Look, Promise]]

    @property
    def icon(self) -> str:
        """Wagtail's icon for the tone."""
        return {"yes": "check", "later": "time", "no": "cross"}[self.tone]


def answer(one: Tried, *, order: Order) -> Answer:
    """In words for staff."""
    tone, said, why = _said(one)
    return Answer(
        pk=one.moment.pk,
        name=one.moment.name,
        sentence=whole_sentence(one.moment),
        active=one.moment.active,
        tone=tone,
        answer=said,
        why=why,
        look=reverse("delight_try_look", args=[order.pk, one.moment.pk]) if tone != "no" else "",
        looks=LOOK_LABELS if one.moment.medium == Medium.MAIL else (),
    )


def _said(one: Tried) -> tuple[str, str, str]:
    if one.verdict is not None and one.due_at is not None:
        when = times.shown(one.due_at)
        tone, why = _verdict(one.verdict)
        said = {
            "yes": _("Yes, on %(day)s.") % {"day": when},
            "later": _("Planned for %(day)s, but it would wait.") % {"day": when},
            "no": _("No: on %(day)s it would be left out.") % {"day": when},
        }[tone]
        return tone, said, why or reasons.sentence(one.counted)
    if one.touch is not None and not one.reason:
        done = one.touch.done_at
        said = f"{one.touch.get_state_display().capitalize()}{', ' + times.shown(done) if done else ''}."
        return ("yes" if one.touch.state == Touch.State.DONE else "no"), said, reasons.of_touch(one.touch)
    return "no", _("No."), reasons.unmet(one.unmet) if one.unmet else reasons.sentence(one.reason)


def _verdict(verdict: Verdict) -> tuple[str, str]:
    if isinstance(verdict, Wait):
        until = _("Looked at again %(day)s.") % {"day": times.shown(verdict.until)}
        return "later", f"{reasons.sentence(verdict.reason)} {until}"
    if isinstance(verdict, Hold):
        return "later", reasons.sentence(verdict.reason)
    return ("yes", "") if isinstance(verdict, Go) else ("no", reasons.sentence(verdict.reason))


class TryView(DeskMixin, WagtailAdminTemplateMixin, TemplateView):
    """Choose an order, and a moment or all of them."""

    right = SEE_TOUCHES
    template_name = "delight/backoffice/try.html"
    page_title = gettext_lazy("Try it on an order")
    header_icon = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The answers; without a number, the newest order's."""
        number = self.request.GET.get("order", "").strip().removeprefix("#")
        moments = list(Moment.objects.order_by("days", "slug"))
        chosen = next((row for row in moments if str(row.pk) == self.request.GET.get("moment")), None)
        order = _order(number)
        problem = "" if order else _("We know no order with this number.") if number else _("We know no order yet.")
        found = try_moments(order, moments=[chosen] if chosen else []) if order else []
        return super().get_context_data(**kwargs) | {
            "number": order.number if order else number,
            "moments": moments,
            "chosen": chosen,
            "order": order,
            "problem": problem,
            "tried": [answer(one, order=order) for one in found if order],
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def _order(number: str) -> Order | None:
    rows = _ORDERS.filter(customer__forgotten_at=None).order_by("-created_at", "-pk")
    return rows.filter(number=number).first() if number else (rows.filter(state__in=Order.KEPT).first() or rows.first())


@method_decorator(xframe_options_sameorigin, name="dispatch")
class TryLookView(DeskMixin, View):
    """The card, sheet or mail that this order's person would get, drawn as it would be, and kept nowhere."""

    right = SEE_TOUCHES

    def get(self, request: HttpRequest, order: int, moment: int) -> HttpResponse:
        """As a page of its own, for a frame."""
        row = get_object_or_404(Moment, pk=moment)
        found = get_object_or_404(_ORDERS.filter(customer__forgotten_at=None), pk=order)
        kind, look = kinds()[row.kind], LOOKS.get(request.GET.get("look", ""), "light")
        shown = tried(lambda: made_page(made_for(found, kind=kind, design=card_design())[0], look=look))
        return page(request, [shown])
