"""The insert: a printed sheet with kicker, heading, text or steps, one handwritten line and a code to scan."""

from collections.abc import Iterator
from typing import NamedTuple

from print_templates.data import Insert
from print_templates.drawing import QUIET_ZONE, Drawing, qr_module, qr_rows
from print_templates.errors import CannotPrint
from print_templates.hand.characters import normalise
from print_templates.hand.hands import Chain
from print_templates.layout import MM, Fitted, Frame, Paragraph, fit_text
from print_templates.pieces import bundle, guide, sample, share, story
from print_templates.pieces.design import Design
from print_templates.pieces.note import check_coverage
from print_templates.sheet.formats import format_of
from print_templates.typed import SMALLEST_TYPE, TypedLine, set_line, set_paragraph

DESIGNS = {
    "story": story.DESIGN,
    "guide": guide.DESIGN,
    "bundle": bundle.DESIGN,
    "share": share.DESIGN,
    "sample": sample.DESIGN,
}
_MARGIN, _TOP, _BOTTOM = 12 * MM, 14 * MM, 12 * MM  # of A6
_STEP_INDENT = 9 * MM
_CAPTION_MEASURE = 26 * MM
_ABOVE_FOOT = 6 * MM
_HAND_SHARE = 0.34  # of the height, at most, up to the upper edge of the handwritten line
_HAND, _SMALL_HAND = 0.94, 0.80  # size of the handwritten line, and its size beside a long text
_SMALL_MODULE = 0.55 * MM
# Body and heading sizes on the way down; the first is for short texts, which may stand larger.
_SMALL_SHEET = 0.8  # of the margins of A6
_SMALL_HEADING = 15.0
_SMALL_HAND_SHARE = 0.5
_NOTICE = 9.0  # of what nobody may overlook, at least
_SHRINK = (1.08, 1.0, 0.96, 0.92, 0.88, 0.84, 0.80, 0.765, 0.73)


class _Row(NamedTuple):
    """A typed line with its place in points: ``x`` from the left edge by ``align``, ``drop`` below the row before."""

    line: TypedLine
    x: float
    drop: float
    align: str


class _Sheet(NamedTuple):
    """An insert while it is drawn: its design and the measures of its format, in points."""

    insert: Insert
    design: Design
    drawing: Drawing

    @property
    def width(self) -> float:
        return self.drawing.format.width

    @property
    def margin(self) -> float:
        return _MARGIN * self.drawing.format.margins

    @property
    def bottom(self) -> float:
        return _BOTTOM * self.drawing.format.margins

    @property
    def top(self) -> float:
        """The height of the first line's upper edge above the lower edge."""
        return self.drawing.format.height - _TOP * self.drawing.format.margins

    @property
    def measure(self) -> float:
        return self.width - 2 * self.margin

    @property
    def small(self) -> bool:
        """Whether the sheet is no larger than a visiting card: then the code has a column of its own, at the right."""
        return self.drawing.format.margins < _SMALL_SHEET

    @property
    def column(self) -> float:
        """The measure of what is typed."""
        return self.measure - _code_width(self) if self.small else self.measure

    @property
    def anchor(self) -> float:
        return self.design.anchor(self.width, margin=self.margin)


def draw_insert(insert: Insert, *, chain: Chain) -> Drawing:
    """Return the insert drawn on a sheet of its format.

    Raises :class:`CannotPrint` naming the heading when the text does not fit at 7.5 pt, or a character has no font.
    """
    design = _design_of(insert.form)
    if format_of(insert.format).margins < _SMALL_SHEET:
        design = design._replace(align="left", heading=_SMALL_HEADING, ornament=None, ornament_height=0.0, qr="beside")
    try:
        return _drawn(insert, chain, design, _HAND)
    except CannotPrint:
        # A long text may fit when handwriting and code make room; if not, this second refusal is the one to tell.
        return _drawn(insert, chain, design._replace(module=min(design.module, _SMALL_MODULE)), _SMALL_HAND)


def _design_of(form: str) -> Design:
    if form not in DESIGNS:
        raise CannotPrint(f"there is no insert called {form!r}; choose {', '.join(DESIGNS)}")
    return DESIGNS[form]


