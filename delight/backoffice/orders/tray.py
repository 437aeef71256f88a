"""What waits for a person's word: the unsure and the failed, with two buttons each, and the held."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any  # Wagtail carries no types

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.reports import ReportView

from delight.actions.touches.resolve_unsure import resolve_failed, resolve_unsure
from delight.backoffice import reasons, times
from delight.backoffice.orders.timeline import recipient, text_part
from delight.backoffice.permissions import CARE, DeskMixin, staff
from delight.backoffice.records import order_link, time_column
from delight.backoffice.sentences import touch_sentence
from delight.backoffice.staff_log import noted
from delight.models import Touch

OPEN_STATES = (Touch.State.UNSURE, Touch.State.FAILED)


def waiting() -> QuerySet[Touch]:
    """Touches that wait for a person's word, the oldest first."""
    held = Touch.objects.filter(state=Touch.State.PLANNED).exclude(hold_reason="")
    ended = [Touch.objects.filter(state=state) for state in OPEN_STATES]
    each = [Q(pk__in=rows.values("pk")) for rows in (held, *ended)]  # each of them by an index of its own
    found = Touch.objects.filter(reduce(or_, each))
    return found.select_related("order", "customer").order_by("due_at")


class DecisionColumn(Column):
    """The two buttons of an unsure mail or a failed one; a held touch is let go at its order."""

    cell_template_name = "delight/backoffice/tray_cell.html"

    def get_cell_context_data(self, instance: Touch, parent_context: Any) -> dict[str, Any]:
        """The touch and the form's token."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"touch": instance, "csrf_token": get_token(parent_context["request"])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said to whom in the last attempt at a mail."""

    to: str
    subject: str
    text: str
    at: str
    message_id: str


def said(touch: Touch) -> Said | None:
    """The last attempt's mail as its reader would see it; None where nothing was begun, or it was erased."""
    last = touch.attempts.exclude(text="").order_by("-number").first()
    if last is None:
        return None
    return Said(
        to=recipient(last.text),
        subject=last.subject,
        text=text_part(last.text),
        at=times.shown(last.marked_at),
        message_id=last.message_id,
    )


class SaidColumn(Column):
    """The mail itself, so that a person can ask the reader, or look into the shop's own post."""

    cell_template_name = "delight/backoffice/tray_said.html"

    def get_cell_context_data(self, instance: Touch, parent_context: Any) -> dict[str, Any]:
        """What was said."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"what": touch_sentence(instance), "said": said(instance)}


def last_heard(touch: Touch) -> str:
    """What the mail server said last, else the reason as a sentence."""
    last = touch.attempts.order_by("-number").first()
    heard = f"{last.get_outcome_display()} {last.reply}".strip() if last else ""
    return heard or reasons.of_touch(touch)


class TrayView(DeskMixin, ReportView):
    """Every unsure, failed or held touch, with what we last heard."""

    right = CARE
    page_title = gettext_lazy("Waiting for your word")
    header_icon = "warning"
    index_url_name = "delight_tray"
    index_results_url_name = "delight_tray_results"
    columns = [
        SaidColumn("what", label=gettext_lazy("What was said"), accessor=touch_sentence),
        Column("order", label=gettext_lazy("Order"), accessor=order_link),
        Column("customer", label=gettext_lazy("Customer")),
        time_column("due_at", label=gettext_lazy("Due")),
        StatusTagColumn("get_state_display", label=gettext_lazy("State")),
        Column("heard", label=gettext_lazy("What we heard"), accessor=last_heard),
        DecisionColumn("decide", label=gettext_lazy("What became of it?")),
    ]
    list_export = ["kind", "medium", "order", "customer", "due_at", "state", "reason"]
    no_results_message = gettext_lazy("Nothing waits for your word: no mail is unsure or failed, and nothing is held.")

    def get_queryset(self) -> QuerySet[Touch]:
        """The waiting ones."""
        return waiting()


class ResolveView(DeskMixin, View):
    """A person says what became of an unsure or a failed one."""

    right = CARE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Unsure: it arrived and is done, or it is sent again. Failed: it is tried once more, or left at that."""
        touch = get_object_or_404(Touch.objects.select_related("order"), pk=pk)
        word = next((word for word in WORDS if word in request.POST), "again")
        if not _decide(touch, word=word, by=staff(request)):
            messages.error(request, _("Somebody has decided this already."))
            return redirect("delight_tray")
        said = str(WORDS[word]) % {"what": touch_sentence(touch)}
        noted(touch.order or touch, user=request.user, sentence=said)
        messages.success(request, said)
        return redirect("delight_tray")


WORDS = {
    "arrived": gettext_lazy("%(what)s: it arrived."),
    "again": gettext_lazy("%(what)s: it will be sent again."),
    "leave": gettext_lazy("%(what)s: left at that."),
}
"""What a person may say, by the button's name."""


def _decide(touch: Touch, *, word: str, by: User) -> bool:
    if touch.state == Touch.State.FAILED:
        return word != "arrived" and resolve_failed(touch, again=word == "again", by=by)
    return word != "leave" and resolve_unsure(touch, arrived=word == "arrived", by=by)
