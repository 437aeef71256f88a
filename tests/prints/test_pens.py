"""A real pen writes the card that is printed: the same letters at the same places, in little time, resumed anywhere."""

import re
import xml.etree.ElementTree as ET
from math import ceil

import numpy as np
import pytest
from PIL import Image, ImageDraw

from print_templates import FontProblem, Hand, Refusal, print_pieces
from print_templates.errors import CannotPrint
from print_templates.hand.hands import open_hand
from print_templates.pens.plotting import estimate_plot, plot_pieces
from print_templates.pens.trace import pen_chain, trace
from print_templates.pens.travel import Pace, effort, shortened
from print_templates.writers.gcode import Plotter, write_gcode
from print_templates.writers.svg import write_outlines, write_svg
from tests.prints.pieces import insert, note, render

pytestmark = pytest.mark.slow

DPI = 300
SVG = "{http://www.w3.org/2000/svg}"
MOVE = re.compile(r"G([01]) X(-?[\d.]+) Y(-?[\d.]+)")


@pytest.fixture(scope="module")
def card():
    return note(hand="wren")


@pytest.fixture(scope="module")
def traced(card):
    return trace(card, chain=pen_chain(card.hand))


def drawn(strokes, nib, *, width=105, height=148):
    """The strokes as a round pen leaves them, as an array of true for ink."""
    scale = DPI / 25.4
    picture = Image.new("1", (ceil(width * scale), ceil(height * scale)))
    pen, radius = ImageDraw.Draw(picture), nib * scale / 2
    for stroke in strokes:
        points = [(x * scale, (height - y) * scale) for x, y in np.asarray(stroke).tolist()]
        pen.line(points, fill=1, width=round(2 * radius))
        for x, y in points:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=1)
    return np.array(picture)


def svg_strokes(content, height=148):
    layers = ET.fromstring(content).findall(f"{SVG}g")
    hand = next(layer for layer in layers if "1 hand" in layer.attrib.values())
    paths = [path.attrib["d"].removeprefix("M").split(" ") for path in hand.findall(f"{SVG}path")]
    return [[(float(x), height - float(y)) for x, y in (point.split(",") for point in path)] for path in paths]


def gcode_strokes(content, plotter):
    """What a machine draws that obeys the program line by line: where the pen is down, it leaves a stroke."""
    up, down = plotter.pen_up.splitlines()[0], plotter.pen_down.splitlines()[0]
    strokes, here, lowered = [], (0.0, 0.0), False
    for line in content.decode("ascii").splitlines():
        if line in (up, down):
            lowered = line == down
            if lowered:
                strokes.append([here])
        elif move := MOVE.match(line):
            here = float(move[2]), float(move[3])
            assert (move[1] == "1") == lowered, line
            if lowered:
                strokes[-1].append(here)
    assert not lowered
    return strokes


def apart(first, second):
    return max(np.abs(np.asarray(a) - np.asarray(b)).max() for a, b in zip(first, second, strict=True))


def test_the_pen_writes_what_is_printed(card, traced):
    printed = render(print_pieces([card], marks=False).pdf, dpi=DPI) < 140
    broad, fine = drawn(traced.strokes, 1.7 * traced.nib), drawn(traced.strokes, 0.1)
    assert (printed & broad).sum() / printed.sum() > 0.998
    assert (printed & fine).sum() / fine.sum() > 0.97


def test_the_drawing_read_back_is_the_strokes(traced):
    strokes = svg_strokes(write_svg(traced))
    assert apart(strokes, traced.strokes) <= 0.0051
    assert (drawn(strokes, traced.nib) != drawn(traced.strokes, traced.nib)).mean() < 0.001


