"""Prints cards and inserts: a gate for each, one PDF in pick order; a card is done when its line commits."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet

from delight import clock
from delight.actions.people.cases import has_open_case
from delight.actions.prints.pick_order import in_pick_order, places
from delight.actions.touches.deliver_touch import settle
from delight.actions.touches.look_at_touches import Looked, look_at_touches
from delight.content import reading_once
from delight.errors import NothingToSay, PermanentError
from delight.kinds.base import Drawing, Place, PrintKind, kinds
from delight.kinds.pieces import from_data, to_data
from delight.models import CardDesign, Insert, Medium, Order, PrintLine, PrintRun, Suppression, Touch
from delight.rules.gate import Go, Hold, Missed, Skip, Wait
from delight.rules.planning import stops_paper
from delight.signals import touch_done
from print_templates import Piece, Printed, SheetName, SheetOrder, manifest, print_pieces

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
PAPER = (Medium.CARD, Medium.INSERT)


def cards_for_today(*, now: datetime) -> list[Touch]:
    """Cards and inserts that are due and not printed yet, in pick order, the card before the insert."""
    due = Touch.objects.filter(state=Touch.State.PLANNED, medium__in=PAPER, due_at__lte=now, not_after__gte=now)
    rows = due.select_related("order__customer", "moment").prefetch_related("order__lines")
    return in_pick_order(rows)


def print_cards(touch_ids: Sequence[int] | None, *, by: User | None, separate: int = 0) -> tuple[PrintRun, Printed]:
    """Print these touches, or all of today's for None; what may not or cannot be printed is listed in ``refused``.

    Nothing printed is still a run, with its refusals; its PDF has no pages. ``separate`` puts a page that announces
    the next pieces before every so many (0: none; not where piles are cut).
    """
    claim = uuid4().hex
    try:
        with reading_once():
            return _print_claimed(_claim(touch_ids, claim=claim), by=by, separate=separate)
    finally:
        left = _claimed(claim).filter(state=Touch.State.CLAIMED)
        left.update(state=Touch.State.PLANNED, claim="", claimed_until=None)


def _print_claimed(touches: Sequence[Touch], *, by: User | None, separate: int) -> tuple[PrintRun, Printed]:
    refused: list[dict[str, str]] = []
    going = [looked for looked in look_at_touches(touches) if _may_print(looked, refused=refused)]
    place_of = places()
    going.sort(key=lambda looked: place_of(looked.touch, looked.order))  # the look may have found other shelves
    design = card_design()
    drawn = _draw(going, design=design, refused=refused)
    run = PrintRun(made_at=clock.now(), made_by=by, sheet=design.sheet, order=design.order, separate=separate)
    printed = _print([drawing.piece for _, drawing in drawn], of=run)
    return _record(drawn, printed=printed, run=run, refused=refused)


def reprint(
    run: PrintRun, *, why: str, by: User | None, touch_ids: Sequence[int] | None = None
) -> tuple[PrintRun, Printed]:
    """Print a run again, or some of its lines: the same content gives the same page. Logged with the reason.

    Raises PermanentError without a reason, or where a line's content was erased with its person.
    """
    if not why.strip():
        raise PermanentError("Say why it is printed again (a jam, a spoilt card): the log keeps it.")
    lines = [line for line in run.lines.all() if touch_ids is None or line.touch_id in touch_ids]
    erased = [line for line in lines if not line.content]
    if erased or not lines:
        raise PermanentError(
            f"Run {run.pk}: {len(erased) or 'all'} lines have no content any more; print the order anew."
        )
    again = PrintRun(
        made_at=clock.now(),
        made_by=by,
        sheet=run.sheet,
        order=run.order,
        separate=run.separate if touch_ids is None else 0,
        reprint_of=run,
        why=why.strip()[:200],
    )
    printed = _print([from_data(line.content) for line in lines], of=again)
    with transaction.atomic():
        again.save()
        PrintLine.objects.bulk_create([_copy(line, run=again, printed=printed) for line in lines])
    return again, printed


def card_design() -> CardDesign:
    """The default design; a shop that has made none gets the model's defaults."""
    return CardDesign.objects.order_by("-default", "pk").first() or CardDesign(name="default")


def run_manifest(run: PrintRun) -> str:
    """The run as CSV, a row for each piece: where it lies, for whom it is; drawn again to know it, which logs nothing.

    Raises PrintError when a font is missing. Lines whose content was erased with their person are left out.
    """
    pieces = [from_data(line.content) for line in run.lines.all() if line.content]
    return manifest(pieces, printed=_print(pieces, of=run))


def _print(pieces: Sequence[Piece], *, of: PrintRun) -> Printed:
    sheet, order = cast(SheetName, of.sheet), cast(SheetOrder, of.order)
    return print_pieces(pieces, sheet=sheet, order=order, separate=of.separate)


def _claim(touch_ids: Sequence[int] | None, *, claim: str) -> list[Touch]:
    now = clock.now()
    wanted = [touch.pk for touch in cards_for_today(now=now)] if touch_ids is None else list(touch_ids)
    free: QuerySet[Touch] = Touch.objects.filter(pk__in=wanted, state=Touch.State.PLANNED, medium__in=PAPER)
    free.update(state=Touch.State.CLAIMED, claim=claim, claimed_until=now + LEASE)
    mine = _claimed(claim).select_related("order__customer", "moment")
    return in_pick_order(mine.prefetch_related("order__lines"))


