"""A traced card becomes G-code for a machine that moves a pen (ISO 6983-1 in the dialect of GRBL and Marlin)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from print_templates.errors import CannotPrint
from print_templates.pens.trace import TracedCard
from print_templates.pens.travel import Effort, Pace, effort


@dataclass(frozen=True, slots=True, kw_only=True)
class Plotter:
    """A machine that writes. ``pen_up`` and ``pen_down`` are its own commands, the wait for the pen included.

    ``origin`` is where the card's corner lies on the bed, in mm: the lower left one, or the upper left one where the
    machine counts y downwards (``y_down``). ``bed`` is how far it reaches, in mm. ``pause`` waits for the next card.
    """

    pen_up: str = "M3 S30\nG4 P0.12"
    pen_down: str = "M3 S90\nG4 P0.16"
    pace: Pace = field(default_factory=Pace)
    origin: tuple[float, float] = (0.0, 0.0)
    y_down: bool = False
    bed: tuple[float, float] = (300.0, 218.0)
    start: str = ""
    end: str = ""
    pause: str = "M0"


def write_gcode(card: TracedCard, *, plotter: Plotter, place: str = "") -> bytes:
    """Return the program that writes ``card`` and brings the pen home; ``place`` ("17 of 240") stands in its comment.

    Raises :class:`CannotPrint` when the card lies beyond the bed.
    """
    _check(card, plotter)
    return ("\n".join(_lines(card, plotter, place)) + "\n").encode("ascii")


def _check(card: TracedCard, plotter: Plotter) -> None:
    (x, y), (width, height) = plotter.origin, plotter.bed
    if x < 0 or y < 0 or x + card.width > width or y + card.height > height:
        raise CannotPrint(
            f"a card of {card.width:g} × {card.height:g} mm at {x:g}, {y:g} does not lie on the bed of {width:g} × "
            f"{height:g} mm; move the plotter's origin or name its bed"
        )


def _lines(card: TracedCard, plotter: Plotter, place: str) -> Iterator[str]:
    spent = cost(card, plotter=plotter)
    yield f"; order {_plain(card.order_number)}{', card ' if place else ''}{place}, {spent.seconds / 60:.1f} minutes"
    if card.note:
        yield f"; {_plain(card.note)}"
    yield from ("G21", "G90", *_commands(plotter.start), *_commands(plotter.pen_up))
    draw, travel = round(60 * plotter.pace.draw), round(60 * plotter.pace.travel)
    for stroke in card.strokes:
        points = [_on_bed(x, y, card, plotter) for x, y in stroke.tolist()]
        yield f"G0 {points[0]} F{travel}"
        yield from _commands(plotter.pen_down)
        yield f"G1 {points[1]} F{draw}"
        yield from (f"G1 {point}" for point in points[2:])
        yield from _commands(plotter.pen_up)
    yield f"G0 X0.00 Y0.00 F{travel}"
    yield from _commands(plotter.end)


def _on_bed(x: float, y: float, card: TracedCard, plotter: Plotter) -> str:
    left, corner = plotter.origin
    return f"X{left + x:.2f} Y{corner + (card.height - y if plotter.y_down else y):.2f}"


def cost(card: TracedCard, *, plotter: Plotter) -> Effort:
    """Return what ``card`` costs on ``plotter``, the way from its home and back included."""
    shift = plotter.origin
    if plotter.y_down:
        return effort(
            [stroke * (1, -1) + (shift[0], shift[1] + card.height) for stroke in card.strokes], pace=plotter.pace
        )
    return effort([stroke + shift for stroke in card.strokes], pace=plotter.pace)


def _commands(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _plain(text: str) -> str:
    """Comments are ASCII: a controller may choke on anything else."""
    return text.encode("ascii", "replace").decode().replace("\n", " ")
