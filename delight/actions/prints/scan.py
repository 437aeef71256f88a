"""Scanning a piece's code at the packing table: may it still go into the parcel?"""

import re
from dataclasses import dataclass

from delight.actions.prints.mark_line import mark_line
from delight.actions.touches.look_at_touches import look_at_touches
from delight.models import PrintLine
from delight.rules.gate import Go

CODE = re.compile(r"^D(\d{7,18})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """What a scan found: whether the piece may go into the parcel, what to say, why not, and the line."""

    ok: bool
    sentence: str
    reason: str = ""
    line: PrintLine | None = None


def scan(code: str) -> ScanResult:
    """Find the piece behind a scanned code, ask the gate once more, and mark it enclosed if it may go."""
    found = CODE.match(code.strip())
    if not found:
        return ScanResult(
            ok=False, sentence=f"{code.strip()[:40]} is not a code of ours. Scan the bars beside the card."
        )
    lines = PrintLine.objects.filter(touch_id=int(found.group(1))).select_related("touch__order__customer", "run")
    line = lines.order_by("-pk").first()
    if line is None or line.touch.order is None:
        return ScanResult(ok=False, sentence=f"{code.strip()[:40]}: no piece was printed under this code.")
    order = line.touch.order
    refusal = _reason_against(line)
    if refusal:
        sentence = f"Do not enclose, order {order.number}."
        return ScanResult(ok=False, sentence=sentence, reason=refusal, line=line)
    mark_line(line, mark="enclosed")
    name = order.recipient_name or "no name"
    return ScanResult(ok=True, sentence=f"Order {order.number}, {name}: enclose this {line.touch.kind}.", line=line)


def _reason_against(line: PrintLine) -> str:
    if line.spoilt_at is not None:
        return "spoilt"
    verdict = look_at_touches([line.touch])[0].verdict
    return "" if isinstance(verdict, Go) else verdict.reason
