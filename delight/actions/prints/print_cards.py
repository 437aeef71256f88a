"""Prints cards and inserts: a gate for each, one PDF in pick order; a card is done when its line commits."""

import io
import logging
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeVar, cast, get_args
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet

from delight import clock
from delight.actions.people.cases import has_open_case
from delight.actions.prints.pick_order import in_pick_order, places
from delight.actions.touches.deliver_touch import settle
from delight.actions.touches.look_at_touches import AT_ONCE, Looked, look_at_touches
from delight.content import reading_once
from delight.errors import NothingToSay, PermanentError
from delight.kinds.base import Drawing, Place, PrintKind, kinds
from delight.kinds.pieces import from_data, to_data
from delight.models import CardDesign, Insert, Medium, Order, PrintLine, PrintRun, Suppression, Touch
from delight.rules.gate import Go, Hold, Missed, Skip, Wait
from delight.rules.planning import stops_paper
from delight.signals import touch_done
from print_templates import Job, Piece, Printed, SheetName, SheetOrder, manifest, print_in_steps, print_pieces

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
PAPER = (Medium.CARD, Medium.INSERT)
Stage = Literal["looked", "written", "drawn"]
STAGES: tuple[Stage, ...] = get_args(Stage)
Outcome = TypeVar("Outcome")


