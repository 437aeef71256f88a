"""What a varied handwritten note costs against the same words drawn plainly, both sides in one run."""

import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable

import fontpkg
from reportlab import rl_config
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from print_templates import Note, print_pieces
from tests.bench.notes import COUNT, free_words, note_of, words

ROUNDS = 5
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


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _row(name: str, ours: Callable[[], object], yardstick: Callable[[], object], goal: float) -> dict[str, object]:
    """Median of five interleaved rounds each, after one round to warm caches; the ratio is ours to the yardstick."""
    ours(), yardstick()
    pairs = [(_seconds(ours), _seconds(yardstick)) for _ in range(ROUNDS)]
    mine, theirs = (COUNT / statistics.median(times) for times in zip(*pairs, strict=True))
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


def rows() -> list[dict[str, object]]:
    """Return one row per comparison; goals are ratios to plain drawString on the same machine in the same run."""
    rl_config.useA85 = 0
    pdfmetrics.registerFont(TTFont(_FONT, str(fontpkg.path("Caveat"))))
    written = [note_of(number, words(number)) for number in range(COUNT)]
    free = [note_of(number, free_words(number)) for number in range(COUNT)]
    plain, plain_free = _lines(written), _lines(free)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DELIGHT_CACHE"] = folder
        return [
            _row(
                "1,000 varied notes against plain drawString",
                lambda: print_pieces(written, marks=False),
                lambda: _plain(plain),
                1.0,
            ),
            _row(
                "1,000 varied notes four on a sheet against plain drawString",
                lambda: print_pieces(written, sheet="a4-4up", marks=False),
                lambda: _plain(plain),
                1.2,
            ),
            _row(
                "1,000 varied notes four on a sheet, with marks, slug and Code128, against plain drawString",
                lambda: print_pieces(written, sheet="a4-4up"),
                lambda: _plain(plain),
                1.0,
            ),
            _row(
                "1,000 varied notes of free text against plain drawString",
                lambda: print_pieces(free, marks=False),
                lambda: _plain(plain_free),
                0.8,
            ),
        ]
