"""A card becomes an SVG in millimetres: as strokes in a layer for the pen, or as outlines for a screen."""

from collections.abc import Iterable
from html import escape

import numpy as np
import numpy.typing as npt

from print_templates.data import Piece
from print_templates.hand.chance import Floats
from print_templates.hand.hands import Chain
from print_templates.layout import MM
from print_templates.pens.trace import Letter, TracedCard, letters
from print_templates.printing import draw_piece

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
    'width="{width:g}mm" height="{height:g}mm" viewBox="0 0 {width:g} {height:g}">\n'
    "<title>{title}</title>\n<desc>{about}</desc>\n"
)


def write_svg(card: TracedCard, *, ink: str = "#000") -> bytes:
    """Return ``card`` as SVG 1.1, one unit a millimetre, y downwards from the trim's upper left corner.

    The strokes are in the layer "1 hand", in the order given, one path each. The layer "%card" holds the edge of the
    card; plotter software that knows layers by name leaves those starting with "%" unwritten.
    """
    parts = [
        _HEAD.format(
            width=card.width, height=card.height, title=escape(f"Order {card.order_number}"), about=escape(card.note)
        ),
        _layer("%card", 'stroke="#bbb" stroke-width="0.1"'),
        f'<rect width="{card.width:g}" height="{card.height:g}"/>\n</g>\n',
        _layer(
            "1 hand",
            f'stroke="{escape(ink)}" stroke-width="{card.nib:.2f}" stroke-linecap="round" stroke-linejoin="round"',
        ),
        *_paths(card.strokes, card.height),
        "</g>\n</svg>\n",
    ]
    return "".join(parts).encode()


def _layer(name: str, style: str) -> str:
    return f'<g inkscape:groupmode="layer" inkscape:label="{escape(name)}" fill="none" {style}>\n'


def _paths(strokes: Iterable[Floats], height: float) -> Iterable[str]:
    for stroke in strokes:
        points = " ".join(f"{x:.2f},{height - y:.2f}" for x, y in stroke.tolist())
        yield f'<path d="M{points}"/>\n'


def write_outlines(piece: Piece, *, chain: Chain, ink: str = "#000") -> bytes:
    """Return the handwriting of ``piece`` as SVG 1.1 in millimetres, filled outlines: for a screen, not for a pen.

    Any hand can be drawn so. Raises :class:`CannotPrint` as printing does.
    """
    drawing = draw_piece(piece, chain=chain)
    width, height = drawing.format.width / MM, drawing.format.height / MM
    parts = [
        _HEAD.format(width=width, height=height, title=escape(f"Order {piece.slug.order_number}"), about=""),
        f'<g fill="{escape(ink)}">\n',
        *(_outline(letter, height) for letter in letters(drawing.reference, lines=drawing.lines, chain=chain)),
        "</g>\n</svg>\n",
    ]
    return "".join(parts).encode()


def _outline(letter: Letter, height: float) -> str:
    """One letter as a path; inside is what the outline winds around."""
    variants = letter.pen.variants
    shape = letter.pen.face.outline(letter.gid)
    points = shape.points
    if variants:
        shape, moved = variants.outlines(letter.gid)
        points = moved[letter.variant]
    if not len(points):
        return ""
    points = letter.placed(points) / MM * (1, -1) + (0, height)
    firsts = [0, *(end + 1 for end in shape.ends[:-1])]
    rings = [_ring(points[a : b + 1], shape.on[a : b + 1]) for a, b in zip(firsts, shape.ends, strict=True)]
    return f'<path d="{"".join(rings)}"/>\n'


def _ring(points: Floats, on: npt.NDArray[np.bool_]) -> str:
    """One contour of quadratic curves; between two points off the curve lies one on it (OpenType 1.9, glyf)."""
    after = np.roll(points, -1, axis=0)
    ends = np.where(np.roll(on, -1)[:, None], after, (points + after) / 2)
    first = int(np.argmax(on)) if on.any() else 0
    start = points[first] if on.any() else (points[-1] + points[0]) / 2
    path = [f"M{start[0]:.3f},{start[1]:.3f}"]
    for place in [*range(first, len(points)), *range(first)]:
        (cx, cy), (x, y) = points[place], ends[place]
        if not on[place]:
            path.append(f"Q{cx:.3f},{cy:.3f} {x:.3f},{y:.3f}")
        elif on[(place + 1) % len(points)]:
            path.append(f"L{x:.3f},{y:.3f}")
    return "".join(path) + "Z"
