"""Pieces for a label printer: each as a picture of black dots, in pick order, the one that cannot be printed listed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from print_templates.data import Piece, Refusal
from print_templates.errors import FontProblem
from print_templates.printing import print_pieces, refusal
from print_templates.writers.bitmap import LabelDots, LabelName, write_bitmap


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label: ``png`` has one bit a dot; ``digest`` is the content hash :func:`print_pieces` gives the piece."""

    reference: str
    order_number: str
    png: bytes
    digest: str


def print_labels(
    pieces: Sequence[Piece], *, label: LabelName = "100x150", dpi: LabelDots = 203, cache: Path | None = None
) -> Iterator[Label | Refusal]:
    """Yield each of ``pieces`` as a label (100 × 150 mm or 4 × 6 in) for a head of 203 or 300 dpi, in order.

    A piece that cannot be printed comes as a refusal; the rest go on.
    """
    for piece in pieces:
        try:
            printed = print_pieces([piece], marks=False, cache=cache)
        except FontProblem as problem:
            yield refusal(piece, problem=problem)
            continue
        if printed.refusals:
            yield from printed.refusals
            continue
        yield Label(
            reference=piece.reference,
            order_number=piece.slug.order_number,
            png=write_bitmap(printed.pdf, label=label, dpi=dpi),
            digest=printed.hashes[piece.reference],
        )
