"""The home page: what there is to do now, each thing one click away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any  # Wagtail's render contexts hold anything

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component

from delight import clock, conf
from delight.backoffice import times
from delight.backoffice.orders.replies import waiting_replies
from delight.backoffice.orders.tray import waiting
from delight.backoffice.packing.desk import today
from delight.backoffice.packing.missing import missing
from delight.backoffice.permissions import CARE, PRINT, SCAN, SEE_EVENTS, SEE_TOUCHES, WRITE
from delight.backoffice.sentences import touch_sentence
from delight.backoffice.writing.not_live import not_live
from delight.content import signer_for
from delight.errors import NothingToSay
from delight.models import Breaker, Case, Installation, Medium, Reading, Reply, StoreEvent, Touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to do, or to know: ``tone`` is "bad" where it must not wait, "" where all is well."""

    title: str
    detail: str
    url: str
    icon: str
    tone: str = ""


def _print() -> Task:
    count = len(today()[0])
    return Task(
        title=ngettext("%(n)d piece to print", "%(n)d pieces to print", count) % {"n": count},
        detail=_("Today's cards and inserts, in pick order") if count else _("Nothing to print today"),
        url=reverse("delight_today"),
        icon="doc-full",
        tone="todo" if count else "",
    )


def _scan() -> Task:
    return Task(
        title=_("Scan a card"), detail=_("Into the right parcel"), url=reverse("delight_scan"), icon="crosshairs"
    )


def _missing() -> Task | None:
    """Parcels that left without what belongs in them: what only waits on the table is the day's ordinary work."""
    left = missing(now=clock.now())[1]
    if not left:
        return None
    said = ngettext(
        "%(n)d piece is missing from a parcel marked as sent",
        "%(n)d pieces are missing from parcels marked as sent",
        len(left),
    )
    return Task(
        title=said % {"n": len(left)},
        detail=_("If a parcel still stands here, its piece can go in"),
        url=reverse("delight_missing"),
        icon="warning",
        tone="bad",
    )


def _unsure() -> Task | None:
    count = waiting().count()
    return (
        Task(
            title=ngettext("%(n)d touch needs your word", "%(n)d touches need your word", count) % {"n": count},
            detail=_("Unsure, failed or held"),
            url=reverse("delight_tray"),
            icon="warning",
            tone="bad",
        )
        if count
        else None
    )


def _unreadable() -> Task | None:
    count = StoreEvent.objects.filter(state=StoreEvent.State.UNREADABLE).count()
    return (
        Task(
            title=ngettext("%(n)d event we cannot read", "%(n)d events we cannot read", count) % {"n": count},
            detail=_("Kept as the store sent it"),
            url=reverse("delight_events:index") + "?state=unreadable",
            icon="download",
            tone="bad",
        )
        if count
        else None
    )


def _waiting_letters_cases() -> QuerySet[Reply, int | None]:
    """Cases whose letter waits for an answer: they are told as the letter."""
    return Reply.objects.filter(answered_at=None).exclude(case=None).values_list("case", flat=True)


def _cases() -> Task | None:
    told = Case.objects.filter(closed_at=None).exclude(pk__in=_waiting_letters_cases())
    cases = told.select_related("order").order_by("opened_at")
    count, first = len(cases), next((case for case in cases if case.order), None)
    if not count:
        return None
    return Task(
        title=ngettext("%(n)d open case", "%(n)d open cases", count) % {"n": count},
        detail=_("The oldest: order #%(number)s") % {"number": first.order.number} if first and first.order else "",
        url=reverse("delight_order", args=[first.order.pk])
        if first and first.order
        else reverse("delight_orders:index"),
        icon="comment",
        tone="todo",
    )


def _written() -> Task | None:
    count = waiting_replies().count()
    return (
        Task(
            title=ngettext("%(n)d person wrote to us", "%(n)d people wrote to us", count) % {"n": count},
            detail=_("Nothing else goes out to them until they are answered"),
            url=reverse("delight_replies"),
            icon="mail",
            tone="todo",
        )
        if count
        else None
    )


def _mailbox() -> Task | None:
    reading = Reading.objects.filter(subject=Reading.Subject.MAILBOX).exclude(trouble="").first()
    if reading is None:
        return None
    return Task(
        title=_("We cannot see what people answer"),
        detail=reading.trouble,
        url=reverse("delight_replies"),
        icon="mail",
        tone="bad",
    )


def _first_due(medium: str) -> Touch | None:
    """The next touch of this medium: medium by medium, because the index of what is due begins with it."""
    coming = Touch.objects.filter(state=Touch.State.PLANNED, medium=medium, due_at__gt=clock.now(), hold_reason="")
    return coming.select_related("order").order_by("due_at", "pk").first()


