"""A printed run on other machines: a real pen, resumed at any card, or a label printer; each card one file."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from delight.actions.prints.print_cards import print_cards
from delight.models import PrintRun
from tests.factories import a_touch, an_order

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock", "store", "shop")]


def a_run(*numbers: str) -> PrintRun:
    for number in numbers:
        a_touch(order=an_order(number=number), kind="note", medium="card")
    return print_cards(None, by=None)[0]


def plotted(*arguments: Any, **options: Any) -> str:
    said = StringIO()
    call_command("plot_run", *arguments, stdout=said, stderr=said, **options)
    return said.getvalue()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_run_becomes_one_drawing_a_card_in_pick_order(tmp_path: Path) -> None:
    said = plotted(a_run("1010", "999").pk, tmp_path)
    assert "2 cards, about" in said
    assert "2 files in" in said
    assert names(tmp_path) == ["0001-999.svg", "0002-1010.svg"]


def test_without_a_folder_only_the_minutes_are_said() -> None:
    assert "minutes of writing" in plotted(a_run("999").pk)


def test_a_run_resumes_with_the_same_card(tmp_path: Path) -> None:
    run = a_run("998", "999")
    plotted(run.pk, tmp_path / "whole", form="gcode")
    plotted(run.pk, tmp_path / "rest", form="gcode", first=2)
    assert names(tmp_path / "rest") == ["0002-999.gcode"]
    assert (tmp_path / "rest/0002-999.gcode").read_bytes() == (tmp_path / "whole/0002-999.gcode").read_bytes()


def test_the_machine_s_own_commands_are_written(tmp_path: Path) -> None:
    plotted(a_run("999").pk, tmp_path, form="gcode", pen_up=r"G0 Z5\nG4 P0.1", pen_down="G1 Z0", origin=[10, 20])
    lines = (tmp_path / "0001-999.gcode").read_text().splitlines()
    assert lines[3:5] == ["G0 Z5", "G4 P0.1"]


def test_a_label_printer_gets_dots(tmp_path: Path) -> None:
    plotted(a_run("999").pk, tmp_path, form="png", label="4x6")
    assert (tmp_path / "0001-999.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"hand": "caveat"}, "Choose wren"),
        ({"first": 3}, "cannot resume at 3"),
        ({"speed": 0.0}, "speed above 0"),
        ({"form": "png"}, "Name the folder"),
    ],
    ids=["a hand without strokes", "no such card", "no speed", "no folder"],
)
def test_what_cannot_be_written_is_said(options: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        plotted(a_run("999").pk, **options)


def test_a_run_that_was_erased_is_not_plotted() -> None:
    run = a_run("999")
    run.lines.update(content={})
    with pytest.raises(CommandError, match="no content any more"):
        plotted(run.pk)


def test_an_unknown_run_is_named() -> None:
    with pytest.raises(CommandError, match="no print run 77"):
        plotted(77)
