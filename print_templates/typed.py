"""Typed text on a piece: lines set in Source Serif, paragraphs broken for an even right edge."""

from functools import lru_cache
from typing import NamedTuple

from print_templates.errors import CannotPrint
from print_templates.hand.characters import normalise
from print_templates.hand.codes import code_of
from print_templates.hand.fonts import Face, Glyph
from print_templates.hand.hands import typed_face
from print_templates.handwriting import actual_text
from print_templates.layout import syllables

SMALLEST_TYPE = 7.5  # points; below it small serifs fill in on a laser printer


class TypedLine(NamedTuple):
    """One set line: ``width`` in points, ``strings`` for a TJ operator, ``used``: glyph numbers with their text."""

    text: str
    role: str
    size: float
    tracking: float
    width: float
    strings: bytes
    used: tuple[tuple[int, str], ...]

    def operators(self, *, x: float, y: float) -> bytes:
        """Return the operators that draw the line with its baseline starting at ``x``, ``y`` (points)."""
        font = b"/%s %.2f Tf " % (resource_name(self.role).encode(), self.size)
        space = b"%.3f Tc " % self.tracking if self.tracking else b""
        after = b" 0 Tc" if self.tracking else b""
        place = b"1 0 0 1 %.2f %.2f Tm " % (x, y)
        return b"BT " + font + space + place + actual_text(self.text) + self.strings + b"TJ EMC" + after + b" ET\n"


def resource_name(role: str) -> str:
    """Return the name under which pages refer to the face of ``role``."""
    return "S" + typed_face(role).digest[:6]


def copies(role: str) -> int:
    """How many texts one glyph of the role may stand for: a small capital is both upper and lower case."""
    return 2 if "c2sc" in typed_face(role).features else 1


def _number(glyph: Glyph, role: str) -> int:
    return glyph.gid * 2 + glyph.text.isupper() if copies(role) == 2 else glyph.gid


def uncovered_type(text: str, *, role: str = "text") -> tuple[str, ...]:
    """Return the characters of ``text`` that the typed face lacks, each once, in order."""
    face = typed_face(role)
    return tuple(dict.fromkeys(character for character in text if not face.covers(character)))


@lru_cache(maxsize=8192)
def set_line(text: str, *, role: str, size: float, tracking: float = 0.0, language: str = "") -> TypedLine:
    """Return ``text`` set on one line; ``tracking`` in points is added after each letter.

    Raises :class:`CannotPrint` when the typed face lacks a character.
    """
    if missing := uncovered_type(text, role=role):
        raise CannotPrint(f"no font of this piece has {' '.join(missing)}; replace it in the text")
    face = typed_face(role)
    glyphs = tuple(face.shape(text, language=language))
    width = sum(glyph.advance for glyph in glyphs) * size / face.units + tracking * max(len(glyphs) - 1, 0)
    numbers = [_number(glyph, role) for glyph in glyphs]
    used = tuple((number, glyph.text) for number, glyph in zip(numbers, glyphs, strict=True))
    return TypedLine(text, role, size, tracking, width, _strings(face, glyphs, numbers), used)


def _strings(face: Face, glyphs: tuple[Glyph, ...], numbers: list[int]) -> bytes:
    body, pending = bytearray(b"["), 0.0
    for glyph, number in zip(glyphs, numbers, strict=True):
        pending += glyph.x_offset
        if round(pending * 1000 / face.units):
            body += b"%d" % round(-pending * 1000 / face.units)
        if body.endswith(b">"):
            del body[-1]
        else:
            body += b"<"
        body += b"%04X>" % code_of(number)
        pending = glyph.advance - face.advance(glyph.gid) - glyph.x_offset
    return bytes(body + b"]")


def set_paragraph(
    text: str, *, role: str, size: float, measure: float, language: str = "", balanced: bool = False
) -> tuple[TypedLine, ...]:
    """Return ``text`` broken into lines of at most ``measure`` points, ragged but even.

    The break points minimise the sum of squared slack over all lines but the last (Knuth & Plass 1981, without glue);
    a last line of one word, or of less than a quarter, costs as much as a loose one. With ``balanced``, as for a
    heading, the last line counts too. A word wider than the measure is hyphenated, or cut where its language has no
    hyphenation.
    """
    words = _fitting(normalise(text, language=language).split(" "), role, size, measure, language)
    space = set_line(" ", role=role, size=size).width
    widths = [set_line(word, role=role, size=size, language=language).width for word in words]
    rows = _even_rows(widths, space, measure, balanced)
    return tuple(set_line(" ".join(words[start:end]), role=role, size=size, language=language) for start, end in rows)


def _even_rows(widths: list[float], space: float, measure: float, balanced: bool) -> list[tuple[int, int]]:
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(widths) + 1):
        choices, reached, start = [], -space, end
        while start > 0 and (reached + space + widths[start - 1] <= measure + 0.01 or start == end):
            start -= 1
            reached += space + widths[start]
            slack = (measure - reached) / measure
            if end == len(widths) and not balanced:
                slack = 0.5 if start > 0 and slack > (0.6 if end - start == 1 else 0.75) else 0.0
            choices.append((best[start][0] + slack * slack + (0.3 if balanced else 1e-6), start))
        best.append(min(choices))
    rows, end = [], len(widths)
    while end > 0:
        rows.append((best[end][1], end))
        end = best[end][1]
    return rows[::-1]


def _fitting(words: list[str], role: str, size: float, measure: float, language: str) -> list[str]:
    fitting: list[str] = []
    for word in words:
        if not word or set_line(word, role=role, size=size, language=language).width <= measure:
            fitting += [word] if word else []
        else:
            fitting += _cut(word, role, size, measure, language)
    return fitting


def _cut(word: str, role: str, size: float, measure: float, language: str) -> list[str]:
    def wide(text: str) -> bool:
        return set_line(text, role=role, size=size, language=language).width > measure

    parts = syllables(word, language=language)
    hyphen = "-" if len(parts) > 1 and not any(wide(part + "-") for part in parts) else ""
    cut, part = [], ""
    for piece in parts if hyphen else list(word):
        if part and wide(part + piece + hyphen):
            cut.append(part + hyphen)
            part = ""
        part += piece
    return [*cut, part]