@pytest.mark.parametrize("hand", ["caveat", "wren"])
def test_outlines_for_a_screen_are_the_printed_letters(hand):
    card = note(hand=hand)
    paths = ET.fromstring(write_outlines(card, chain=open_hand(card.hand))).findall(f"{SVG}g/{SVG}path")
    fine, broad = (ring_lines(paths, width=width) for width in (1, 5))
    ink = render(print_pieces([card], marks=False).pdf, dpi=DPI)
    inner = ink < 128
    edge = inner & ~(np.roll(inner, 1, 0) & np.roll(inner, -1, 0) & np.roll(inner, 1, 1) & np.roll(inner, -1, 1))
    assert broad[edge].mean() > 0.97
    assert (ink < 255)[fine].mean() > 0.8  # half of the line lies outside the ink it goes around


def ring_lines(paths, *, width):
    scale = DPI / 25.4
    picture = Image.new("1", (ceil(105 * scale), ceil(148 * scale)))
    pen = ImageDraw.Draw(picture)
    for path in paths:
        for ring in path.attrib["d"].split("Z")[:-1]:
            points = flattened([np.array(re.findall("[-.0-9]+", part), dtype=float) for part in ring[1:].split("Q")])
            pen.line([(x * scale, y * scale) for x, y in [*points, points[0]]], fill=1, width=width)
    return np.array(picture)


def flattened(parts):
    """The points of a path that goes "M x,y (L x,y)* Q x,y x,y …": each curve in five pieces."""
    points = []
    for number, part in enumerate(parts):
        corners = part.reshape(-1, 2).tolist()
        if number:
            (ax, ay), (bx, by), (cx, cy) = points[-1], *corners[:2]
            for t in (0.2, 0.4, 0.6, 0.8, 1.0):
                u = 1 - t
                points.append((u * u * ax + 2 * u * t * bx + t * t * cx, u * u * ay + 2 * u * t * by + t * t * cy))
        points += corners[2:] if number else corners
    return points


def test_the_drawing_is_in_millimetres(traced):
    root = ET.fromstring(write_svg(traced))
    assert (root.attrib["width"], root.attrib["height"], root.attrib["viewBox"]) == ("105mm", "148mm", "0 0 105 148")


def test_the_program_obeyed_draws_the_strokes(traced):
    plotter = Plotter()
    strokes = gcode_strokes(write_gcode(traced, plotter=plotter), plotter)
    assert apart(strokes, traced.strokes) <= 0.0051
    assert (drawn(strokes, traced.nib) != drawn(traced.strokes, traced.nib)).mean() < 0.001


def test_the_program_speaks_the_machine_s_own_commands_from_its_own_origin(traced):
    plotter = Plotter(
        pen_up="G0 Z5", pen_down="G1 Z-0.2", pace=Pace(draw=30, travel=100), origin=(20, 30), y_down=True, start="$H"
    )
    content = write_gcode(traced, plotter=plotter)
    strokes = gcode_strokes(content, plotter)
    back = [[(x - 20, 148 - (y - 30)) for x, y in stroke] for stroke in strokes]
    assert apart(back, traced.strokes) <= 0.0051
    lines = content.decode().splitlines()
    assert lines[1:5] == ["G21", "G90", "$H", "G0 Z5"]
    assert lines[-1] == "G0 X0.00 Y0.00 F6000"
    assert "F1800" in content.decode()


def test_a_card_beyond_the_bed_is_refused(traced):
    with pytest.raises(CannotPrint, match="move the plotter's origin"):
        write_gcode(traced, plotter=Plotter(origin=(200, 0)))


def test_the_pen_travels_less_than_in_writing_order_and_loses_no_stroke(traced):
    before, after = (effort(strokes, pace=Pace()) for strokes in (traced.strokes, shortened(traced.strokes)))
    assert after.travel < 0.65 * before.travel
    assert after.ink == pytest.approx(before.ink)
    one_way = {min(s.tobytes(), s[::-1].tobytes()) for s in traced.strokes}
    assert one_way == {min(s.tobytes(), s[::-1].tobytes()) for s in shortened(traced.strokes)}


