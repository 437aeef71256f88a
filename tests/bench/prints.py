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

from print_templates import Hand, Note, Slug, print_pieces

COUNT = 1000
ROUNDS = 5
_FONT, _SIZE, _MEASURE, _PITCH = "Plain Caveat", 18.8, 230.0, 24.1
_NAMES = ("Zoë", "Jonas", "Mira", "Noor", "Łukasz", "Ana", "Émile", "Olga")
_THINGS = ("candle set", "tea bowl", "oak tray", "wool scarf", "soap dish", "honey jar", "linen towel", "lamp")
_SYLLABLES = ("ba", "de", "li", "mo", "nu", "ra", "se", "ti", "vo", "wa", "zy", "ke", "pla", "stri", "chen", "dor")


def words(number: int) -> tuple[str, str]:
    """Sixty words as a shop writes them: a template with names and things."""
    thing = _THINGS[number // 8 % 8]
    return (
        "Thank you so much for your order! We are a tiny team of four, and every single parcel still makes our day.",
        f"I wrapped your {thing} myself and slipped in a little something extra, because you have been with us since "
        "the very beginning. If anything is not quite right, just write back and we will fix it at once.",
    )


def free_words(number: int) -> tuple[str, str]:
    """Sixty words that hardly come twice in a run, as givers write them."""
    made = []
    for word in range(60):
        value = number * 7919 + word * 104729
        made.append("".join(_SYLLABLES[value // 16**place % 16] for place in range(2 + value % 2)))
    return " ".join(made[:25]) + ".", " ".join(made[25:]) + "."


def note_of(number: int, words: tuple[str, str]) -> Note:
    name = _NAMES[number % 8]
    return Note(
        reference=f"bench-{number}",
        language="en",
        greeting=f"Dear {name},",
        name=name,
        plain_greeting="Hello,",
        paragraphs=words,
        closing="Warmly,",
        signature="Noor",
        hand=Hand(),
        slug=Slug(order_number=str(number), code=f"{number:06d}", position=number + 1, total=COUNT, recipient=name),
    )


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
