"""What a varied handwritten note costs against the same words drawn plainly, both sides in one run."""

import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable

import fontpkg
from reportlab import rl_config
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from print_templates import Note, print_pieces
from tests.bench.notes import COUNT, free_words, note_of, words

ROUNDS = 5
Work = Callable[[], object]
_FONT, _SIZE, _MEASURE, _PITCH = "Plain Caveat", 18.8, 230.0, 24.1


def _texts(note: Note) -> tuple[str, ...]:
    return (note.greeting, *note.paragraphs, note.closing, note.signature)


def _lines(notes: list[Note]) -> list[list[str]]:
    return [[line for text in _texts(note) for line in simpleSplit(text, _FONT, _SIZE, _MEASURE)] for note in notes]


def _plain(cards: list[list[str]]) -> None:
    """reportlab's drawString, lines already broken: the floor, without any layout."""
    canvas = Canvas(io.BytesIO(), pagesize=(297.64, 419.53), pageCompression=1, invariant=1, initialFontName=_FONT)
    for lines in cards:
        canvas.setFont(_FONT, _SIZE)
        for number, line in enumerate(lines):
            canvas.drawString(35, 370 - number * _PITCH, line)
        canvas.showPage()
    canvas.save()


def _seconds(work: Work) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _row(name: str, pairs: Iterable[tuple[Work, Work]], goal: float) -> dict[str, object]:
    """Median of interleaved rounds, after a first that warms caches; the ratio is ours to the yardstick."""
    times = [(_seconds(ours), _seconds(yardstick)) for ours, yardstick in pairs][1:]
    mine, theirs = (COUNT / statistics.median(each) for each in zip(*times, strict=True))
    ratio = mine / theirs
    return {
        "name": name,
        "ours": round(mine),
        "yardstick": round(theirs),
        "unit": "notes/s of CPU",
        "ratio": round(ratio, 2),
        "goal": goal,
        "holds": ratio >= goal,
    }


def _again(ours: Work, yardstick: Work) -> list[tuple[Work, Work]]:
    return [(ours, yardstick)] * (ROUNDS + 1)


def _written_anew(number: int) -> tuple[Work, Work]:
    """Notes nobody has written before: the words they share with earlier ones are known, the seldom ones are not."""
    notes = [note_of(each, free_words(each)) for each in range(number * COUNT, (number + 1) * COUNT)]
    lines = _lines(notes)
    return lambda: print_pieces(notes, marks=False), lambda: _plain(lines)


def rows() -> list[dict[str, object]]:
    """Return one row per comparison; goals are ratios to plain drawString on the same machine in the same run."""
    rl_config.useA85 = 0
    pdfmetrics.registerFont(TTFont(_FONT, str(fontpkg.path("Caveat"))))
    written = [note_of(number, words(number)) for number in range(COUNT)]
    plain = _lines(written)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DELIGHT_CACHE"] = folder
        return [
            _row(
                "1,000 varied notes against plain drawString",
                _again(lambda: print_pieces(written, marks=False), lambda: _plain(plain)),
                1.0,
            ),
            _row(
                "1,000 varied notes four on a sheet against plain drawString",
                _again(lambda: print_pieces(written, sheet="a4-4up", marks=False), lambda: _plain(plain)),
                1.2,
            ),
            _row(
                "1,000 varied notes four on a sheet, with marks, slug and Code128, against plain drawString",
                _again(lambda: print_pieces(written, sheet="a4-4up"), lambda: _plain(plain)),
                1.0,
            ),
            _row(
                "1,000 varied notes of free text, never seen before, against plain drawString",
                map(_written_anew, range(ROUNDS + 1)),
                0.8,
            ),
        ]
