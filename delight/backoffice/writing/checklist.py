"""What an editor sees before switching a moment on (spec, A11): who signs, what starts and stops it, how it reads."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any  # Wagtail's panels hand over untyped contexts

from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.panels import Panel

from delight import conf
from delight.backoffice import times
from delight.backoffice.sentences import moment_sentence, whole_sentence
from delight.backoffice.writing.previews import made_of
from delight.content import signer_for
from delight.errors import DelightError, NothingToSay
from delight.kinds.base import MailKind, kinds
from delight.mails.compose import Composed
from delight.models import Insert, Medium, Moment, Reading, Touch, Wording

ONE_CLICK = b"List-Unsubscribe-Post: List-Unsubscribe=One-Click"
DAYS_SHOWN = 7
"""Days of the calendar on which something is planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One question with its answer; ``ok`` is False where something is missing, ``url`` leads to the mend.

    A point that ``blocks`` must be mended before the moment can be switched on. ``looks`` are labels and addresses.
    """

    question: str
    answer: str
    ok: bool = True
    blocks: bool = False
    url: str = ""
    looks: tuple[tuple[str | Promise, str], ...] = ()


def points(moment: Moment) -> list[Point]:
    """The questions of A11, as far as they can be answered from what is kept."""
    found = [
        Point(question=_("What starts it?"), answer=moment_sentence(moment) if moment.kind else _("Save it first.")),
        _glad(moment),
        _signs(),
        *(_of_a_mail(moment) if moment.medium == Medium.MAIL else ()),
        _stops(moment),
        Point(question=_("When is it too late?"), answer=_too_late(moment)),
        *_words(moment),
        _planned(moment),
        _calendar(moment),
        *((_cost(),) if moment.medium == Medium.INSERT else ()),
        *_missing(moment),
    ]
    if moment.pk:
        url = reverse("delight_try") + f"?moment={moment.pk}"
        found.append(Point(question=_("What would somebody get?"), answer=_("Try it on a real order."), url=url))
    return found


def blockers(moment: Moment) -> list[str]:
    """Why this moment cannot be switched on yet, each as a sentence with its question."""
    return [f"{point.question} {point.answer}" for point in points(moment) if point.blocks and not point.ok]


def _glad(moment: Moment) -> Point:
    answer = moment.gladness or _("Nobody has said why yet.")
    return Point(question=_("Why should this person be glad?"), answer=answer, ok=bool(moment.gladness))


def _signs() -> Point:
    asked = Point(question=_("Who signs?"), answer="", blocks=True, url=reverse("wagtailsnippets_delight_signer:list"))
    try:
        signer = signer_for(conf.LANGUAGE())
    except NothingToSay as missing:
        return replace(asked, answer=str(missing), ok=False)
    return replace(asked, answer=f"{signer.name}, {signer.role}")


def _of_a_mail(moment: Moment) -> tuple[Point, ...]:
    return _reply(), _one_click(moment)


def _reply() -> Point:
    asked, address = _("Where do answers go?"), conf.REPLY_TO() or conf.SENDER()
    if not address:
        return Point(question=asked, answer=_("Nowhere: set DELIGHT_SENDER."), ok=False, blocks=True)
    answer = _("To %(address)s") % {"address": address}
    box = Reading.objects.filter(subject=Reading.Subject.MAILBOX).first()
    if box is not None and box.trouble:
        told = _("The box cannot be read: %(trouble)s") % {"trouble": box.trouble}
        return Point(question=asked, answer=f"{answer}. {told}", ok=False)
    if box is not None and box.ended_at:
        answer += ". " + _("The box was last read %(day)s.") % {"day": times.shown(box.ended_at)}
    return Point(question=asked, answer=answer)


def _one_click(moment: Moment) -> Point:
    """Asked of a mail that was really composed, because an editor's word or a setting may stand in its way."""
    asked = Point(question=_("Does it stop in one click?"), answer="", url="")
    kind, row = kinds().get(moment.kind), _shop_words(moment).first()
    if not isinstance(kind, MailKind) or row is None:
        return replace(asked, answer=_("There are no words to try it with yet."), ok=False)
    if kind.klass != "offer":
        return replace(asked, answer=_("It is a service, which has no stop; the page behind it has one."))
    try:
        mail = made_of(row)
    except DelightError as problem:
        return replace(asked, answer=str(problem), ok=False, blocks=True)
    stops = isinstance(mail, Composed) and ONE_CLICK in mail.source
    return replace(asked, answer=_("Yes: tried on the mail.") if stops else _("No."), ok=stops, blocks=True)