def _next() -> Task:
    firsts = [_first_due(medium) for medium in Medium.values]
    touch = min((first for first in firsts if first), key=lambda first: first.due_at, default=None)
    order = touch.order if touch else None
    return Task(
        title=_("Next: %(what)s") % {"what": touch_sentence(touch)} if touch else _("Nothing is planned"),
        detail=times.shown(touch.due_at) + (f" · #{order.number}" if order else "") if touch else "",
        url=reverse("delight_order", args=[order.pk]) if order else reverse("delight_touches:index"),
        icon="calendar-alt",
    )


def _not_live() -> Task | None:
    found = not_live()
    if not found:
        return None
    first, *others = found
    detail = f"{first.name}: {first.why}"
    if others:
        detail += " " + _("Then: %(names)s.") % {"names": ", ".join(one.name for one in others)}
    return Task(
        title=ngettext("%(n)d draft did not go live", "%(n)d drafts did not go live", len(found)) % {"n": len(found)},
        detail=detail,
        url=first.url,
        icon="warning",
        tone="bad",
    )


def _signer() -> Task | None:
    """Nothing is printed or sent without a name under it."""
    try:
        signer_for(conf.LANGUAGE())
    except NothingToSay:
        return Task(
            title=_("Nobody signs yet"),
            detail=_("Cards and mails wait until you say who of you stands under them"),
            url=reverse("wagtailsnippets_delight_signer:list"),
            icon="user",
            tone="bad",
        )
    return None


def _store() -> Task | None:
    known = Installation.objects.first()
    if known and _reading():
        return None
    return Task(
        title=_("The store is connected") if known else _("No store is connected"),
        detail=f"{known.api_url}{_last_compared()}" if known else _("Install the app in your store's dashboard"),
        url=reverse("delight_events:index"),
        icon="site",
        tone="" if known else "todo",
    )


def _last_compared() -> str:
    """What the daily comparing with the store found, once there has been one."""
    reading = Reading.objects.filter(subject=Reading.Subject.STATES).exclude(ended_at=None).first()
    if reading is None or reading.ended_at is None:
        return ""
    told = _("compared %(when)s: %(compared)d orders, %(missing)d were missing here, %(different)d differed")
    counts = {name: reading.report.get(name, 0) for name in ("compared", "missing", "different")}
    return " · " + told % {"when": times.shown(reading.ended_at), **counts}


def _reading() -> Task | None:
    """The store refuses us, or is away: told once, however often we ask."""
    mailbox = Reading.Subject.MAILBOX
    reading = Reading.objects.exclude(subject=mailbox).exclude(trouble="").order_by("pk").first()
    if reading is None:
        return None
    return Task(
        title=_("The store does not answer us"),
        detail=_("%(what)s: %(why)s. Run check_store for what to do.")
        % {"what": reading.get_subject_display(), "why": reading.trouble},
        url=reverse("delight_events:index"),
        icon="site",
        tone="bad",
    )


def _compared() -> Task | None:
    """Orders that still differ after the daily comparing."""
    reading = Reading.objects.filter(subject=Reading.Subject.STATES).first()
    unlike = reading.report.get("unlike", ()) if reading else ()
    if not unlike:
        return None
    return Task(
        title=ngettext("%(n)d order is missing here", "%(n)d orders are missing here", len(unlike))
        % {"n": len(unlike)},
        detail=_("Listed by the store, and not readable there"),
        url=reverse("delight_events:index"),
        icon="warning",
        tone="bad",
    )


def _mail() -> Task | None:
    down = Breaker.objects.filter(closes_at__gt=clock.now()).first()
    if down is None:
        return None
    until = times.shown(down.closes_at) if down.closes_at else ""
    return Task(
        title=_("Mail waits: the server is away"),
        detail=_("Tried again %(when)s. %(reason)s") % {"when": until, "reason": down.reason},
        url=reverse("delight_touches:index"),
        icon="mail",
        tone="bad",
    )


TASKS: tuple[tuple[str, Callable[[], Task | None]], ...] = (
    (PRINT, _print),
    (SCAN, _scan),
    (SCAN, _missing),
    (CARE, _unsure),
    (SEE_EVENTS, _unreadable),
    (SEE_EVENTS, _mail),
    (CARE, _written),
    (CARE, _mailbox),
    (CARE, _cases),
    (WRITE, _signer),
    (WRITE, _not_live),
    (SEE_TOUCHES, _next),
    (SEE_EVENTS, _store),
    (SEE_EVENTS, _reading),
    (SEE_EVENTS, _compared),
)
"""Each thing, and the right without which nobody sees it."""


class TodayPanel(Component):
    """What to do now, for this person."""

    name = "delight_today"
    template_name = "delight/backoffice/panel.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """The tasks that this person may see."""
        user = parent_context["request"].user
        found = (make() for right, make in TASKS if user.has_perm(right))
        return {
            "tasks": [task for task in found if task is not None],
            "day": times.long_shown(clock.now()),
            "has_pages": user_has_any_page_permission(user),
        }