def _drawn(insert: Insert, chain: Chain, design: Design, hand_size: float) -> Drawing:
    drawing = Drawing(insert.reference, chain, format_of(insert.format))
    sheet = _Sheet(insert, design, drawing)
    foot = _foot(sheet, hand_size)
    above, below = design.ornament_height, _middle_code_height(sheet)
    room = sheet.top - foot - above - below
    rows = _fitting_rows(sheet, room)
    spare = room - sum(row.drop for row in rows)
    y = sheet.top - min(design.hang * spare, 20 * MM)
    if design.ornament:
        drawing.draw(design.ornament(sheet.width / 2, y))
    y -= above
    for row in rows:
        y -= row.drop
        drawing.put(row.line, x=row.x, y=y, align=row.align)
    if below:
        _middle_code(sheet, y - 9 * MM - 0.15 * spare)
    return drawing


def _fitting_rows(sheet: _Sheet, room: float) -> list[_Row]:
    design = sheet.design
    for shrink in _SHRINK:
        body = max(design.body * shrink, SMALLEST_TYPE)
        rows = list(_rows(sheet, heading=design.heading * (0.3 + 0.7 * shrink), body=body))
        if sum(row.drop for row in rows) <= room * (0.72 if shrink > 1 else 1.0):
            return rows
    raise CannotPrint(
        f"the text under the heading {sheet.insert.heading!r} does not fit at {SMALLEST_TYPE} pt; shorten it or choose "
        "a larger format"
    )


def _rows(sheet: _Sheet, *, heading: float, body: float) -> Iterator[_Row]:
    insert = sheet.insert
    yield from _head(sheet, heading)
    first = 6.0 * MM + body
    for text in insert.paragraphs:
        yield from _paragraph(text, sheet, body, first)
        first = body * 1.45 + 1.9 * MM
    yield from _steps(sheet, body, first + (1.2 * MM if insert.paragraphs else 0.0))
    if insert.notice:
        yield from _paragraph(insert.notice, sheet, max(body, _NOTICE), max(body, _NOTICE) * 1.45 + 3.2 * MM)


def _head(sheet: _Sheet, size: float) -> Iterator[_Row]:
    insert, x, align = sheet.insert, sheet.anchor, sheet.design.align
    if insert.kicker:
        yield _Row(_kicker(sheet), x, 7.0, align)
    if insert.heading:
        lines = set_paragraph(
            insert.heading, role="heading", size=size, measure=sheet.column, language=insert.language, balanced=True
        )
        for number, line in enumerate(lines):
            yield _Row(line, x, size * 1.14 if number else size * 0.75 + 4.2 * MM, align)


def _kicker(sheet: _Sheet) -> TypedLine:
    insert = sheet.insert
    text = normalise(insert.kicker, language=insert.language)
    for size, tracking in ((9.0, 1.1), (8.2, 0.8), (SMALLEST_TYPE, 0.4)):
        line = set_line(text, role="kicker", size=size, tracking=tracking, language=insert.language)
        if line.width <= sheet.column:
            return line
    raise CannotPrint(f"the kicker {insert.kicker!r} is wider than the sheet; shorten it")


def _paragraph(text: str, sheet: _Sheet, body: float, first: float) -> Iterator[_Row]:
    insert, design, measure = sheet.insert, sheet.design, sheet.column * sheet.design.narrow
    lines = set_paragraph(
        text, role="text", size=body, measure=measure, language=insert.language, balanced=design.align == "center"
    )
    for number, line in enumerate(lines):
        yield _Row(line, sheet.anchor, body * 1.45 if number else first, design.align)


def _steps(sheet: _Sheet, body: float, first: float) -> Iterator[_Row]:
    insert, measure = sheet.insert, sheet.column - _STEP_INDENT
    for count, step in enumerate(insert.steps, start=1):
        lines = set_paragraph(step, role="text", size=body, measure=measure, language=insert.language)
        yield _Row(set_line(str(count), role="numeral", size=body * 1.9), sheet.margin, first, "left")
        first = body * 1.45 + 2.0 * MM
        for number, line in enumerate(lines):
            yield _Row(line, sheet.margin + _STEP_INDENT, body * 1.45 if number else 0.0, "left")


def _foot(sheet: _Sheet, hand_size: float) -> float:
    """Draw what stands at the foot; return the height in points it keeps free from the bottom edge."""
    insert, drawing = sheet.insert, sheet.drawing
    height, width = sheet.bottom, 0.0
    if insert.qr and sheet.design.qr == "beside":
        beside = _beside_code(sheet)
        width, height = _code_width(sheet), height if sheet.small else beside
    words = [normalise(text, language=insert.language) for text in (insert.hand_line, insert.signature)]
    if any(words):
        check_coverage(" ".join(words), chain=drawing.chain)
        hand = _hand(sheet, words, sheet.measure - width, hand_size)
        centred = sheet.design.align == "center" and not width
        shift = (sheet.measure - _breadth(hand, sheet)) / 2 if centred else 0.0
        drawing.lines = [line._replace(x=line.x + shift) for line in drawing.lines]
        height = max(height, sheet.bottom + hand.height)
    return height + (0.0 if sheet.small and not any(words) else _ABOVE_FOOT * sheet.drawing.format.margins)


