"""One order's history for staff: what the store said, was planned, silent and why, printed, sent, shown and settled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from delight.backoffice import reasons, times
from delight.backoffice.sentences import touch_sentence
from delight.models import (
    Attempt,
    Medium,
    Order,
    Parcel,
    PrintLine,
    ProviderEvent,
    StoreEvent,
    Suppression,
    Thanks,
    Touch,
)
from delight.rules.bounces import turned_away
from delight.rules.planning import SILENT_PARCELS, SILENT_STATES

State = Touch.State
TONES = {
    State.DONE: "good",
    State.SKIPPED: "quiet",
    State.WITHDRAWN: "quiet",
    State.MISSED: "quiet",
    State.FAILED: "bad",
    State.UNSURE: "bad",
}


OF_THE_ORDER = frozenset({*SILENT_STATES.values(), *SILENT_PARCELS.values(), "parcel_left", "digital", "gift"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timeline. ``source`` is a whole mail as sent, ``text`` its text part; ``tone`` colours it."""

    at: datetime
    title: str
    detail: str = ""
    tone: str = ""
    icon: str = "circle-check"
    text: str = ""
    source: str = ""
    run: int | None = None
    """The print run in which it was printed."""


def timeline(order: Order, *, of_the_person: bool = True, of_mails: bool = True) -> list[Entry]:
    """Everything that has happened with this order, oldest first. Reads the order's own rows, a query for each sort.

    Without ``of_the_person`` nothing that was written to the person or that they told us is in it; without
    ``of_mails`` no mail that was planned.
    """
    found = [
        Entry(at=order.created_at, title=_("Ordered"), detail=_lines(order), icon="user"),
        *_events(order),
        *_parcels(order),
        *_touches(order, of_mails=of_mails),
        *_prints(order),
        *_signs(order),
        *(_between_us(order) if of_the_person else ()),
    ]
    return sorted(found, key=lambda entry: entry.at)


def _between_us(order: Order) -> Iterator[Entry]:
    yield from _mails(order)
    yield from _provider(order)
    yield from _replies(order)
    yield from _answers(order)
    yield from _thanks(order)
    yield from _cases(order)
    yield from _staff(order)


def _lines(order: Order) -> str:
    return ", ".join(str(line) for line in order.lines.all())


def _events(order: Order) -> Iterator[Entry]:
    events = StoreEvent.objects.filter(store=order.store, subject_id=order.external_id).defer("body")
    for event in events:
        unreadable = event.state == StoreEvent.State.UNREADABLE
        yield Entry(
            at=event.received_at,
            title=_("The store said: %(event)s") % {"event": event.type.replace("_", " ").lower()},
            detail=event.error if unreadable else "",
            tone="bad" if unreadable else "",
            icon="download",
        )


def _parcels(order: Order) -> Iterator[Entry]:
    for parcel in order.parcels.all():
        left = parcel.state == Parcel.State.SHIPPED
        title = _("Parcel left") if left else _("Parcel: %(state)s") % {"state": parcel.get_state_display()}
        yield Entry(at=parcel.shipped_at, title=title, detail=parcel.tracking, icon="redirect" if left else "resubmit")
        if parcel.arrived_at:
            source = str(parcel.get_arrival_source_display())
            yield Entry(at=parcel.arrived_at, title=_("Parcel arrived"), detail=source, tone="good", icon="home")


def _touches(order: Order, *, of_mails: bool) -> Iterator[Entry]:
    stops = _stops(order)
    for touch in order.touches.all():
        if touch.medium == Medium.MAIL and not of_mails:
            continue
        name = touch_sentence(touch)
        if _never_planned(touch):
            title, why = _("Not planned: %(what)s") % {"what": name}, reasons.sentence(touch.reason)
            yield Entry(at=touch.created_at, title=title, detail=why, tone="quiet", icon="no-view")
            continue
        planned = _("Planned: %(what)s, for %(day)s") % {"what": name, "day": times.shown(touch.planned_for)}
        yield Entry(at=touch.created_at, title=planned, icon="calendar-alt")
        if touch.state in TONES and touch.state != State.DONE:
            yield _ending(touch, name=name, stops=stops)


