"""A record becomes a PDF to read: A4 pages of headings, named values and letters, tagged for whoever hears them."""

import io
from dataclasses import dataclass, field

from print_templates.data import Chapter, Entry, Record
from print_templates.hand.characters import normalise
from print_templates.hand.hands import typed_face
from print_templates.typed import TypedLine, copies, resource_name, set_line, set_paragraph, uncovered_type
from print_templates.writers.embedding import FontUse, Typed, embed
from print_templates.writers.pdf import PdfWriter
from print_templates.writers.tags import Element, Tags

WIDTH, HEIGHT = 595.276, 841.89
LEFT, RIGHT, TOP, BOTTOM = 68.0, 68.0, 70.0, 76.0
MEASURE = WIDTH - LEFT - RIGHT
NAMES = 158.0
"""The width of the column in which the names of values stand."""
MISSING = "\u2610"
"""An empty box in place of a character that the typeface lacks: a record is never refused for an emoji."""


@dataclass(frozen=True, slots=True)
class Look:
    """How one sort of text is set: role of the typeface, size and leading in points, space before it, grey, tag."""

    role: str
    size: float
    leading: float
    before: float
    grey: float = 0.13
    tag: str = "P"


TITLE = Look("heading", 24, 29, 0, tag="H1")
CHAPTER = Look("heading", 15, 19, 30, tag="H2")
ENTRY = Look("strong", 10.5, 14.5, 15, tag="H3")
NOTE = Look("text", 9.5, 13.5, 0, grey=0.36)
NAME = Look("text", 9.5, 14, 2.5, grey=0.36)
VALUE = Look("text", 9.5, 14, 2.5)
TEXT = Look("text", 10, 14.5, 6)
OPENING = Look("text", 11, 16.5, 12)
EMPTY = Look("text", 9.5, 13.5, 4, grey=0.36)
CLOSING = Look("text", 9.5, 13.5, 30, grey=0.36)
LINE = Look("text", 10, 14.5, 0)
FOOT = Look("caption", 8, 10, 0, grey=0.36)
KEPT_TOGETHER = 62.0
"""Points that a heading needs below itself: it never stands alone at the end of a page."""


def print_record(record: Record) -> bytes:
    """Return ``record`` as one PDF, the same for the same record, byte for byte."""
    pages = _Pages(record)
    pages.paragraph(record.title, look=TITLE)
    pages.paragraph(record.opening, look=OPENING)
    for chapter in record.chapters:
        _chapter(chapter, pages=pages)
    pages.paragraph(record.closing, look=CLOSING)
    if pages.missing:
        pages.paragraph(record.missing, look=NOTE)
    return pages.finish()


def _chapter(chapter: Chapter, *, pages: "_Pages") -> None:
    pages.paragraph(chapter.heading, look=CHAPTER, together=KEPT_TOGETHER)
    if not chapter.entries:
        pages.paragraph(chapter.empty, look=EMPTY)
    for entry in chapter.entries:
        _entry(entry, pages=pages)


def _entry(entry: Entry, *, pages: "_Pages") -> None:
    pages.paragraph(entry.heading, look=ENTRY, together=KEPT_TOGETHER / 2)
    pages.paragraph(entry.note, look=NOTE)
    for name, value in entry.rows:
        pages.row(name, value)
    before = "\n"
    for line in entry.text.split("\n"):
        pages.paragraph(line, look=LINE if before.strip() else TEXT)
        before = line


@dataclass(slots=True)
class _Page:
    operators: list[bytes] = field(default_factory=list)