def _stops(moment: Moment) -> Point:
    always = _("An order that comes back or is cancelled, an open case, and this person's stop.")
    mail = _("Night, Sundays and holidays where the person lives, and what they had from us lately, put it off.")
    return Point(question=_("What stops it?"), answer=f"{always} {mail}" if moment.medium == Medium.MAIL else always)


def _too_late(moment: Moment) -> str:
    days = moment.expires_days
    return ngettext("%(n)d day after it was due", "%(n)d days after it was due", days) % {"n": days}


def _words(moment: Moment) -> list[Point]:
    there = sorted(set(_live_words(moment).values_list("language", flat=True)))
    missing = [language for language in conf.LANGUAGES() if language not in there]
    answer = _("Published in: %(languages)s.") % {"languages": ", ".join(there) or _("no language")}
    if missing:
        answer += " " + _("Missing in: %(languages)s.") % {"languages": ", ".join(missing)}
    url = reverse("wagtailsnippets_delight_wording:list") + f"?kind={moment.kind}&variant={moment.variant}"
    blocks = conf.LANGUAGE() not in there
    said = Point(question=_("What does it say?"), answer=answer, ok=not missing, blocks=blocks, url=url)
    return [said, *map(_looks, _shop_words(moment))]


def _live_words(moment: Moment) -> Any:  # a queryset of wordings
    """All of its kind, or those that the moment names."""
    live = Wording.objects.filter(kind=moment.kind, live=True)
    return live.filter(variant=moment.variant) if moment.variant else live


def _shop_words(moment: Moment) -> Any:  # a queryset of wordings
    return _live_words(moment).filter(language=conf.LANGUAGE()).order_by("variant")


def _looks(row: Wording) -> Point:
    url = reverse("delight_words_look", args=[row.pk])
    looks = tuple((label, f"{url}?mode={mode}") for mode, label in row.preview_modes)
    return Point(question=_("How does “%(variant)s” read?") % {"variant": row.variant}, answer="", looks=looks)


def _planned(moment: Moment) -> Point:
    waiting = _waiting(moment)
    count, first = waiting.count(), waiting.order_by("due_at").first()
    answer = ngettext("%(n)d touch", "%(n)d touches", count) % {"n": count}
    if first:
        answer += ", " + _("the first %(day)s") % {"day": times.shown(first.due_at)}
    return Point(question=_("What is planned from it?"), answer=answer)


def _waiting(moment: Moment) -> Any:  # a queryset of touches
    return Touch.objects.filter(moment=moment, state=Touch.State.PLANNED) if moment.pk else Touch.objects.none()


def _calendar(moment: Moment) -> Point:
    due = _waiting(moment).order_by("due_at").values_list("due_at", flat=True)[:1000]
    days = Counter(times.local(one).date() for one in due)
    told = [f"{formats.date_format(day, 'D j M')}: {count}" for day, count in list(days.items())[:DAYS_SHOWN]]
    return Point(question=_("What will the calendar show?"), answer=", ".join(told) or _("Nothing yet."))


def _cost() -> Point:
    costs = [f"{insert.name}: {insert.cost}" for insert in Insert.objects.filter(live=True, cost__gt=0)]
    return Point(question=_("Cost per piece"), answer=", ".join(costs) or _("No insert has a cost written down."))


def _missing(moment: Moment) -> list[Point]:
    kind = kinds().get(moment.kind)
    missing = kind.missing() if kind else ""
    return [Point(question=_("What is missing?"), answer=missing, ok=False, blocks=True)] if missing else []


class ChecklistPanel(Panel):
    """Shows the points beside the switch."""

    class BoundPanel(Panel.BoundPanel):
        """For one moment."""

        template_name = "delight/backoffice/checklist.html"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            """The points of this moment."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"points": points(self.instance)}


class SentencePanel(Panel):
    """The moment as a sentence, above its fields."""

    class BoundPanel(Panel.BoundPanel):
        """For one moment."""

        template_name = "delight/backoffice/sentence.html"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            """The sentence as it stands in the form, or an example before there is one."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            example = _("Such as: 3 days after the last parcel arrived: an offer of help by mail.")
            return context | {"sentence": whole_sentence(self.instance) if self.instance.kind else example}