def _never_planned(touch: Touch) -> bool:
    """Whether what speaks against it is the order itself, as it was told before anything was planned."""
    order = touch.order
    told_before = order is not None and order.issued_at <= touch.created_at
    return touch.state == State.WITHDRAWN and touch.reason in OF_THE_ORDER and told_before


def _ending(touch: Touch, *, name: str, stops: Mapping[str, datetime]) -> Entry:
    """How a touch ended that was not done. The row keeps no time of its end: the nearest one it has stands for it."""
    return Entry(
        at=_ended_at(touch, stops=stops),
        title=f"{name}: {touch.get_state_display()}",
        detail=reasons.sentence(touch.reason),
        tone=TONES[State(touch.state)],
        icon="no-view" if TONES[State(touch.state)] == "quiet" else "warning",
    )


def _ended_at(touch: Touch, *, stops: Mapping[str, datetime]) -> datetime:
    if touch.state == State.MISSED:
        return touch.not_after
    if touch.state == State.WITHDRAWN and touch.order is not None:
        return _stopped_at(touch, stops=stops) or max(touch.order.issued_at, touch.created_at)
    return touch.done_at or touch.looked_at or max(touch.due_at, touch.created_at)


def _stopped_at(touch: Touch, *, stops: Mapping[str, datetime]) -> datetime | None:
    """When this person said the stop that withdrew the touch."""
    if touch.reason != "stopped":
        return None
    scopes = (Suppression.ALL, Suppression.QUIET, touch.kind) if touch.medium == Medium.MAIL else (Suppression.PRINT,)
    return min((stops[scope] for scope in scopes if scope in stops), default=None)


def _stops(order: Order) -> dict[str, datetime]:
    """When this person stopped what, by scope."""
    stops = Suppression.objects.filter(store=order.store, address_key=order.customer.address_key)
    return dict(stops.values_list("scope", "at"))


def _prints(order: Order) -> Iterator[Entry]:
    lines = PrintLine.objects.filter(touch__order=order).select_related("run", "run__made_by", "touch")
    for line in lines:
        yield _printed(line)
        if line.enclosed_at:
            yield Entry(at=line.enclosed_at, title=_("In the parcel"), detail=_of(line), tone="good", icon="check")
        if line.spoilt_at:
            yield Entry(at=line.spoilt_at, title=_("Spoilt"), detail=_of(line), tone="bad", icon="warning")


def _printed(line: PrintLine) -> Entry:
    again = line.run.reprint_of_id is not None
    title = _("Printed again: %(what)s") if again else _("Printed: %(what)s")
    place = _("run %(run)d, position %(position)d") % {"run": line.run.pk, "position": line.position}
    by = str(line.run.made_by or "")
    return Entry(
        at=line.run.made_at,
        title=title % {"what": _of(line)},
        detail=" · ".join(part for part in (place, by, line.run.why) if part),
        tone="good",
        icon="doc-full",
        run=line.run.pk,
    )


def _of(line: PrintLine) -> str:
    return touch_sentence(line.touch)


def _mails(order: Order) -> Iterator[Entry]:
    for attempt in Attempt.objects.filter(touch__order=order).select_related("touch"):
        bad = attempt.outcome != Attempt.Outcome.ACCEPTED
        yield Entry(
            at=attempt.marked_at,
            title=_("Mail handed over: “%(subject)s”") % {"subject": attempt.subject},
            detail=" · ".join(part for part in (_outcome(attempt), _by_their_clock(attempt), attempt.reply) if part),
            tone="bad" if bad else "good",
            icon="mail",
            text=text_part(attempt.text),
            source=attempt.text,
        )


def _outcome(attempt: Attempt) -> str:
    return str(attempt.get_outcome_display())


