"""What a varied handwritten note costs against the same words set plainly by WeasyPrint and by fpdf2."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from html import escape

import fontpkg

from print_templates import Note, print_pieces
from tests.bench.notes import note_of, words

Row = dict[str, object]
COUNT, FEW = 1000, 100
"""Ours are timed over a usual run; the others, which take as long for each page however many, over fewer."""
_STYLE = """
@font-face {{ font-family: Hand; src: url("file://{font}") }}
@page {{ size: 105mm 148mm; margin: 12mm }}
body {{ font: 18.8pt/24.1pt Hand; margin: 0 }} p {{ margin: 0 }} div {{ page-break-after: always }}
"""


def rows() -> Iterator[Row]:
    """Yield a row for each of the two, or say that it is not installed; the ratio is cards a second, ours to theirs."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DELIGHT_CACHE"] = folder
        notes = [note_of(number, words(number)) for number in range(COUNT)]
        print_pieces(notes, marks=False)
        for name, find, goal in (("WeasyPrint", _weasyprint, 15.0), ("fpdf2", _fpdf2, 5.0)):
            try:
                work = find(notes[:FEW])
            except (ImportError, OSError) as problem:  # WeasyPrint asks the system for Pango
                yield {"name": _named(name), "not_run": f"{name} ({problem})", "holds": True}
                continue
            yield _row(name, notes, work, goal)


def _named(name: str) -> str:
    return f"1,000 varied notes against {name}, plain"


def _row(name: str, notes: Sequence[Note], work: Callable[[], object], goal: float) -> Row:
    work()
    pairs = [(_rate(lambda: print_pieces(notes, marks=False), COUNT), _rate(work, FEW)) for _ in range(3)]
    ours, theirs = (sorted(rates)[1] for rates in zip(*pairs, strict=True))
    return {
        "name": _named(name),
        "ours": round(ours),
        "yardstick": round(theirs, 1),
        "unit": "notes/s of CPU",
        "ratio": round(ours / theirs, 2),
        "goal": goal,
        "holds": ours / theirs >= goal,
    }


def _rate(work: Callable[[], object], count: int) -> float:
    start = time.process_time()
    work()
    return count / (time.process_time() - start)


def _texts(note: Note) -> tuple[str, ...]:
    return (note.greeting, *note.paragraphs, note.closing, note.signature)


def _weasyprint(notes: Sequence[Note]) -> Callable[[], object]:
    from weasyprint import HTML  # type: ignore[import-untyped,unused-ignore]

    pages = "".join(f"<div>{''.join(f'<p>{escape(text)}</p>' for text in _texts(note))}</div>" for note in notes)
    page = f"<style>{_STYLE.format(font=fontpkg.path('Caveat'))}</style>{pages}"
    return lambda: HTML(string=page).write_pdf()


def _fpdf2(notes: Sequence[Note]) -> Callable[[], object]:
    from fpdf import FPDF  # type: ignore[import-untyped,unused-ignore]

    def work() -> object:
        document = FPDF(unit="mm", format=(105, 148))
        document.set_margin(12)
        document.add_font("Hand", fname=str(fontpkg.path("Caveat")))
        for note in notes:
            document.add_page()
            document.set_font("Hand", size=18.8)
            for text in _texts(note):
                document.multi_cell(0, 8.5, text, new_x="LMARGIN", new_y="NEXT", align="L")
        return document.output()

    return work
