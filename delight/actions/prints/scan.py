"""Scanning at the packing table: which parcel is this, and may this piece go into it?"""

import re
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db.models import QuerySet

from delight.actions.prints.mark_line import mark_line, mark_written
from delight.actions.touches.gather_facts import order_facts
from delight.actions.touches.look_at_touches import look_at_touches
from delight.models import Order, Parcel, PrintLine
from delight.rules.gate import Go
from delight.rules.planning import silence

CODE = re.compile(r"^D(\d{7,18})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """What a scan found: whether all is well, what to say, why not, and the line.

    ``parcel`` is the order whose parcel is in hand, for the next scan; ``missing`` are its printed pieces that do not
    lie in it yet. ``ask`` is the line for a pen that has to be written first: the same scan once more says that it is.
    """

    ok: bool
    sentence: str
    reason: str = ""
    line: PrintLine | None = None
    parcel: Order | None = None
    missing: tuple[PrintLine, ...] = ()
    ask: str = ""


def scan(code: str, *, parcel: int | None = None, asked: str = "", by: User | None = None) -> ScanResult:
    """What this code is: a piece, which is marked enclosed if it may go, or a parcel by its order or tracking number.

    ``parcel`` is the order in hand; a piece of another order is refused. ``asked`` is the code whose line for a pen was
    asked for: scanned again, it counts as written, by this person.
    """
    told = code.strip()[:60]
    found = CODE.match(told)
    if not found:
        return _parcel(told)
    line = latest_line(int(found.group(1)))
    if line is None or line.touch.order is None:
        return ScanResult(ok=False, sentence=f"{told}: no piece was printed under this code.")
    in_hand = _orders().filter(pk=parcel).first() if parcel else None
    if in_hand is not None and line.touch.order_id != in_hand.pk:
        return _mismatch(line, in_hand=in_hand)
    return _piece(line, in_hand=in_hand, written=asked == told, by=by)


def latest_line(touch_id: int) -> PrintLine | None:
    """The newest copy of a piece."""
    lines = PrintLine.objects.filter(touch_id=touch_id).select_related("touch__order__customer", "run")
    return lines.order_by("-pk").first()


def missing_pieces(order: Order) -> tuple[PrintLine, ...]:
    """The newest copy of each printed piece of this order that is neither enclosed nor spoilt."""
    lines = PrintLine.objects.filter(touch__order=order).select_related("touch").order_by("touch", "-pk")
    newest: dict[int, PrintLine] = {}
    for line in lines:
        newest.setdefault(line.touch_id, line)
    return tuple(line for line in newest.values() if line.enclosed_at is None and line.spoilt_at is None)


def _orders() -> QuerySet[Order]:
    return Order.objects.select_related("customer").prefetch_related("lines", "parcels")


def _parcel(told: str) -> ScanResult:
    """The parcel in hand, and what still has to go into it."""
    number = told.removeprefix("#")
    by_number = list(_orders().filter(number=number)[:2])
    tracked = Parcel.objects.filter(tracking=told).values_list("order_id", flat=True).distinct()[:2]
    found = by_number or list(_orders().filter(pk__in=list(tracked)))
    if len(found) != 1:
        sentence = f"{told} belongs to several orders. Scan the order number." if found else _unknown(told)
        return ScanResult(ok=False, sentence=sentence)
    order = found[0]
    if reason := silence(order_facts([order])[order.pk]):
        return ScanResult(ok=False, sentence=f"Do not send, order {order.number}.", reason=reason)
    return _with_missing(ScanResult(ok=True, sentence=_named(order), parcel=order), of=order)


def _unknown(told: str) -> str:
    return (
        f"{told} is not a code of ours, nor an order or tracking number we know. Scan the bars beside the card, or the "
        "parcel's label."
    )


def _named(order: Order) -> str:
    return f"Order {order.number}, {order.recipient_name or 'no name'}."


def _with_missing(result: ScanResult, *, of: Order) -> ScanResult:
    """With what is still to go in; a parcel that has everything is out of hand."""
    left = missing_pieces(of)
    return replace(result, missing=left, parcel=result.parcel if left else None)


def _mismatch(line: PrintLine, *, in_hand: Order) -> ScanResult:
    theirs = _named(line.touch.order) if line.touch.order else ""
    sentence = f"Wrong parcel! This {line.touch.kind} belongs to: {theirs} In your hand: {_named(in_hand)}"
    return ScanResult(ok=False, sentence=sentence, line=line, parcel=in_hand, missing=missing_pieces(in_hand))


def _piece(line: PrintLine, *, in_hand: Order | None, written: bool, by: User | None) -> ScanResult:
    order = line.touch.order
    if order is None:
        return ScanResult(ok=False, sentence="This piece belongs to no order.")
    if refusal := _reason_against(line, in_hand=in_hand is not None):
        sentence = f"Do not enclose, order {order.number}."
        return ScanResult(ok=False, sentence=sentence, reason=refusal, line=line)
    slot = str(line.content.get("human_slot", ""))
    if slot and line.written_at is None and not written:
        return ScanResult(ok=True, sentence=_named(order), line=line, parcel=in_hand, ask=slot)
    if slot and line.written_at is None:
        mark_written(line, by=by)
    mark_line(line, mark="enclosed")
    name = order.recipient_name or "no name"
    said = f"Order {order.number}, {name}: enclose this {line.touch.kind}."
    return _with_missing(ScanResult(ok=True, sentence=said, line=line, parcel=in_hand), of=order)


def _reason_against(line: PrintLine, *, in_hand: bool) -> str:
    """The gate, asked again at every scan. A parcel in hand has not left, whatever its label says."""
    if line.spoilt_at is not None:
        return "spoilt"
    verdict = look_at_touches([line.touch])[0].verdict
    reason = "" if isinstance(verdict, Go) else verdict.reason
    return "" if in_hand and reason == "parcel_left" else reason
