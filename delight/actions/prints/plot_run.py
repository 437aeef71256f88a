"""A printed run for other machines: its pieces as a pen follows them, or as the dots of a label printer."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from delight.errors import PermanentError
from delight.kinds.pieces import from_data
from delight.models import PrintRun
from print_templates import Estimate, Label, Piece, PlottedCard, Plotter, PrintError, Refusal
from print_templates import estimate_plot as estimate
from print_templates import plot_pieces as plot
from print_templates import print_labels as labels


def pieces_of(run: PrintRun, *, hand: str = "") -> list[Piece]:
    """The pieces of ``run`` in pick order, written in ``hand`` where one is named.

    Raises PermanentError where a line's content was erased with its person: a run with a hole would shift the others.
    """
    lines = list(run.lines.order_by("position"))
    erased = [line.position for line in lines if not line.content]
    if erased or not lines:
        raise PermanentError(f"Run {run.pk}: {len(erased) or 'all'} lines have no content any more.")
    pieces = [from_data(line.content) for line in lines]
    return [replace(piece, hand=replace(piece.hand, name=hand)) for piece in pieces] if hand else pieces


def estimate_run(run: PrintRun, *, plotter: Plotter, hand: str, first: int = 1) -> Estimate:
    """What the run will take on ``plotter`` from card ``first`` on. Raises PermanentError as :func:`plot_run` does."""
    try:
        return estimate(pieces_of(run, hand=hand), plotter=plotter, first=first)
    except (PrintError, ValueError) as problem:
        raise PermanentError(f"Run {run.pk}: {problem}") from problem


def plot_run(
    run: PrintRun, *, plotter: Plotter, hand: str, form: str, first: int = 1
) -> Iterator[tuple[str, bytes] | Refusal]:
    """Yield a file for each card from ``first`` on, its name and content ("svg" or "gcode"), or why there is none.

    Raises PermanentError where the run has no such card, or the hand no strokes.
    """
    try:
        cards = plot(pieces_of(run, hand=hand), plotter=plotter, first=first)
    except (PrintError, ValueError) as problem:
        raise PermanentError(f"Run {run.pk}: {problem}") from problem
    return (each if isinstance(each, Refusal) else _plotted(each, form) for each in cards)


def _plotted(card: PlottedCard, form: str) -> tuple[str, bytes]:
    content = card.svg if form == "svg" else card.gcode
    return f"{card.place:04}-{_file_name(card.card.order_number)}.{form}", content


def label_run(run: PrintRun, *, label: str, dpi: int, first: int = 1) -> Iterator[tuple[str, bytes] | Refusal]:
    """Yield a label for each piece from ``first`` on: its file name and PNG, or why there is none."""
    pieces = pieces_of(run)[first - 1 :]
    drawn = labels(pieces, label=label, dpi=dpi)  # type: ignore[arg-type]  # the command admits the known ones only
    for place, each in enumerate(drawn, start=first):
        yield (f"{place:04}-{_file_name(each.order_number)}.png", each.png) if isinstance(each, Label) else each


def _file_name(order_number: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in order_number)


def write_files(folder: Path, *, files: Iterator[tuple[str, bytes] | Refusal]) -> Iterator[Refusal | None]:
    """Write ``files`` into ``folder`` as they come; yield after each, the refusal where there was no file."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in files:
        if isinstance(each, Refusal):
            yield each
        else:
            (folder / each[0]).write_bytes(each[1])
            yield None
