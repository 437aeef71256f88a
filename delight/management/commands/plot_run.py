"""``plot_run``: writes a printed run for a pen plotter (SVG, G-code) or a label printer (PNG), one file a card."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delight.actions.prints.plot_run import estimate_run, label_run, plot_run, write_files
from delight.errors import PermanentError
from delight.models import PrintRun
from print_templates import Pace, Plotter

_MACHINE, _PACE = Plotter(), Pace()


class Command(BaseCommand):
    help = "Writes the cards of a run for a pen plotter or a label printer; says the minutes before it begins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, help="The number of the print run.")
        parser.add_argument("folder", type=Path, nargs="?", help="Where the files go; none: only the estimate.")
        parser.add_argument("--form", choices=["svg", "gcode", "png"], default="svg")
        parser.add_argument("--first", type=int, default=1, help="The card to resume with (default: %(default)s).")
        parser.add_argument("--hand", default="wren", help="A hand drawn as strokes (default: %(default)s).")
        parser.add_argument("--label", choices=["100x150", "4x6"], default="100x150", help="For png.")
        parser.add_argument("--dpi", type=int, choices=[203, 300], default=203, help="For png.")
        _add_machine(parser)

    def handle(self, **options: Any) -> None:  # Any: Django hands over each option in its own type
        run = PrintRun.objects.filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"There is no print run {options['run']}.")
        try:
            self._write(run, options)
        except PermanentError as problem:
            raise CommandError(str(problem)) from problem

    def _write(self, run: PrintRun, options: dict[str, Any]) -> None:  # Any: as above
        total = run.lines.count() - options["first"] + 1
        if options["form"] == "png":
            if not options["folder"]:
                raise CommandError("Name the folder for the labels.")
            files = label_run(run, label=options["label"], dpi=options["dpi"], first=options["first"])
        else:
            plotter, hand, first = _plotter(options), options["hand"], options["first"]
            told = estimate_run(run, plotter=plotter, hand=hand, first=first)
            self.stdout.write(
                f"{told.cards} cards, about {told.minutes:.0f} minutes of writing, {told.ink:.1f} m of ink; "
                f"{len(told.refusals)} cannot be written"
            )
            files = plot_run(run, plotter=plotter, hand=hand, form=options["form"], first=first)
        if options["folder"]:
            refusals = []
            for done, refusal in enumerate(write_files(options["folder"], files=files), start=1):
                refusals += [refusal] if refusal else []
                self._progress(done, total)
            for refusal in refusals:
                self.stderr.write(refusal.reason)
            self.stdout.write(f"{total - len(refusals)} files in {options['folder']}")

    def _progress(self, done: int, total: int) -> None:
        """A bar while a person watches; a log is spared it."""
        if self.stderr.isatty():
            filled = 30 * done // max(total, 1)
            self.stderr.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done} of {total}", ending="")
            if done == total:
                self.stderr.write("")


def _add_machine(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("the machine (G-code and the estimate)")
    group.add_argument("--pen-up", default=_MACHINE.pen_up, help="Its command, \\n for a new line.")
    group.add_argument("--pen-down", default=_MACHINE.pen_down)
    group.add_argument("--speed", type=float, default=_PACE.draw, help="mm/s with the pen down.")
    group.add_argument("--travel-speed", type=float, default=_PACE.travel, help="mm/s with the pen up.")
    group.add_argument("--origin", type=float, nargs=2, default=_MACHINE.origin, help="The card's corner, mm.")
    group.add_argument("--bed", type=float, nargs=2, default=_MACHINE.bed, help="How far it reaches, mm.")
    group.add_argument("--y-down", action="store_true", help="The machine counts y away from the upper left.")


def _plotter(options: dict[str, Any]) -> Plotter:  # Any: as above
    if min(options["speed"], options["travel_speed"]) <= 0:
        raise CommandError("A pen needs a speed above 0 mm/s.")
    return Plotter(
        pen_up=options["pen_up"].replace("\\n", "\n"),
        pen_down=options["pen_down"].replace("\\n", "\n"),
        pace=Pace(draw=options["speed"], travel=options["travel_speed"]),
        origin=tuple(options["origin"]),
        bed=tuple(options["bed"]),
        y_down=options["y_down"],
    )
