"""What people wrote and nobody has answered yet: read it, say whose it is, answer, or note that it was answered."""

from collections.abc import Callable, Mapping
from typing import Any  # Django's view contexts hold anything

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from delight.actions.care.answer_reply import answer_reply, note_answer
from delight.actions.care.receive_reply import say_whose
from delight.actions.care.tag_reply import SERIOUS, tag_reply
from delight.backoffice.permissions import CARE, SEE_PEOPLE, DeskMixin, staff
from delight.backoffice.staff_log import noted
from delight.errors import DelightError, PermanentError
from delight.models import Order, Reply

AT_ONCE = 50
"""Replies on the page; the oldest wait longest and stand first."""
LATELY = 20
"""Answered letters below them, the newest first: what a letter was about may be said afterwards."""


def waiting_replies() -> QuerySet[Reply]:
    """Written by a person, and not answered: the oldest first. A forgotten person waits for nothing."""
    open_ones = Reply.objects.filter(answered_at=None, automatic=False, customer__forgotten_at=None)
    return open_ones.exclude(words="", sender="").select_related("order", "customer").order_by("received_at", "pk")


def answered_replies() -> QuerySet[Reply]:
    """Written by a person we know, and answered: the newest answer first."""
    answered = Reply.objects.exclude(answered_at=None).filter(automatic=False, customer__forgotten_at=None)
    return answered.exclude(customer=None).select_related("order", "customer").order_by("-answered_at", "-pk")


class RepliesView(DeskMixin, WagtailAdminTemplateMixin, TemplateView):
    """The letters that wait."""

    right = SEE_PEOPLE
    template_name = "delight/backoffice/replies.html"
    page_title = gettext_lazy("What people wrote")
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The oldest ones, and how many there are."""
        waiting = waiting_replies()
        return (
            super().get_context_data(**kwargs)
            | {"replies": waiting[:AT_ONCE], "count": waiting.count()}
            | {
                "answered": answered_replies()[:LATELY],
                "themes": Reply.Theme.choices,
            }
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, the letters."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def _send(reply: Reply, request: HttpRequest) -> str:
    words = _words(request)
    _keep_themes(reply, request)
    sent = answer_reply(reply, words=words, by=staff(request).get_username())
    if sent == "unsure":
        return _("The mail server fell silent over the answer; look whether it arrived. It is not sent again.")
    return _("Answered by mail.") + _still_open(reply)


def _note(reply: Reply, request: HttpRequest) -> str:
    words = _words(request)
    _keep_themes(reply, request)
    if not note_answer(reply, words=words, by=staff(request).get_username()):
        raise PermanentError(_("Somebody has answered this already."))
    return _("Noted as answered.") + _still_open(reply)


def _still_open(reply: Reply) -> str:
    serious = reply.case is not None and reply.case.sort in SERIOUS
    return " " + _("The case stays open until somebody closes it on the order's page.") if serious else ""


def _themes(reply: Reply, request: HttpRequest) -> str:
    _keep_themes(reply, request)
    about = ", ".join(reply.theme_labels)
    return _("It is about: %(themes)s.") % {"themes": about} if about else _("It is about nothing in particular.")


def _keep_themes(reply: Reply, request: HttpRequest) -> None:
    known = set(Reply.Theme.values)
    tag_reply(reply, themes=[theme for theme in request.POST.getlist("themes") if theme in known])


def _whose(reply: Reply, request: HttpRequest) -> str:
    number = request.POST.get("number", "").strip().removeprefix("#")
    order = Order.objects.filter(number=number, customer__forgotten_at=None).order_by("-created_at").first()
    if order is None:
        raise PermanentError(_("There is no order #%(number)s.") % {"number": number})
    if not say_whose(reply, order=order):
        raise PermanentError(_("Somebody has said already whose this is."))
    return _("It belongs to order #%(number)s.") % {"number": order.number}


def _words(request: HttpRequest) -> str:
    words = request.POST.get("words", "").strip()
    if not words:
        raise PermanentError(_("Write the answer, or how it was given."))
    return words


DEEDS: Mapping[str, Callable[[Reply, HttpRequest], str]] = {
    "send": _send,
    "note": _note,
    "whose": _whose,
    "themes": _themes,
}


class ReplyDeedView(DeskMixin, View):
    """A button under a letter was pressed."""

    right = CARE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        """Do it, say so, log it at the order, and go back to the letters."""
        if deed not in DEEDS:
            raise Http404(deed)
        reply = get_object_or_404(Reply.objects.select_related("case__customer", "order", "customer"), pk=pk)
        try:
            said = DEEDS[deed](reply, request)
        except DelightError as refusal:
            messages.error(request, str(refusal))
        else:
            if reply.order is not None:
                noted(reply.order, user=request.user, sentence=said)
            messages.success(request, said)
        return redirect("delight_replies")