def cards_for_today(*, now: datetime) -> list[Touch]:
    """Cards and inserts that are due and not printed yet, in pick order, the card before the insert."""
    due = Touch.objects.filter(state=Touch.State.PLANNED, medium__in=PAPER, due_at__lte=now, not_after__gte=now)
    rows = due.select_related("order__customer", "moment").prefetch_related("order__lines")
    return in_pick_order(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class HowFar:
    """How many of how many pieces have come through which stage; what the look refuses comes no further."""

    stage: Stage
    done: int
    total: int


def print_cards(touch_ids: Sequence[int] | None, *, by: User | None, separate: int = 0) -> tuple[PrintRun, Printed]:
    """Print these touches, or all of today's for None; what may not or cannot be printed is listed in ``refused``.

    Nothing printed is still a run, with its refusals; its PDF has no pages. ``separate`` puts a page that announces
    the next pieces before every so many (0: none; not where piles are cut).
    """
    return to_the_end(print_cards_in_steps(touch_ids, by=by, separate=separate))


def to_the_end(steps: Generator[HowFar, None, Outcome]) -> Outcome:
    """What comes of the steps, for whom nobody watches."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome


def print_cards_in_steps(
    touch_ids: Sequence[int] | None, *, by: User | None, separate: int = 0, claim: str = ""
) -> Generator[HowFar, None, tuple[PrintRun, Printed]]:
    """Like ``print_cards``, for who watches: given up between two steps, nothing is printed and all is free again.

    With a ``claim`` of one's own, ``what_became_of`` can be asked about it from anywhere; one that has been at work
    raises PermanentError at the first step.
    """
    if claim and what_became_of(claim):
        raise PermanentError("This is printed already, or is being printed in another window.")
    claim = claim or uuid4().hex
    try:
        touches = _claim(touch_ids, claim=claim)
        yield HowFar(stage="looked", done=0, total=len(touches))
        return (yield from _print_claimed(touches, by=by, separate=separate))
    finally:
        _claimed(claim).update(state=Touch.State.PLANNED, claim="", claimed_until=None)


def what_became_of(claim: str) -> PrintRun | int:
    """The run that was printed under this claim, else how many pieces are being printed under it now.

    0: nothing was, or all was refused; or it was given up, and everything waits again.
    """
    lately = clock.now() - timedelta(days=1)  # a claim is nowhere indexed, and who asks has just pressed a button
    ours = PrintRun.objects.filter(made_at__gte=lately, reprint_of=None, lines__touch__claim=claim)
    return ours.first() or _claimed(claim).count()


def _claimed(claim: str) -> QuerySet[Touch]:
    """What this claim holds, found among the claimed ones alone, which are few."""
    return Touch.objects.filter(claim=claim, state=Touch.State.CLAIMED, claimed_until__isnull=False)


def _print_claimed(
    touches: Sequence[Touch], *, by: User | None, separate: int
) -> Generator[HowFar, None, tuple[PrintRun, Printed]]:
    refused: list[dict[str, str]] = []
    design = card_design()
    going = yield from _going(touches, refused=refused)
    drawn = yield from _drawings(going, design=design, refused=refused)
    run = PrintRun(made_at=clock.now(), made_by=by, sheet=design.sheet, order=design.order, separate=separate)
    printed = yield from _print_in_steps([drawing.piece for _, drawing in drawn], of=run)
    return _record(drawn, printed=printed, run=run, refused=refused)


def _going(touches: Sequence[Touch], *, refused: list[dict[str, str]]) -> Generator[HowFar, None, list[Looked]]:
    """Those that may go, in pick order: the look may have found other shelves."""
    going: list[Looked] = []
    for start in range(0, len(touches), AT_ONCE):
        with reading_once():
            looked = look_at_touches(touches[start : start + AT_ONCE])
            going += [one for one in looked if _may_print(one, refused=refused)]
        yield HowFar(stage="looked", done=start + len(looked), total=len(touches))
    place_of = places()
    return sorted(going, key=lambda looked: place_of(looked.touch, looked.order))


def _drawings(
    going: Sequence[Looked], *, design: CardDesign, refused: list[dict[str, str]]
) -> Generator[HowFar, None, list[tuple[Looked, Drawing]]]:
    """What is said on each; some hundred at a time read the same words and stories once."""
    drawn: list[tuple[Looked, Drawing]] = []
    for start in range(0, len(going), AT_ONCE):
        with reading_once():
            for position, looked in enumerate(going[start : start + AT_ONCE], start=start + 1):
                place = Place(position=position, total=len(going), design=design)
                drawn += _draw(looked, place=place, refused=refused)
        yield HowFar(stage="written", done=min(start + AT_ONCE, len(going)), total=len(going))
    return drawn


def reprint(
    run: PrintRun, *, why: str, by: User | None, touch_ids: Sequence[int] | None = None
) -> tuple[PrintRun, Printed]:
    """Print a run again, or some of its lines: the same content gives the same page. Logged with the reason.

    Raises PermanentError without a reason, or where a line's content was erased with its person.
    """
    return to_the_end(reprint_in_steps(run, why=why, by=by, touch_ids=touch_ids))


def reprint_in_steps(
    run: PrintRun, *, why: str, by: User | None, touch_ids: Sequence[int] | None = None
) -> Generator[HowFar, None, tuple[PrintRun, Printed]]:
    """Like ``reprint``, for who watches: given up between two steps, nothing is logged."""
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
    printed = yield from _print_in_steps([from_data(line.content) for line in lines], of=again)
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
    return manifest(_kept_pieces(run), printed=drawn_again(run))


def drawn_again(run: PrintRun) -> Printed:
    """The run's pages, drawn once more from what it keeps; nothing is logged. Raises as ``run_manifest`` does."""
    return _print(_kept_pieces(run), of=run)


def is_fresh(run: PrintRun) -> bool:
    """Whether it was printed a moment ago: who opens its PDF now has not seen it yet, and prints nothing twice."""
    return clock.now() < run.made_at + LEASE


def _kept_pieces(run: PrintRun) -> list[Piece]:
    return [from_data(line.content) for line in run.lines.all() if line.content]


def _print(pieces: Sequence[Piece], *, of: PrintRun) -> Printed:
    sheet, order = cast(SheetName, of.sheet), cast(SheetOrder, of.order)
    return print_pieces(pieces, sheet=sheet, order=order, separate=of.separate)


def _print_in_steps(pieces: Sequence[Piece], *, of: PrintRun) -> Generator[HowFar, None, Printed]:
    target = io.BytesIO()
    job = Job(sheet=cast(SheetName, of.sheet), order=cast(SheetOrder, of.order), separate=of.separate)
    steps = print_in_steps(target, pieces=pieces, job=job)
    while True:
        try:
            drawn = next(steps)
        except StopIteration as end:
            printed: Printed = end.value
            return replace(printed, pdf=target.getvalue() if printed.pages else b"")
        yield HowFar(stage="drawn", done=drawn, total=len(pieces))


def _claim(touch_ids: Sequence[int] | None, *, claim: str) -> list[Touch]:
    now = clock.now()
    wanted = [touch.pk for touch in cards_for_today(now=now)] if touch_ids is None else list(touch_ids)
    free: QuerySet[Touch] = Touch.objects.filter(pk__in=wanted, state=Touch.State.PLANNED, medium__in=PAPER)
    free.update(state=Touch.State.CLAIMED, claim=claim, claimed_until=now + LEASE)
    mine = _claimed(claim).select_related("order__customer", "moment")
    return in_pick_order(mine.prefetch_related("order__lines"))


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


def _draw(looked: Looked, *, place: Place, refused: list[dict[str, str]]) -> list[tuple[Looked, Drawing]]:
    kind = kinds()[looked.touch.kind]
    try:
        if not isinstance(kind, PrintKind):
            raise NothingToSay(f"Kind {kind.name} is not printed.")
        return [(looked, kind.drawing(looked.touch, looked.order, place=place))]
    except NothingToSay as error:
        settle(looked.touch, verdict=Hold("nothing_to_say"))
        refused.append(_refusal(looked, reason=str(error)))
        return []


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
