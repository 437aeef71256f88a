"""Fonts go into the file with just the glyphs in use: composite fonts with two-byte codes and their own text map."""

import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

from print_templates.hand.codes import codes_of
from print_templates.hand.fonts import Face
from print_templates.hand.truetype import PackedGlyph, build_font, pack_record
from print_templates.hand.variants import VariantFont
from print_templates.writers import compressed
from print_templates.writers.pdf import PdfWriter


class GlyphSource(Protocol):
    """Where an embedded font takes its glyphs from."""

    @property
    def face(self) -> Face:
        """The face behind the glyphs."""

    def packed(self, numbers: Sequence[int]) -> list[PackedGlyph]:
        """Return the glyphs with these numbers in the page's strings."""

    def source_gid(self, number: int) -> int:
        """Return the glyph id, or the text's own number, behind ``number``."""


class Varied(NamedTuple):
    """Handwriting: number = glyph id x copies + variant."""

    variants: VariantFont

    @property
    def face(self) -> Face:
        """The face whose glyphs are varied."""
        return self.variants.face

    def packed(self, numbers: Sequence[int]) -> list[PackedGlyph]:
        """Return the variants with these numbers."""
        return self.variants.packed(numbers)

    def source_gid(self, number: int) -> int:
        """Return the glyph id of which ``number`` is a variant."""
        return number // self.variants.copies


class Typed(NamedTuple):
    """Typed text: number = glyph id x copies + which text it stands for (a small capital is both A and a)."""

    face: Face
    copies: int = 1

    def packed(self, numbers: Sequence[int]) -> list[PackedGlyph]:
        """Return the glyphs as the face draws them."""
        return [_typed_glyph(self.face, number // self.copies) for number in numbers]

    def source_gid(self, number: int) -> int:
        """Return ``number`` itself."""
        return number


@lru_cache(maxsize=4096)
def _typed_glyph(face: Face, gid: int) -> PackedGlyph:
    """A face draws its letters the same in every file."""
    outline = face.outline(gid)
    points = outline.points.round().astype("int64")
    bearing = int(points[:, 0].min()) if len(points) else 0
    return PackedGlyph(pack_record(points, on=outline.on, ends=outline.ends), face.advance(gid), bearing)


class FontUse(NamedTuple):
    """One font of a document: resource name, where glyphs come from, which numbers are used, what glyph ids read as."""

    name: str
    source: GlyphSource
    numbers: frozenset[int]
    texts: Mapping[int, str]


def embed(font: FontUse, *, writer: PdfWriter) -> None:
    """Write ``font`` and let the pages call it by its name (ISO 32000-1, 9.7)."""
    numbers = sorted(font.numbers)
    codes = codes_of(numbers)
    glyphs = [PackedGlyph(b"", font.source.face.units // 2, 0), *font.source.packed(numbers)]
    base = b"/%b+%b" % (_tag(font).encode(), font.name.encode())
    descriptor = writer.put(_descriptor(font, glyphs, base, writer))
    places = writer.stream(compressed.part(_gid_map(codes)))
    unicode = writer.stream(compressed.part(_to_unicode(font, numbers, codes)))
    scale = 1000 / font.source.face.units
    cid = writer.put(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0"
        b">>/FontDescriptor %d 0 R/W[%b]/CIDToGIDMap %d 0 R>>"
        % (base, descriptor, _widths(codes, [round(glyph.advance * scale) for glyph in glyphs[1:]]), places)
    )
    number = writer.put(
        b"<</Type/Font/Subtype/Type0/BaseFont%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (base, cid, unicode)
    )
    writer.name("Font", name=font.name, number=number)


def _widths(codes: Sequence[int], widths: Sequence[int]) -> bytes:
    """Return the W array's inside; neighbours share one list."""
    parts: list[bytes] = []
    last = -2
    for code, width in zip(codes, widths, strict=True):
        parts.append(b" %d" % width if code == last + 1 else b"%b%d[%d" % (b"]" if parts else b"", code, width))
        last = code
    return b"".join(parts) + (b"]" if parts else b"")


def _descriptor(font: FontUse, glyphs: Sequence[PackedGlyph], base: bytes, writer: PdfWriter) -> bytes:
    face = font.source.face
    ascent, descent = round(face.cap_height * 1.4), -round(face.x_height * 0.9)
    program = build_font(glyphs, units=face.units, ascent=ascent, descent=descent)
    file = writer.stream(compressed.part(program), entries=b"/Length1 %d" % len(program))
    scale = 1000 / face.units
    box = b" ".join(
        b"%d" % round(value * scale) for value in (-face.units // 2, 2 * descent, 2 * face.units, 2 * ascent)
    )
    measures = (round(ascent * scale), round(descent * scale), round(face.cap_height * scale))
    return (
        b"<</Type/FontDescriptor/FontName%b/Flags 4/FontBBox[%b]/ItalicAngle 0/StemV 80" % (base, box)
        + b"/Ascent %d/Descent %d/CapHeight %d" % measures
        + b"/FontFile2 %d 0 R>>" % file
    )


def _tag(font: FontUse) -> str:
    """Six letters that name the subset (PDF 1.7, 9.6.4), from what is in it."""
    value = zlib.crc32(repr((font.source.face.digest, sorted(font.numbers))).encode())
    return "".join(chr(65 + value // 26**place % 26) for place in range(6))


def _gid_map(codes: Sequence[int]) -> bytes:
    places = np.zeros(codes[-1] + 1 if codes else 1, dtype=">u2")
    places[list(codes)] = np.arange(1, len(codes) + 1)
    return places.tobytes()


_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
%s
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def _to_unicode(font: FontUse, numbers: Sequence[int], codes: Sequence[int]) -> bytes:
    """At most 100 entries a block (Adobe technical note 5411); UTF-16 so that every letter survives."""
    texts = {gid: _hex(text) for gid, text in font.texts.items()}
    pairs = zip(codes, map(texts.get, map(font.source.source_gid, numbers)), strict=True)
    lines = [f"<{code:04X}> <{text}>" for code, text in pairs if text is not None]
    blocks = [lines[start:end] for start, end in pairwise([*range(0, len(lines), 100), len(lines)])]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return _TO_UNICODE % body.encode()


@lru_cache(maxsize=1024)
def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()
