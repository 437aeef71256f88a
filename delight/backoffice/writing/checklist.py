"""What an editor sees before switching a moment on (spec, A11): who signs, what starts and stops it, what it costs."""

from dataclasses import dataclass
from typing import Any  # Wagtail's panels hand over untyped contexts

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.panels import Panel

from delight import conf
from delight.backoffice import times
from delight.backoffice.sentences import moment_sentence
from delight.content import signer_for
from delight.errors import NothingToSay
from delight.kinds.base import kinds
from delight.models import Insert, Medium, Moment, Touch, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One question with its answer; ``ok`` is False where something is missing, ``url`` leads to the mend."""

    question: str
    answer: str
    ok: bool = True
    url: str = ""


def points(moment: Moment) -> list[Point]:
    """The questions of A11 that can be answered from what is kept."""
    found = [
        Point(question=_("What starts it?"), answer=moment_sentence(moment) if moment.kind else _("Save it first.")),
        _glad(moment),
        _signs(),
        _stops(moment),
        Point(question=_("When is it too late?"), answer=_too_late(moment)),
        _words(moment),
        _planned(moment),
    ]
    if moment.pk:
        url = reverse("delight_try") + f"?moment={moment.pk}"
        found.append(Point(question=_("What would somebody get?"), answer=_("Try it on a real order."), url=url))
    if moment.medium == Medium.MAIL:
        found.insert(3, _reply())
    if moment.medium == Medium.INSERT:
        found.append(_cost())
    kind = kinds().get(moment.kind)
    if kind is not None and (missing := kind.missing()):
        found.append(Point(question=_("What is missing?"), answer=missing, ok=False))
    return found


def _glad(moment: Moment) -> Point:
    answer = moment.gladness or _("Nobody has said why yet.")
    return Point(question=_("Why should this person be glad?"), answer=answer, ok=bool(moment.gladness))


def _signs() -> Point:
    url = reverse("wagtailsnippets_delight_signer:list")
    try:
        signer = signer_for(conf.LANGUAGE())
    except NothingToSay as missing:
        return Point(question=_("Who signs?"), answer=str(missing), ok=False, url=url)
    return Point(question=_("Who signs?"), answer=f"{signer.name}, {signer.role}", url=url)


def _reply() -> Point:
    address = conf.REPLY_TO() or conf.SENDER()
    answer = _("To %(address)s") % {"address": address} if address else _("Nowhere: set DELIGHT_SENDER.")
    return Point(question=_("Where do answers go?"), answer=answer, ok=bool(address))


def _stops(moment: Moment) -> Point:
    always = _("An order that comes back or is cancelled, an open case, and this person's stop.")
    mail = _("Night, Sundays and holidays where the person lives, and what they had from us lately, put it off.")
    return Point(question=_("What stops it?"), answer=f"{always} {mail}" if moment.medium == Medium.MAIL else always)


def _too_late(moment: Moment) -> str:
    days = moment.expires_days
    return ngettext("%(n)d day after it was due", "%(n)d days after it was due", days) % {"n": days}


def _words(moment: Moment) -> Point:
    live = Wording.objects.filter(kind=moment.kind, live=True)
    there = sorted(set(live.values_list("language", flat=True)))
    missing = [language for language in conf.LANGUAGES() if language not in there]
    answer = _("Published in: %(languages)s.") % {"languages": ", ".join(there) or _("no language")}
    if missing:
        answer += " " + _("Missing in: %(languages)s.") % {"languages": ", ".join(missing)}
    url = reverse("wagtailsnippets_delight_wording:list") + f"?kind={moment.kind}"
    return Point(question=_("What does it say?"), answer=answer, ok=not missing, url=url)


def _planned(moment: Moment) -> Point:
    waiting = Touch.objects.filter(moment=moment, state=Touch.State.PLANNED) if moment.pk else Touch.objects.none()
    count, first = waiting.count(), waiting.order_by("due_at").first()
    answer = ngettext("%(n)d touch", "%(n)d touches", count) % {"n": count}
    if first:
        answer += ", " + _("the first %(day)s") % {"day": times.shown(first.due_at)}
    return Point(question=_("What is planned from it?"), answer=answer)


def _cost() -> Point:
    costs = [f"{insert.name}: {insert.cost}" for insert in Insert.objects.filter(live=True, cost__gt=0)]
    return Point(question=_("Cost per piece"), answer=", ".join(costs) or _("No insert has a cost written down."))


class ChecklistPanel(Panel):
    """Shows the points beside the switch."""

    class BoundPanel(Panel.BoundPanel):
        """For one moment."""

        template_name = "delight/backoffice/checklist.html"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            """The points of this moment."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"points": points(self.instance)}
