"""A drawn hand becomes a font file through the pen model, so that it is laid out, varied and printed as any other hand.

The file is made on the user's machine and kept with the baked variants; none is published.
"""

import hashlib
import logging
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from print_templates.hand.chance import Floats
from print_templates.hand.kept import write_whole
from print_templates.hand.truetype import PackedGlyph, build_font, pack_record
from print_templates.pens.joins import joined
from print_templates.pens.nib import GEL, outline
from print_templates.pens.opentype import (
    Kerning,
    after_itself,
    character_map,
    kerning,
    ligatures,
    singles,
    substitutions,
)
from print_templates.pens.spacing import Spacing, space_out
from print_templates.pens.strokes import X_HEIGHT, StrokeGlyph, StrokeHand, read_hand, stroke_hands

log = logging.getLogger(__name__)

VERSION = 5  # of pen model and spacing; with the hand's own digest it names one exact font
SCALE = 4  # font units in one unit of the stroke data
UNITS = 1000
_SPACE = 62
_FIRST = 2  # glyph ids 0 and 1 are the missing glyph and the space


@dataclass(frozen=True, eq=False)
class StrokeFace:
    """A drawn hand as its font knows it: which strokes lie behind a glyph id, in font units."""

    hand: StrokeHand
    glyphs: Mapping[str, StrokeGlyph]
    spacing: Spacing

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The glyphs in order of their ids."""
        return tuple(self.glyphs)

    def strokes(self, gid: int) -> tuple[Floats, ...]:
        """Return the strokes of glyph ``gid`` in writing order, (n, 2) each; none for a space."""
        number = gid - _FIRST
        if number < 0:
            return ()
        shift = np.array([self.spacing.shift(number), 0.0])
        drawn = self.glyphs[self.names[number]].strokes
        return tuple(SCALE * self.hand.slanted(stroke + shift) for stroke in drawn)


@lru_cache(maxsize=4)
def stroke_face(name: str) -> StrokeFace:
    """Return the drawn hand called ``name``."""
    hand = read_hand(stroke_hands()[name])
    pairs = {glyph.name: glyph for glyph in joined(hand, spacing=space_out(hand.glyphs))}
    glyphs = {**hand.glyphs, **pairs}
    return StrokeFace(hand, glyphs, space_out(glyphs))


def font_file(name: str, *, folder: Path) -> Path:
    """Return the font file of the drawn hand ``name``, made in ``folder`` on first use.

    Where ``folder`` cannot be written the file goes to the machine's folder for temporary files.
    """
    known = f"{name}-{_digest(name)[:20]}.ttf"
    for place in (folder, Path(tempfile.gettempdir()) / "delight"):
        if (path := place / known).exists():
            return path
        try:
            write_whole(path, build(stroke_face(name)))
        except OSError as problem:
            log.warning("The hand %s could not be kept in %s: %s", name, place, problem)
        else:
            return path
    raise OSError(f"the hand {name} can be kept neither in {folder} nor in {tempfile.gettempdir()}")


@lru_cache(maxsize=4)
def _digest(name: str) -> str:
    content = stroke_hands()[name].read_bytes()
    return hashlib.sha256(content + f"{VERSION}{GEL}".encode()).hexdigest()


def build(face: StrokeFace) -> bytes:
    """Return the TrueType file of ``face``."""
    ids = {name: number + _FIRST for number, name in enumerate(face.names)}
    single = {ord(name): gid for name, gid in ids.items() if len(name) == 1}
    extra = {
        b"cmap": character_map({0x20: 1, 0xA0: 1, **single}),
        b"GSUB": _substitutions(ids),
        b"kern": kerning(_kerning(face)),
    }
    return build_font(_records(face), units=UNITS, ascent=SCALE * 240, descent=-SCALE * 110, extra=extra)


def _records(face: StrokeFace) -> list[PackedGlyph]:
    """Every glyph as outlines: all points off the curve, as TrueType reads a quadratic B-spline."""
    space = PackedGlyph(b"", SCALE * _SPACE, 0)
    known: dict[bytes, Floats] = {}
    glyphs = [space, space]
    for number in range(len(face.names)):
        rings = [_ring(stroke, known) for stroke in face.strokes(number + _FIRST)]
        points = np.rint(np.concatenate(rings)).astype(np.int64)
        ends = (np.cumsum([len(ring) for ring in rings]) - 1).tolist()
        record = pack_record(points, on=np.zeros(len(points), dtype=np.bool_), ends=ends)
        glyphs.append(PackedGlyph(record, SCALE * round(face.spacing.advance(number)), int(points[:, 0].min())))
    return glyphs


def _ring(stroke: Floats, known: dict[bytes, Floats]) -> Floats:
    """The outline of a stroke; that of the same stroke elsewhere (an a with an accent) is moved, not made again."""
    bare = np.round(stroke - stroke[0], 3)
    key = bare.tobytes()
    if key not in known:
        known[key] = outline(bare, nib=GEL, height=SCALE * X_HEIGHT)
    return np.asarray(known[key] + stroke[0])


def _substitutions(ids: Mapping[str, int]) -> bytes:
    """dlig joins letters; then ss01 and ss02 take second and third forms, and a doubled letter is never a twin."""
    pairs = {tuple(ids[part] for part in name): gid for name, gid in ids.items() if _is_joined(name)}
    second, third = ({ids[name]: ids[f"{name}.{form}"] for name in ids if f"{name}.{form}" in ids} for form in (1, 2))
    lookups = [ligatures(pairs), singles(second), singles({**second, **third}), after_itself(sorted(second), lookup=1)]
    return substitutions({"dlig": (0,), "ss01": (1,), "ss02": (2,), "calt": (3,)}, lookups=lookups)


def _is_joined(name: str) -> bool:
    return len(name) > 1 and "." not in name[1:]


def _kerning(face: StrokeFace) -> list[Kerning]:
    """Kerning by letter, one script at a time: a letter with an accent stands as its base does."""
    tables = []
    for russian in (False, True):
        before: dict[str, list[int]] = {}
        after: dict[str, list[int]] = {}
        for number, name in enumerate(face.names):
            base = name if "." in name[1:] else unicodedata.normalize("NFD", name)
            if not base[0].isalpha() or russian == ("\u0400" <= base[0] <= "\u04ff"):
                # A joined pair begins as its first letter does and ends as its second.
                before.setdefault(base[-1] if _is_joined(name) else _letter(base), []).append(number)
                after.setdefault(_letter(base), []).append(number)
        values = face.spacing.kerns(_firsts(before), after=_firsts(after))
        tables.append(Kerning(_gids(before), _gids(after), SCALE * values.astype(np.int64)))
    return tables


def _letter(base: str) -> str:
    return base if "." in base[1:] else base[0]


def _firsts(members: Mapping[str, list[int]]) -> list[int]:
    return [numbers[0] for numbers in members.values()]


def _gids(members: Mapping[str, list[int]]) -> list[list[int]]:
    return [[number + _FIRST for number in numbers] for numbers in members.values()]
