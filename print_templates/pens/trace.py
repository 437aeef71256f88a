"""A card becomes pen strokes in millimetres: the very letters the printed card has, as the lines a pen follows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from print_templates.data import Hand, Piece
from print_templates.errors import FontProblem
from print_templates.hand.chance import Floats
from print_templates.hand.hands import Chain, Pen, open_hand
from print_templates.handwriting import glyph_numbers
from print_templates.layout import MM, Line
from print_templates.pens.font import stroke_face
from print_templates.pens.nib import GEL, bends
from print_templates.pens.strokes import stroke_hands
from print_templates.placement import place_words
from print_templates.printing import draw_piece
from print_templates.words import Word

_USUAL = 0.92  # a stroke's mean width as a share of the nib's: fast stretches are thinner
_TURN = np.radians(11.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedCard:
    """What a pen writes on one card: strokes (n, 2) in mm from the trim's lower left corner, in writing order.

    ``nib`` is the width in mm of the pen that gives the weight the printed card has. ``note`` is for the person beside
    the machine.
    """

    reference: str
    order_number: str
    width: float
    height: float
    nib: float
    strokes: tuple[Floats, ...]
    note: str = ""


def pen_chain(hand: Hand, *, cache: Path | None = None) -> Chain:
    """Return the chain of a hand drawn as strokes, without the fonts that stand in for it in print.

    A name it cannot write then becomes a blank line or a greeting without name; any other such letter refuses the
    card. Raises :class:`FontProblem` when ``hand`` is no such hand.
    """
    if hand.name not in stroke_hands():
        known = ", ".join(stroke_hands())
        raise FontProblem(f"A pen cannot write the hand {hand.name!r}: it has outlines, no strokes. Choose {known}.")
    return _alone(open_hand(hand, cache=cache))


@lru_cache(maxsize=16)
def _alone(chain: Chain) -> Chain:
    # The last pen of a chain is the typed one; here nothing is typed, so the hand stands in its own place.
    return replace(chain, pens=(chain.pens[0], chain.pens[0]), _known=set())


def trace(piece: Piece, *, chain: Chain) -> TracedCard:
    """Return what a pen writes of ``piece``: its handwriting; what is typed is printed beforehand.

    Raises :class:`CannotPrint` as printing does.
    """
    drawing = draw_piece(piece, chain=chain)
    strokes = tuple(stroke / MM for stroke in _strokes(drawing.reference, drawing.lines, chain))
    size = drawing.lines[0].size if drawing.lines else chain.em
    face = chain.pens[0].face
    return TracedCard(
        reference=piece.reference,
        order_number=piece.slug.order_number,
        width=drawing.format.width / MM,
        height=drawing.format.height / MM,
        nib=_USUAL * GEL.width * size / MM * face.x_height / face.units,
        strokes=strokes,
        note=drawing.note,
    )


def _strokes(reference: str, lines: Sequence[Line], chain: Chain) -> Iterator[Floats]:
    """Yield every stroke in points, through the matrices and variants the page would have."""
    for letter in letters(reference, lines=lines, chain=chain):
        for stroke in _letter(chain.name, letter.pen, letter.gid):
            yield letter.placed(stroke[letter.variant])


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as it stands on the page: which variant of which glyph, and the matrix from font units to points."""

    pen: Pen
    gid: int
    variant: int
    linear: Floats
    origin: Floats

    def placed(self, points: Floats) -> Floats:
        """Return ``points`` of the glyph in points from the trim's lower left corner."""
        return np.asarray(points @ self.linear + self.origin)


def letters(reference: str, *, lines: Sequence[Line], chain: Chain) -> Iterator[Letter]:
    """Yield every letter of a card's ``lines`` in order of writing."""
    cards = [(reference, lines)]
    words = [word for line in lines for word in line.words]
    if not words:
        return
    numbers = iter(glyph_numbers(cards, chain=chain).tolist())
    for word, matrix in zip(words, np.rint(place_words(cards, chain=chain) * 100) / 100, strict=True):
        yield from _word(word, numbers, matrix, chain)


def _word(word: Word, numbers: Iterator[int], matrix: Floats, chain: Chain) -> Iterator[Letter]:
    """Yield the letters of a word from its start; a gap left for a name is left."""
    linear, start = matrix[:4].reshape(2, 2), matrix[4:]
    x = nominal = 0.0
    gap = word.blank
    for number, glyph in word.glyphs:
        if gap and nominal >= gap[0] - 1e-6:
            x, gap = x + gap[1], None
        pen = chain.pens[number]
        variant, em = next(numbers) % pen.copies, pen.scale / pen.face.units
        at = np.array((x + glyph.x_offset * em, glyph.y_offset * em))
        yield Letter(pen, glyph.gid, variant, linear * em, start + at @ linear)
        usual = pen.face.advance(glyph.gid)
        drawn = pen.variants.glyph(glyph.gid, number=variant).advance if pen.variants else usual
        x += (drawn + glyph.advance - usual) * em
        nominal += glyph.advance * em


@lru_cache(maxsize=2048)
def _letter(name: str, pen: Pen, gid: int) -> list[Floats]:
    lines = [_simple(stroke, pen.face.x_height) for stroke in stroke_face(name).strokes(gid)]
    return pen.variants.strokes(gid, lines=lines) if lines and pen.variants else []


def _simple(stroke: Floats, height: float) -> Floats:
    """Leave out points that the line does not need: what is left strays less than a hundredth of a millimetre."""
    runs = bends(stroke, turn=_TURN, reach=0.2 * height)
    return stroke[[0, *(number for run in runs for number in run[1:])]]
