"""The note: a thank-you card or the giver's words, all of it in handwriting but for the small print."""

from collections.abc import Iterator

from print_templates.data import Note
from print_templates.drawing import Drawing
from print_templates.errors import CannotPrint
from print_templates.hand.characters import normalise
from print_templates.hand.hands import BLANK, SLOT, Chain, greet
from print_templates.layout import MM, Frame, Line, Paragraph, fit_text
from print_templates.sheet.formats import format_of
from print_templates.typed import SMALLEST_TYPE, TypedLine, set_paragraph

_LEFT, _RIGHT, _TOP, _BOTTOM = 12.5 * MM, 11.5 * MM, 13 * MM, 12 * MM
_OPTICAL = 0.40  # share of the spare height above the text: a card hangs a little above its middle
_LOWEST_START = 24 * MM
_LOWEST_PRINT = 6.2 * MM  # its descenders still inside the safe zone of 5 mm


def draw_note(note: Note, *, chain: Chain) -> Drawing:
    """Return the note drawn on a card of its format.

    Raises :class:`CannotPrint` with the mend when a character has no font or the words do not fit.
    """
    format = format_of(note.format)
    drawing, margins = Drawing(note.reference, chain, format), format.margins
    foot = _small_print(note, drawing)
    paragraphs = _paragraphs(note, drawing)
    frame = Frame(
        left=_LEFT * margins,
        top=format.height - _TOP * margins,
        width=format.width - (_LEFT + _RIGHT) * margins,
        height=format.height - _TOP * margins - max(_BOTTOM * margins, foot),
        hang=_OPTICAL,
        hang_limit=_LOWEST_START * format.height / (148 * MM),
        scale=format.scale,
    )
    try:
        drawing.lines = _fitted(note, paragraphs, frame, drawing)
    except CannotPrint:
        # Shaping stops at the first character without a font; the person who mends it wants to hear of all.
        check_coverage(" ".join(paragraph.text for paragraph in paragraphs).replace(BLANK, ""), chain=chain)
        raise
    return drawing


def _fitted(note: Note, paragraphs: list[Paragraph], frame: Frame, drawing: Drawing) -> list[Line]:
    return fit_text(
        paragraphs,
        frame=frame,
        chain=drawing.chain,
        language=note.language,
        reference=note.reference,
        largest=(1.4 if note.gift else 1.12) * max(1.0, drawing.format.margins),
    ).lines


def _paragraphs(note: Note, drawing: Drawing) -> list[Paragraph]:
    chain, language = drawing.chain, note.language
    greeting = greet(
        normalise(note.greeting, language=language),
        name=normalise(note.name, language=language),
        plain=normalise(note.plain_greeting, language=language),
        hand=note.hand,
        chain=chain,
    )
    drawing.note = greeting.note
    body = list(_body(note))
    ending = [normalise(note.closing, language=language), normalise(note.signature, language=language)]
    rows = [Paragraph(text=greeting.text)] if greeting.text else []
    rows += [Paragraph(text=text, gap=gap) for text, gap in body]
    if note.human_slot:
        drawing.note = " · ".join(part for part in (drawing.note, "by pen: " + normalise(note.human_slot)) if part)
        rows.append(Paragraph(text=SLOT, gap=0.45))
    rows += [Paragraph(text=ending[0], gap=0.45)] if ending[0] else []
    rows += [Paragraph(text=ending[1], gap=0.12, indent=9 * MM, scale=1.22)] if ending[1] else []
    if not body:
        raise CannotPrint("the note has no words; write at least one paragraph")
    return rows


def _body(note: Note) -> Iterator[tuple[str, float]]:
    """Yield each paragraph with the gap above it; a line break the writer made stays one."""
    gap = 0.45
    for text in note.paragraphs:
        for row in text.splitlines():
            if kept := normalise(row, language=note.language):
                yield kept, gap
                gap = 0.0
        gap = gap or 0.3


def check_coverage(text: str, *, chain: Chain) -> None:
    """Raise :class:`CannotPrint` naming each character of ``text`` that no font of the hand's chain writes."""
    if missing := chain.uncovered(text):
        named = ", ".join(f"{character} (U+{ord(character):04X})" for character in missing[:5])
        raise CannotPrint(
            f"no font of the hand {chain.name} writes {named}; replace it in the text or add a hand that has it"
        )


def _small_print(note: Note, drawing: Drawing) -> float:
    """Set the small print at the foot, centred; return the height in points it keeps free from the bottom edge."""
    if not note.small_print:
        return 0.0
    format = drawing.format
    base = max(8 * MM * format.margins, _LOWEST_PRINT)
    lines: tuple[TypedLine, ...] = set_paragraph(
        note.small_print,
        role="caption",
        size=SMALLEST_TYPE,
        measure=format.width - 30 * MM * format.margins,
        language=note.language,
        balanced=True,
    )
    if len(lines) > 4:
        raise CannotPrint("the small print takes more than four lines; shorten it")
    for number, line in enumerate(reversed(lines)):
        drawing.put(line, x=format.width / 2, y=base + number * 9.5, align="center")
    return base + len(lines) * 9.5 + 5 * MM * format.margins