def _code_width(sheet: _Sheet) -> float:
    """Return the width that a code at the right takes, with its caption and the space before it."""
    if not sheet.insert.qr:
        return 0.0
    module, side = _code_size(sheet)
    caption = _caption(sheet.insert, SMALLEST_TYPE, max(side, _CAPTION_MEASURE))
    return max([side + QUIET_ZONE * module, *(line.width for line in caption)]) + 4 * MM


def _code_size(sheet: _Sheet) -> tuple[float, float]:
    """Return the side of a module and that of the whole code in points."""
    module = qr_module(sheet.insert.qr, module=sheet.design.module)
    return module, len(qr_rows(sheet.insert.qr)) * module


def _beside_code(sheet: _Sheet) -> float:
    """Draw code and caption at the lower right; return their height from the bottom edge."""
    insert, drawing = sheet.insert, sheet.drawing
    module, side = _code_size(sheet)
    quiet = QUIET_ZONE * module
    caption = _caption(insert, SMALLEST_TYPE, max(side, _CAPTION_MEASURE))
    right, base = sheet.width - sheet.margin, sheet.bottom
    for number, line in enumerate(reversed(caption)):
        drawing.put(line, x=right, y=sheet.bottom + number * 9.5, align="right")
    if caption:
        base += len(caption) * 9.5 + quiet - 4
    drawing.qr(insert.qr, x=right - side, y=base, size=side)
    return base + side + quiet


def _caption(insert: Insert, size: float, measure: float) -> tuple[TypedLine, ...]:
    if not insert.qr_caption:
        return ()
    lines = set_paragraph(insert.qr_caption, role="italic", size=size, measure=measure, language=insert.language)
    if len(lines) > 4:
        raise CannotPrint(f"the caption {insert.qr_caption!r} takes more than four lines; shorten it")
    return lines


def _hand(sheet: _Sheet, words: list[str], width: float, size: float) -> Fitted:
    insert, drawing = sheet.insert, sheet.drawing
    rows = [Paragraph(text=words[0])] if words[0] else []
    rows += [Paragraph(text=words[1], gap=0.05, indent=6 * MM, scale=1.15)] if words[1] else []
    top = drawing.format.height * (_SMALL_HAND_SHARE if sheet.small else _HAND_SHARE)
    room = top - sheet.bottom
    frame = Frame(sheet.margin, top, width, height=room, hang=1.0, hang_limit=room, scale=drawing.format.scale)
    try:
        fitted = fit_text(
            rows,
            frame=frame,
            chain=drawing.chain,
            language=insert.language,
            reference=insert.reference,
            largest=size * max(1.0, drawing.format.margins),
            balanced=True,
        )
    except CannotPrint as problem:
        raise CannotPrint(
            f"the handwritten line {words[0] or words[1]!r} does not fit; shorten it or choose a larger format"
        ) from problem
    drawing.lines = fitted.lines
    return fitted


def _breadth(hand: Fitted, sheet: _Sheet) -> float:
    space = sheet.drawing.chain.space
    ends = [line.x + line.size * (sum(word.width + space for word in line.words) - space) for line in hand.lines]
    return max(ends) - sheet.margin


def _middle_code_height(sheet: _Sheet) -> float:
    insert, design = sheet.insert, sheet.design
    if not insert.qr or design.qr != "middle":
        return 0.0
    caption = len(_caption(insert, 8.5, sheet.measure - 10 * MM)) * 11
    module = qr_module(insert.qr, module=design.module)
    return (len(qr_rows(insert.qr)) + QUIET_ZONE) * module + 9 * MM + 8 + caption


def _middle_code(sheet: _Sheet, top: float) -> None:
    insert, drawing = sheet.insert, sheet.drawing
    module = qr_module(insert.qr, module=sheet.design.module)
    side = len(qr_rows(insert.qr)) * module
    base = top - side
    drawing.qr(insert.qr, x=(sheet.width - side) / 2, y=base, size=side)
    for number, line in enumerate(_caption(insert, 8.5, sheet.measure - 10 * MM)):
        y = base - QUIET_ZONE * module - 8 - number * 11
        drawing.put(line, x=sheet.width / 2, y=y, align="center")
