"""Cards for a real pen: traced, put in a short order, timed before the run, written as SVG or G-code, resumed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from print_templates.data import Piece, Refusal
from print_templates.errors import CannotPrint
from print_templates.pens.trace import TracedCard, pen_chain, trace
from print_templates.pens.travel import Effort, shortened
from print_templates.printing import refusal
from print_templates.writers.gcode import Plotter, cost, write_gcode
from print_templates.writers.svg import write_svg

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlottedCard:
    """One card for the machine: its place in the run from 1, its time, and what it is as ``svg`` or ``gcode``."""

    place: int
    total: int
    card: TracedCard
    effort: Effort
    plotter: Plotter

    @property
    def minutes(self) -> float:
        """How long the machine writes."""
        return self.effort.seconds / 60

    @property
    def svg(self) -> bytes:
        """The card as a drawing in millimetres."""
        return write_svg(self.card)

    @property
    def gcode(self) -> bytes:
        """The card as a program for the machine."""
        return write_gcode(self.card, plotter=self.plotter, place=f"{self.place} of {self.total}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a run will take: cards, minutes of writing, metres of ink and of travel, and the cards that cannot be."""

    cards: int
    minutes: float
    ink: float
    travel: float
    refusals: tuple[Refusal, ...]


def plot_pieces(
    pieces: Sequence[Piece],
    *,
    plotter: Plotter | None = None,
    first: int = 1,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Iterator[PlottedCard | Refusal]:
    """Yield each of ``pieces`` for a pen, in order, starting with card ``first`` (1 is the first) to resume a run.

    A card is the same whether the run starts with it or before it. A piece that a pen cannot write comes as a refusal;
    the rest go on. ``progress`` hears how many of how many are done. Raises :class:`FontProblem` when a piece's hand
    has no strokes, ``ValueError`` when ``first`` is no place in the run.
    """
    if not 1 <= first <= max(len(pieces), 1):
        raise ValueError(f"The run has cards 1 to {len(pieces)}; it cannot resume at {first}.")
    for hand in {piece.hand for piece in pieces}:
        pen_chain(hand, cache=cache)
    return _plotted(pieces, plotter or Plotter(), first, cache, progress)


def _plotted(
    pieces: Sequence[Piece], plotter: Plotter, first: int, cache: Path | None, progress: Progress | None
) -> Iterator[PlottedCard | Refusal]:
    for place, piece in enumerate(pieces[first - 1 :], start=first):
        yield _plot(piece, plotter, place, len(pieces), cache)
        if progress:
            progress(place - first + 1, len(pieces) - first + 1)


def _plot(piece: Piece, plotter: Plotter, place: int, total: int, cache: Path | None) -> PlottedCard | Refusal:
    try:
        card = trace(piece, chain=pen_chain(piece.hand, cache=cache))
        if not card.strokes:
            raise CannotPrint("the piece has no handwriting; a pen has nothing to write")
        card = replace(card, strokes=shortened(card.strokes))
        plotted = PlottedCard(place=place, total=total, card=card, effort=cost(card, plotter=plotter), plotter=plotter)
    except CannotPrint as problem:
        return refusal(piece, problem=problem)
    return plotted


def estimate_plot(
    pieces: Sequence[Piece], *, plotter: Plotter | None = None, first: int = 1, cache: Path | None = None
) -> Estimate:
    """Return what :func:`plot_pieces` of the same run will take, before a pen moves."""
    efforts: list[Effort] = []
    refusals: list[Refusal] = []
    for each in plot_pieces(pieces, plotter=plotter, first=first, cache=cache):
        if isinstance(each, Refusal):
            refusals.append(each)
        else:
            efforts.append(each.effort)
    return Estimate(
        cards=len(efforts),
        minutes=sum(effort.seconds for effort in efforts) / 60,
        ink=sum(effort.ink for effort in efforts) / 1000,
        travel=sum(effort.travel for effort in efforts) / 1000,
        refusals=tuple(refusals),
    )