class _Pages:
    """The pages while they fill; ``_y`` is how far down the last one is written."""

    def __init__(self, record: Record) -> None:
        self._record, self._tags = record, Tags()
        self._pages: list[_Page] = []
        self._used: dict[str, dict[int, str]] = {}
        self._y = 0.0
        self.missing = False
        """Whether a character was left out."""
        self._turn()

    def paragraph(self, text: str, *, look: Look, together: float = 0.0) -> None:
        """Set ``text`` under what is there; a new page begins where it and ``together`` points more find no room."""
        lines = self._set(text, look=look, measure=MEASURE)
        if lines:
            self._room(look.before + look.leading + together)
            self._space(look.before)
            self._lines(lines, look=look, x=LEFT, element=self._tags.element(look.tag))

    def row(self, name: str, value: str) -> None:
        """Set a value beside its name, as long as it is; both are one paragraph to whoever hears it."""
        names = self._set(name, look=NAME, measure=NAMES - 14)
        values = self._set(value, look=VALUE, measure=MEASURE - NAMES)
        self._room(VALUE.before + max(len(names), min(len(values), 3)) * VALUE.leading)
        self._space(VALUE.before)
        element, top = self._tags.element("P"), self._y
        self._lines(names, look=NAME, x=LEFT, element=element)
        below, self._y = self._y, top
        page = len(self._pages)
        self._lines(values, look=VALUE, x=LEFT + NAMES, element=element)
        self._y = max(self._y, below) if len(self._pages) == page else self._y

    def finish(self) -> bytes:
        """Number the pages, embed the typefaces and close the file."""
        target = io.BytesIO()
        writer = PdfWriter(target)
        box = (0.0, 0.0, WIDTH, HEIGHT)
        for number, page in enumerate(self._pages, start=1):
            page.operators.append(self._foot(f"{self._record.title} · {number} / {len(self._pages)}"))
        numbers = [
            writer.add_page(
                b"".join(page.operators),
                width=WIDTH,
                height=HEIGHT,
                trim=box,
                bleed=box,
                entries=self._tags.entries(place),
            )
            for place, page in enumerate(self._pages)
        ]
        self._embed(writer)
        entries = self._tags.write(writer, pages=numbers)
        writer.finish(title=self._record.title, language=self._record.language, entries=entries)
        return target.getvalue()

    def _set(self, text: str, *, look: Look, measure: float) -> tuple[TypedLine, ...]:
        language = self._record.language
        shown = normalise(text, language=language)
        for missing in uncovered_type(shown, role=look.role):
            shown, self.missing = shown.replace(missing, MISSING), True
        balanced = look.tag in ("H1", "H2")
        return set_paragraph(
            shown, role=look.role, size=look.size, measure=measure, language=language, balanced=balanced
        )

    def _lines(self, lines: tuple[TypedLine, ...], *, look: Look, x: float, element: Element) -> None:
        for line in lines:
            self._room(look.leading)
            self._y += look.leading
            drawn = b"%.2f g " % look.grey + line.operators(x=x, y=HEIGHT - self._y)
            self._pages[-1].operators.append(self._tags.mark(element, drawn))
            self._count(line)

    def _foot(self, text: str) -> bytes:
        shown = "".join(MISSING if one in uncovered_type(text, role=FOOT.role) else one for one in text)
        line = set_line(shown, role=FOOT.role, size=FOOT.size, language=self._record.language)
        self._count(line)
        return b"/Artifact BMC\n%.2f g %bEMC\n" % (FOOT.grey, line.operators(x=LEFT, y=BOTTOM / 2))

    def _room(self, needed: float) -> None:
        if self._y + needed > HEIGHT - BOTTOM:
            self._turn()

    def _turn(self) -> None:
        self._pages.append(_Page())
        self._tags.turn()
        self._y = TOP - TEXT.leading

    def _space(self, points: float) -> None:
        """Space before a text; a page does not begin with it."""
        if self._pages[-1].operators:
            self._y += points

    def _count(self, line: TypedLine) -> None:
        self._used.setdefault(line.role, {}).update(line.used)

    def _embed(self, writer: PdfWriter) -> None:
        for role, texts in sorted(self._used.items()):
            source = Typed(typed_face(role), copies(role))
            embed(FontUse(resource_name(role), source, frozenset(texts), texts), writer=writer)