def test_the_shortest_way_along_a_line_is_along_the_line():
    marks = [np.array([(x, 0.0), (x + 1.0, 0.0)]) for x in (30, 10, 50, 20, 40)]
    assert [stroke[:, 0].min() for stroke in shortened(marks)] == [10, 20, 30, 40, 50]


@pytest.mark.parametrize(
    ("way", "seconds"),
    [(100.0, 100 / 50 + 50 / 1000), (0.9, 2 * (0.9 / 1000) ** 0.5)],
    ids=["full speed is reached", "too short for full speed"],
)
def test_time_follows_from_speed_and_acceleration(way, seconds):
    pace = Pace(draw=50, travel=1e9, acceleration=1000, lift=0, lower=0)
    there = effort([np.array([(0.0, 0.0), (way, 0.0)])], pace=pace)
    assert there.seconds == pytest.approx(seconds + 2 * (way / 1000) ** 0.5)


def test_minutes_are_known_before_the_run_and_hold_for_it():
    cards = [note(hand="wren", number=number) for number in (1, 2, 3)]
    before = estimate_plot(cards)
    run = list(plot_pieces(cards))
    assert before.cards == 3
    assert before.minutes == pytest.approx(sum(each.minutes for each in run))
    assert 2 < before.minutes < 15


def test_a_slower_machine_takes_longer():
    cards = [note(hand="wren")]
    slow = Plotter(pace=Pace(draw=10))
    assert estimate_plot(cards, plotter=slow).minutes > 2 * estimate_plot(cards).minutes


def test_a_run_resumes_at_any_card_with_the_same_card():
    cards = [note(hand="wren", number=number) for number in (1, 2, 3, 4)]
    whole, rest = list(plot_pieces(cards)), list(plot_pieces(cards, first=3))
    assert [each.place for each in rest] == [3, 4]
    assert [each.gcode for each in rest] == [each.gcode for each in whole[2:]]
    assert b"; order 10483, card 3 of 4," in rest[0].gcode


def test_a_run_cannot_resume_beyond_its_end():
    with pytest.raises(ValueError, match="cards 1 to 1"):
        plot_pieces([note(hand="wren")], first=2)


def test_progress_is_told_card_by_card():
    heard = []
    cards = [note(hand="wren", number=number) for number in (1, 2, 3)]
    list(plot_pieces(cards, first=2, progress=lambda done, total: heard.append((done, total))))
    assert heard == [(1, 2), (2, 2)]


def test_a_font_s_hand_is_refused_before_the_run():
    with pytest.raises(FontProblem, match="Choose wren"):
        plot_pieces([note(hand="caveat")])


def test_a_card_no_pen_can_write_is_listed_and_the_others_go_on():
    cards = [note(hand="wren", number=1, paragraphs=("谢谢",)), note(hand="wren", number=2)]
    refusal, written = plot_pieces(cards)
    assert isinstance(refusal, Refusal)
    assert "谢" in refusal.reason
    assert "10481" in refusal.reason
    assert written.place == 2


def test_a_name_in_other_letters_is_left_to_a_person():
    (blank,) = plot_pieces([note("山田", hand="wren", name_fallback="blank_line")])
    assert blank.card.note == "write the name by hand"
    assert b"; write the name by hand" in blank.gcode
    (plain,) = plot_pieces([note("山田", hand="wren")])
    assert "no font has its letters" in plain.card.note


def test_a_gap_for_a_name_stays_free_of_ink():
    card = note("山田", hand="wren", name_fallback="blank_line")
    strokes = trace(card, chain=pen_chain(card.hand)).strokes
    top = max(stroke[:, 1].max() for stroke in strokes)
    greeting = np.concatenate([stroke for stroke in strokes if stroke[:, 1].mean() > top - 6])
    assert np.diff(np.sort(greeting[:, 0])).max() > 25


def test_only_the_handwriting_of_an_insert_is_written():
    sheet = insert(hand=Hand(name="wren"))
    words = trace(sheet, chain=pen_chain(sheet.hand)).strokes
    assert 20 < len(words) < 120
