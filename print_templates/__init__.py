"""Print Templates turns plain data into printed pages: cards in a human hand, inserts, sheets with marks and slug."""

import os
from importlib import import_module
from typing import TYPE_CHECKING

from print_templates.data import (
    Chapter,
    Entry,
    FormatName,
    FormName,
    Hand,
    HandName,
    Insert,
    NameFallback,
    Note,
    Piece,
    Place,
    Preset,
    Printed,
    Record,
    Refusal,
    SheetName,
    SheetOrder,
    Slug,
)
from print_templates.errors import CannotPrint, FontProblem, PrintError

# numpy's linear algebra, which nothing here uses, starts a thread for every core at import; on two cores their waiting
# costs a reprint 100 ms. Who wants them sets the variable first.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from print_templates.labels import Label, print_labels
    from print_templates.pens.plotting import Estimate, PlottedCard, estimate_plot, plot_pieces
    from print_templates.pens.travel import Pace
    from print_templates.printing import Job, preview, print_in_steps, print_pieces, print_to, uncovered
    from print_templates.record import print_record
    from print_templates.sheet.manifest import manifest
    from print_templates.writers.gcode import Plotter

__all__ = [
    "CannotPrint",
    "Chapter",
    "Entry",
    "Estimate",
    "FontProblem",
    "FormName",
    "FormatName",
    "Hand",
    "HandName",
    "Insert",
    "Label",
    "Job",
    "NameFallback",
    "Note",
    "Pace",
    "Piece",
    "PlottedCard",
    "Plotter",
    "Place",
    "Preset",
    "PrintError",
    "Printed",
    "Record",
    "Refusal",
    "SheetName",
    "SheetOrder",
    "Slug",
    "estimate_plot",
    "manifest",
    "plot_pieces",
    "preview",
    "print_in_steps",
    "print_labels",
    "print_pieces",
    "print_record",
    "print_to",
    "uncovered",
]

# Loaded when first asked for: who prints one card loads nothing of pens and labels, who only names a piece no numpy.
_HOMES = {
    "labels": ("Label", "print_labels"),
    "pens.plotting": ("Estimate", "PlottedCard", "estimate_plot", "plot_pieces"),
    "pens.travel": ("Pace",),
    "printing": ("Job", "preview", "print_in_steps", "print_pieces", "print_to", "uncovered"),
    "record": ("print_record",),
    "sheet.manifest": ("manifest",),
    "writers.gcode": ("Plotter",),
}


def __getattr__(name: str) -> object:
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return value
