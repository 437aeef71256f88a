"""What one card costs: bytes, milliseconds, memory; and whether it still looks written and can still be read."""

import itertools
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from print_templates import Hand, Note, print_pieces
from print_templates.hand.fonts import packaged_font
from print_templates.hand.hands import open_hand
from print_templates.meter.naturalness import measure
from print_templates.pieces.note import draw_note
from tests.bench.notes import note_of, words

Row = dict[str, object]
_HANDS = {"caveat": "Caveat", "zeyada": "Zeyada"}
_COLD = """
from print_templates import print_pieces
from print_templates.pieces.note import draw_note
from tests.bench.notes import note_of, words
print_pieces([note_of(1, words(1))], marks=False)
"""
_MANY = """
from print_templates import Job, print_to
from print_templates.pieces.note import draw_note
from tests.bench.memory import peak_mb
from tests.bench.notes import note_of, words
notes = [note_of(number, words(number)) for number in range({count})]
with open({path!r}, "wb") as file:
    print_to(file, pieces=notes, job=Job(marks=False))
print(peak_mb())
"""


def rows() -> Iterator[Row]:
    """Yield one row per figure; each goal is an upper bound, so the ratio is goal to ours."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DELIGHT_CACHE"] = folder
        notes = [note_of(number, words(number)) for number in range(1000)]
        yield _at_most("bytes per card of 1,000", len(print_pieces(notes, marks=False).pdf) / 1000, 3100, "bytes")
        yield _at_most("one card alone", len(print_pieces(notes[:1], marks=False).pdf), 45_000, "bytes")
        yield _at_most("one reprint, warm, CPU", _median(lambda: print_pieces(notes[7:8], marks=False), 21), 3, "ms")
        yield _at_most("one reprint, new process, CPU", _median(lambda: _run(_COLD, bytecode=folder), 5), 250, "ms")
        yield from _memory(Path(folder))
        yield _poppler(notes[:20], Path(folder))
        yield from _natural(notes[:6])
        yield from _legible(notes[:4], Path(folder))


def _at_most(name: str, ours: float, goal: float, unit: str) -> Row:
    ratio = goal / ours if ours else 1.0
    return {
        "name": name,
        "ours": round(ours, 4),
        "yardstick": goal,
        "unit": unit,
        "ratio": round(ratio, 2),
        "goal": 1.0,
        "holds": ours <= goal,
    }


def _not_run(name: str, missing: str) -> Row:
    return {"name": name, "not_run": f"{missing} is not installed", "holds": True}


def _run(code: str, *, bytecode: str = "") -> str:
    """Run ``code`` in a new process; with modules compiled in the folder ``bytecode`` if named, as pip leaves them."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    given = environment | {"PYTHONPYCACHEPREFIX": bytecode} if bytecode else None
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=given)
    return done.stdout


def _median(work: Callable[[], object], rounds: int) -> float:
    """Median milliseconds of processor time, that of child processes too: others use this machine as well."""
    work()
    times = []
    for _ in range(rounds):
        start = _processor()
        work()
        times.append((_processor() - start) * 1000)
    return statistics.median(times)


def _processor() -> float:
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in spent)


def _memory(folder: Path) -> Iterator[Row]:
    few, many = (float(_run(_MANY.format(count=count, path=str(folder / "run.pdf")))) for count in (1000, 5000))
    yield _at_most("5,000 cards, peak memory", many, 150, "MB")
    # The notes themselves, a hash and a place each: a kilobyte or two a card.
    yield _at_most("peak memory of 5,000 cards over that of 1,000", many - few, 12, "MB")


def _poppler(notes: Sequence[Note], folder: Path) -> Row:
    name = "poppler at 600 dpi, per page, CPU"
    if not shutil.which("pdftoppm"):
        return _not_run(name, "pdftoppm (poppler-utils)")
    path = folder / "pages.pdf"
    path.write_bytes(print_pieces(notes, marks=False).pdf)

    def seconds(last: int) -> float:
        command = ["pdftoppm", "-r", "600", "-mono", "-l", str(last), str(path), str(folder / "page")]
        return _median(lambda: subprocess.run(command, check=True), 3)

    return _at_most(name, (seconds(20) - seconds(1)) / 19, 30, "ms")


def _natural(notes: Sequence[Note]) -> Iterator[Row]:
    for hand in _HANDS:
        found = [measure(replace(note, hand=Hand(name=hand))) for note in notes]
        yield _at_most(f"look-alike twins, {hand}", max(each.twin_share for each in found), 0, "share")
        apart = statistics.mean(each.shape_distance for each in found)
        yield _at_most(f"same-letter shape distance below 0.12, {hand}", apart, 0.12, "x-heights")


def _legible(notes: Sequence[Note], folder: Path) -> Iterator[Row]:
    for (hand, family), (preset, goal) in itertools.product(_HANDS.items(), (("neat", 4.0), ("natural", 6.0))):
        name = f"OCR error above the plain font in points, {hand} {preset}"
        if not shutil.which("tesseract"):
            yield _not_run(name, "tesseract (tesseract-ocr)")
            continue
        written, plain = [], []
        for note in notes:
            note = replace(note, hand=Hand(name=hand, preset=preset))  # type: ignore[arg-type]
            lines, picture = _drawn(note)
            written.append(_error(picture, lines, folder))
            plain.append(_error(_plainly(note, family), lines, folder))
        yield _at_most(name, max(statistics.mean(written) - statistics.mean(plain), 0.0) * 100, goal, "points")


def _drawn(note: Note) -> tuple[list[str], Image.Image]:
    document = pypdfium2.PdfDocument(print_pieces([note], marks=False).pdf)
    try:
        lines = document[0].get_textpage().get_text_range().splitlines()
        picture = document[0].render(scale=300 / 72, grayscale=True).to_pil()
    finally:
        document.close()
    return [line.strip() for line in lines if line.strip()], picture


def _plainly(note: Note, family: str) -> Image.Image:
    """The same lines in the font as it comes, at the same places and size."""
    page, dots = Image.new("L", (1240, 1748), 255), 300 / 72
    draw, path = ImageDraw.Draw(page), str(packaged_font(family))
    for line in draw_note(note, chain=open_hand(note.hand)).lines:
        place = (line.x * dots, page.height - line.y * dots)
        draw.text(place, line.text, fill=0, font=ImageFont.truetype(path, line.size * dots), anchor="ls")
    return page


def _error(picture: Image.Image, lines: Sequence[str], folder: Path) -> float:
    path = folder / "read.png"
    picture.save(path)
    command = ["tesseract", str(path), "-", "--psm", "6", "-l", "eng"]
    read = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    wanted, found = " ".join(lines), " ".join(read.split())
    return _distance(wanted, found) / len(wanted)


def _distance(first: str, second: str) -> int:
    """Levenshtein's."""
    row = list(range(len(second) + 1))
    for number, letter in enumerate(first, start=1):
        before, row[0] = row[0], number
        for place, other in enumerate(second, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != other))
    return row[-1]