def _claimed(claim: str) -> QuerySet[Touch]:
    """What this claim holds, found among the claimed ones alone, which are few."""
    return Touch.objects.filter(claim=claim, claimed_until__isnull=False)


def _may_print(looked: Looked, *, refused: list[dict[str, str]]) -> bool:
    verdict = looked.verdict
    if isinstance(verdict, Go):
        return True
    settle(looked.touch, verdict=verdict)
    refused.append(_refusal(looked, reason=_reason_of(verdict)))
    return False


def _reason_of(verdict: Skip | Wait | Hold | Missed) -> str:
    return verdict.reason


def _refusal(looked: Looked, *, reason: str) -> dict[str, str]:
    return {"order": looked.order.number, "kind": looked.touch.kind, "reason": reason}


def _draw(
    going: Sequence[Looked], *, design: CardDesign, refused: list[dict[str, str]]
) -> list[tuple[Looked, Drawing]]:
    drawn = []
    for position, looked in enumerate(going, start=1):
        kind = kinds()[looked.touch.kind]
        try:
            if not isinstance(kind, PrintKind):
                raise NothingToSay(f"Kind {kind.name} is not printed.")
            place = Place(position=position, total=len(going), design=design)
            drawn.append((looked, kind.drawing(looked.touch, looked.order, place=place)))
        except NothingToSay as error:
            settle(looked.touch, verdict=Hold("nothing_to_say"))
            refused.append(_refusal(looked, reason=str(error)))
    return drawn


def _record(
    drawn: Sequence[tuple[Looked, Drawing]],
    *,
    printed: Printed,
    run: PrintRun,
    refused: list[dict[str, str]],
) -> tuple[PrintRun, Printed]:
    """Commit run, lines and outcomes together; what the printer refused is held for a person, with its reason.

    What the last look stopped is taken out of the PDF again: a card that is not done must not lie on the table.
    """
    cannot = {refusal.reference: refusal.reason for refusal in printed.refusals}
    done: list[Looked] = []
    stopped = False
    with transaction.atomic():
        run.save()
        for looked, drawing in drawn:
            touch = looked.touch
            if touch.token in cannot:
                settle(touch, verdict=Hold("cannot_print"))
                refused.append(_refusal(looked, reason=cannot[touch.token]))
            elif reason := _finish(looked, takes=drawing.takes):
                stopped = True
                refused.append(_refusal(looked, reason=reason))
            else:
                PrintLine.objects.create(run=run, **_line(touch, drawing=drawing, printed=printed))
                done.append(looked)
        run.refused = refused
        run.save(update_fields=["refused"])
    if stopped:
        kept = {looked.touch.pk for looked in done}
        printed = _print([drawing.piece for looked, drawing in drawn if looked.touch.pk in kept], of=run)
    for looked in done:
        touch_done.send(sender=Touch, touch=looked.touch)
    return run, printed


def _finish(looked: Looked, *, takes: int | None) -> str:
    """The last look for paper, from our own database alone: "" when the card is done, else the reason why it is not.

    ``takes`` is the insert whose stock it takes one of, with the very word *done*: a reprint takes none.
    """
    touch, now = looked.touch, clock.now()
    reason = _last_look(looked) or ("" if takes is None or _take(takes) else "no_sample")
    mine = Touch.objects.filter(pk=touch.pk, claim=touch.claim, state=Touch.State.CLAIMED)
    if reason:
        mine.update(state=Touch.State.PLANNED, claim="", claimed_until=None, reason=reason)
        return reason
    change = {"looked_at": now, "looked_version": looked.version, "done_at": now, "claimed_until": None}
    held = mine.filter(claimed_until__gt=now, hold_reason="")
    if held.update(state=Touch.State.DONE, **change) == 1:
        return ""
    if takes is not None:
        Insert.objects.filter(pk=takes, stock__isnull=False).update(stock=F("stock") + 1)
    return "lost"


def _take(insert_id: int) -> bool:
    """One off the stock, if one is left or nobody counts."""
    row = Insert.objects.filter(pk=insert_id)
    return row.filter(stock__gt=0).update(stock=F("stock") - 1) == 1 or row.filter(stock=None).exists()


def _last_look(looked: Looked) -> str:
    order = looked.order
    if not Order.objects.filter(pk=order.pk, version=looked.version).exists():
        return "order_changed"
    stops = Suppression.objects.filter(address_key=order.customer.address_key).values_list("scope", flat=True)
    if order.customer.address_key and stops_paper(frozenset(stops), asks=_asks(looked.touch)):
        return "stopped"
    return "open_case" if has_open_case(order.customer) else ""


def _asks(touch: Touch) -> bool:
    kind = kinds()[touch.kind]
    return kind.asks or (touch.moment is not None and touch.moment.variant in kind.asking_words)


def _line(touch: Touch, *, drawing: Drawing, printed: Printed) -> dict[str, object]:
    piece: Piece = drawing.piece
    return {
        "touch": touch,
        "position": piece.slug.position,
        "content": to_data(piece),
        "content_hash": printed.hashes[piece.reference],
        "wording_version": drawing.wording_version,
    }


def _copy(line: PrintLine, *, run: PrintRun, printed: Printed) -> PrintLine:
    return PrintLine(
        run=run,
        touch_id=line.touch_id,
        position=line.position,
        content=line.content,
        content_hash=printed.hashes.get(from_data(line.content).reference, ""),
        wording_version=line.wording_version,
    )
