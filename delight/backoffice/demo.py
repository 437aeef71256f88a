"""The demo's own pages: the bar with Delight's day, its buttons, and the outbox. Away without DELIGHT_DEMO."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any  # Django's view contexts hold anything

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from delight import clock, conf
from delight.actions.demo.move_demo_clock import move_demo_clock
from delight.backoffice import times
from delight.backoffice.permissions import SEE_ORDERS, SEE_PEOPLE, DeskMixin
from delight.errors import DelightError

NEWEST = 200


def bar(request: HttpRequest | None) -> dict[str, object]:
    """What the bar shows; {}, and no bar, outside the demo or for somebody who may not see orders."""
    if request is None or not conf.DEMO() or not request.user.has_perm(SEE_ORDERS):
        return {}
    return {
        "day": times.long_shown(clock.now()),
        "city": times.city(),
        "next": request.get_full_path(),
        "csrf_token": get_token(request),
        "mails": len(_files()),
        "may_read": request.user.has_perm(SEE_PEOPLE),
    }


class DemoMixin(DeskMixin):
    """Not there at all without DELIGHT_DEMO."""

    right = SEE_ORDERS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Outside the demo there is no such page."""
        if not conf.DEMO():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


MOVES = {"day": 1, "week": 7}


class ClockView(DemoMixin, View):
    """Moves Delight's day; the cluster works what became due."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """A day, a week, or to the next touch; then back to the page the button was on."""
        move = request.POST.get("move", "")
        try:
            now = move_demo_clock(days=MOVES.get(move, 0), to_next_touch=move == "next")
        except DelightError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("For Delight it is now %(day)s.") % {"day": times.long_shown(now)})
        back = request.POST.get("next", "")
        inside = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return redirect(back if inside else "wagtailadmin_home")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail of the outbox, taken apart for reading."""

    name: str
    subject: str
    to: str
    sender: str
    at: datetime | None
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    source: str


class OutboxView(DemoMixin, WagtailAdminTemplateMixin, TemplateView):
    """The mails of the demo, the newest first, and the chosen one as HTML, text, headers and source."""

    right = SEE_PEOPLE
    template_name = "delight/backoffice/outbox.html"
    page_title = gettext_lazy("Outbox")
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list, and one mail."""
        mails = [read(path) for path in _files()[:NEWEST]]
        wanted = kwargs.get("name", "")
        chosen = next((mail for mail in mails if mail.name == wanted), mails[0] if mails and not wanted else None)
        if wanted and chosen is None:
            raise Http404(wanted)
        self.page_subtitle = ngettext("%(n)d mail", "%(n)d mails", len(mails)) % {"n": len(mails)}
        tab = self.request.GET.get("show", "html")
        return super().get_context_data(**kwargs) | {"mails": mails, "mail": chosen, "tab": tab, "tabs": TABS}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title, "sublabel": self.page_subtitle}]


TABS = (
    ("html", gettext_lazy("HTML")),
    ("text", gettext_lazy("Text")),
    ("headers", gettext_lazy("Headers")),
    ("source", gettext_lazy("Source")),
)


def _files() -> list[Path]:
    """The outbox's files, the newest first; none where mails do not go to a folder."""
    if not conf.MAIL().startswith("file:"):
        return []
    return sorted(Path(conf.MAIL().removeprefix("file:")).glob("*.eml"), key=_newest, reverse=True)


def _newest(path: Path) -> tuple[int, str]:
    return path.stat().st_mtime_ns, path.name


def read(path: Path) -> Mail:
    """One file as a mail."""
    raw = path.read_bytes()
    message = message_from_bytes(raw, policy=policy.default)
    date = message["date"]
    return Mail(
        name=path.stem,
        subject=str(message["subject"] or ""),
        to=str(message["to"] or ""),
        sender=str(message["from"] or ""),
        at=date.datetime if date is not None else None,
        headers=tuple((name, str(value)) for name, value in message.items()),
        text=_part(message, subtype="plain"),
        html=_part(message, subtype="html"),
        source=raw.decode(errors="replace"),
    )


def _part(message: EmailMessage, *, subtype: str) -> str:
    body = message.get_body(preferencelist=(subtype,))
    return str(body.get_content()) if body is not None else ""