def _by_their_clock(attempt: Attempt) -> str:
    """ "10:04 by their clock (Europe/Paris, by the country)"."""
    if not attempt.zone:
        return ""
    hour = attempt.marked_at.astimezone(ZoneInfo(attempt.zone))
    known = {"time": f"{hour:%H:%M}", "zone": attempt.zone, "source": attempt.get_zone_source_display()}
    return _("%(time)s by their clock (%(zone)s, %(source)s)") % known


def _provider(order: Order) -> Iterator[Entry]:
    """What the mail provider told of this order's mails."""
    for event in ProviderEvent.objects.filter(attempt__touch__order=order):
        bad = turned_away(event.sort) or event.sort in ("complained", "deferred")
        yield Entry(
            at=event.at,
            title=_("The mail provider said: %(what)s") % {"what": f"{event.sort} {event.cause}".strip()},
            detail=event.said,
            tone="bad" if bad else "",
            icon="mail",
        )


def text_part(source: str) -> str:
    """The text part of a mail's source, as its reader sees it; the source itself where it has none."""
    message = message_from_bytes(source.encode(), policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body is not None else source


def recipient(source: str) -> str:
    """To whom a mail's source is addressed: name and address."""
    return str(message_from_bytes(source.encode(), policy=policy.default)["To"] or "")


def _signs(order: Order) -> Iterator[Entry]:
    for sign in order.signs.all():
        yield Entry(
            at=sign.at, title=_("The person %(did)s") % {"did": sign.get_name_display()}, tone="good", icon="view"
        )


def _replies(order: Order) -> Iterator[Entry]:
    for reply in order.replies.all():
        title = _("An automatic answer came in") if reply.automatic else _("They wrote: “%(subject)s”")
        title = " · ".join([title % {"subject": reply.subject}, *reply.theme_labels])
        yield Entry(
            at=reply.received_at, title=title, detail=reply.words, tone="quiet" if reply.automatic else "", icon="mail"
        )
        if reply.answered_at:
            by = f"{reply.answered_by}: " if reply.answered_by else ""
            yield Entry(
                at=reply.answered_at, title=_("Answered"), detail=f"{by}{reply.answer}", tone="good", icon="check"
            )


def _answers(order: Order) -> Iterator[Entry]:
    for answer in order.answers.all():
        score = _("%(n)d of 10") % {"n": answer.score} if answer.score is not None else ""
        detail = " · ".join(part for part in (score, answer.words) if part)
        yield Entry(at=answer.at, title=_("They answered our question"), detail=detail, icon="comment")


def _thanks(order: Order) -> Iterator[Entry]:
    for thanks in Thanks.objects.filter(order=order) if order.gift else ():
        title = _("Whoever opened the gift said thank you")
        yield Entry(at=thanks.at, title=title, detail=thanks.words, tone="good", icon="comment")


def _cases(order: Order) -> Iterator[Entry]:
    """Those that staff or a page opened; a reply's case is told by the reply, and its end where no answer was it."""
    for case in order.cases.prefetch_related("replies"):
        replies = case.replies.all()
        if not replies:
            title = _("Case opened: %(sort)s") % {"sort": case.get_sort_display()}
            yield Entry(at=case.opened_at, title=title, detail=case.words, tone="bad", icon="comment")
        if case.closed_at and case.closing not in [reply.answer for reply in replies]:
            yield Entry(at=case.closed_at, title=_("Case closed"), detail=case.closing, tone="good", icon="check")


def _staff(order: Order) -> Iterator[Entry]:
    """What people of the shop did here: Wagtail's log of the order. Its times are the machine's, not the demo's."""
    logged = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Order), object_id=str(order.pk)
    ).select_related("user")
    for entry in logged:
        at = datetime.fromisoformat(entry.data["at"]) if "at" in entry.data else entry.timestamp
        yield Entry(at=at, title=str(entry.message), detail=str(entry.user or ""), icon="user")
