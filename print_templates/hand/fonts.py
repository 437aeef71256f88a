"""Font files opened once: coverage, shaping, measures and outlines of a face, through HarfBuzz."""

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import uharfbuzz as hb

from print_templates.errors import CannotPrint, FontProblem
from print_templates.hand.codes import CAPACITY
from print_templates.hand.composing import COMPOSABLE, Composer, Outline

Floats = npt.NDArray[np.float64]
# HarfBuzz tells a shaped word in one string (gid+advance|…), which is read faster than glyph by glyph.
_TOKENS = hb.BufferSerializeFormat.TEXT
_BY_NUMBER = hb.BufferSerializeFlags.NO_GLYPH_NAMES | hb.BufferSerializeFlags.NO_CLUSTERS
_APART = dict.fromkeys(("liga", "clig", "dlig", "calt"), False)
Told: TypeAlias = tuple[str, str]
"""A letter, and what HarfBuzz made of it."""
T = TypeVar("T")
_MOST_GLYPHS = 40_000


class Glyph(NamedTuple):
    """One shaped glyph: id, the text it stands for, advance and offsets in font units."""

    gid: int
    text: str
    advance: int
    x_offset: int
    y_offset: int


@dataclass(frozen=True, eq=False)
class Face:
    """One face of a font file: a set of axis values and features. Compare faces by ``digest``."""

    path: Path
    digest: str
    units: int
    coverage: frozenset[int]
    x_height: float
    cap_height: float
    features: tuple[str, ...]
    font: hb.Font = field(repr=False)
    composer: Composer = field(repr=False)
    glyph_count: int
    """How many glyphs the font file has; composed ones are numbered from here on."""
    _known: set[str] = field(default_factory=set, repr=False)
    _advances: dict[int, int] = field(default_factory=dict, repr=False)
    _glyphs: dict[Told, Glyph] = field(default_factory=dict, repr=False)
    _features: dict[tuple[str, ...], dict[str, bool]] = field(default_factory=dict, repr=False)

    def covers(self, text: str) -> bool:
        """Whether every character of ``text`` has a glyph, or is composed from a letter and marks that have one.

        Characters are remembered once seen: most words have no other.
        """
        return self._known.issuperset(text) or all(map(self._learn, text))

    def _learn(self, character: str) -> bool:
        if not self._writes(character):
            return False
        self._known.add(character)
        return True

    def _writes(self, character: str) -> bool:
        if ord(character) in self.coverage or character in " \u00a0\u200c\u200d":
            return True
        if self.composer.number(character) is not None:
            return True
        parts = unicodedata.normalize("NFD", character)
        return len(parts) > 1 and all(ord(part) in self.coverage for part in parts)

    def shape(
        self, text: str, *, language: str = "", extra: tuple[str, ...] = (), leftwards: bool = False
    ) -> list[Glyph]:
        """Return the glyphs of ``text`` from left to right; ``leftwards`` text begins at the right.

        Raises :class:`CannotPrint` where the font has no glyph, because a letter dropped in silence is worse than none.
        """
        if not text:
            return []
        if text.isascii() and not leftwards:
            return self.shape_known(text, known=self._glyphs, make=_as_it_is, language=language, extra=extra)
        # A composed letter is shaped as its base, so that it keeps its neighbours' kerning.
        stand_in = "".join(map(self.composer.base, text)).replace("\u00a0", " ")
        buffer = self._shaped(stand_in, language, self._switched(extra), leftwards=leftwards)
        glyphs = self._told(buffer, text, leftwards=leftwards)
        if stand_in != text and any(len(glyph.text) > 1 for glyph in glyphs):
            # A ligature would swallow the mark.
            buffer = self._shaped(stand_in, language, _APART, leftwards=leftwards)
            glyphs = self._told(buffer, text, leftwards=leftwards)
        return [self._composed(glyph) for glyph in glyphs] if stand_in != text else glyphs

    def shape_known(
        self,
        text: str,
        *,
        known: dict[Told, T],
        make: Callable[[Glyph], T],
        language: str = "",
        extra: tuple[str, ...] = (),
    ) -> list[T]:
        """Return what ``make`` makes of each glyph of ASCII ``text``, read from left to right.

        ``known`` remembers it by the letter and what HarfBuzz made of it, so that most letters of a new word are not
        even read. A ligature is never known: it stands for several letters. Raises :class:`CannotPrint` as ``shape``.
        """
        buffer = self._shaped(text, language, self._switched(extra))
        tokens = buffer.serialize(self.font, format=_TOKENS, flags=_BY_NUMBER)[1:-1].split("|")
        one_each = len(tokens) == len(text)
        if one_each:
            try:
                return list(map(known.__getitem__, zip(text, tokens)))  # noqa: B905 - as long as each other
            except KeyError:
                pass
        found = [make(glyph) for glyph in self._told(buffer, text)]
        if one_each and [info.cluster for info in buffer.glyph_infos or []] == list(range(len(text))):
            if len(known) > _MOST_GLYPHS:
                known.clear()
            known.update(zip(zip(text, tokens, strict=True), found, strict=True))
        return found

    def _switched(self, extra: tuple[str, ...]) -> dict[str, bool]:
        found = self._features.get(extra)
        if found is None:
            found = self._features[extra] = dict.fromkeys(self.features + extra, True)
        return found

    def _shaped(self, text: str, language: str, features: dict[str, bool], *, leftwards: bool = False) -> hb.Buffer:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if leftwards else "ltr"
        if language:
            buffer.language = language
        hb.shape(self.font, buffer, features)
        return buffer

    def _told(self, buffer: hb.Buffer, text: str, *, leftwards: bool = False) -> list[Glyph]:
        infos, places = buffer.glyph_infos or [], buffer.glyph_positions or []
        if any(info.codepoint == 0 for info in infos):
            raise CannotPrint(f"{self.path.name} cannot write {text!r}; choose another hand or change the text")
        clusters = [info.cluster for info in infos]
        texts = _told_leftwards(text, clusters) if leftwards else _cluster_texts(text, clusters)
        return [
            Glyph(info.codepoint, read, place.x_advance, place.x_offset, place.y_offset)
            for info, read, place in zip(infos, texts, places, strict=True)
        ]

    def _composed(self, glyph: Glyph) -> Glyph:
        number = self.composer.number(glyph.text)
        if number is None:
            return glyph
        kern = glyph.advance - self.advance(glyph.gid)
        return glyph._replace(gid=number, advance=self.advance(number) + kern)

    def advance(self, gid: int) -> int:
        """Return the glyph's unkerned advance in font units."""
        known = self._advances.get(gid)
        if known is None:
            own = gid if gid < self.glyph_count else self.composer.base_glyph(gid)
            known = self._advances[gid] = int(self.font.get_glyph_h_advance(own))
        return known

    def outline(self, gid: int) -> Outline:
        """Return the glyph's contours; an empty one for a space."""
        return _outline(self.font, gid) if gid < self.glyph_count else self.composer.outline(gid)


def _as_it_is(glyph: Glyph) -> Glyph:
    return glyph


def _cluster_texts(text: str, clusters: list[int]) -> list[str]:
    starts = sorted(set(clusters))
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    counts, seen = Counter(clusters), Counter[int]()
    texts: list[str] = []
    for cluster in clusters:
        part, place = text[cluster : ends[cluster]], seen[cluster]
        # As many glyphs as characters: each has its own. Otherwise the first glyph stands for all of them.
        one_each = counts[cluster] == len(part)
        texts.append(part[place] if one_each else part if place == 0 else "")
        seen[cluster] += 1
    return texts


_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")


def _told_leftwards(text: str, clusters: list[int]) -> list[str]:
    """As :func:`_cluster_texts`; a bracket reads as it looks, which is how readers expect it before they turn it."""
    return [part.translate(_MIRRORED) for part in _cluster_texts(text, clusters[::-1])[::-1]]


class _Pen:
    """Collects quadratic contours; a cubic is halved twice and each part read as a quadratic (error below a unit)."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []
        self.on: list[bool] = []
        self.ends: list[int] = []

    def move_to(self, x: float, y: float, _: object) -> None:
        self._add(x, y, True)

    def line_to(self, x: float, y: float, _: object) -> None:
        self._add(x, y, True)

    def quadratic_to(self, cx: float, cy: float, x: float, y: float, _: object) -> None:
        self._add(cx, cy, False)
        self._add(x, y, True)

    def cubic_to(self, ax: float, ay: float, bx: float, by: float, x: float, y: float, _: object) -> None:
        start = self.points[-1]
        curve = np.array([start, (ax, ay), (bx, by), (x, y)])
        for quarter in range(4):
            p0, p1, p2, p3 = _cubic_part(curve, quarter / 4, quarter / 4 + 0.25)
            control = (3 * (p1 + p2) - p0 - p3) / 4
            self._add(float(control[0]), float(control[1]), False)
            self._add(float(p3[0]), float(p3[1]), True)

    def close(self, _: object) -> None:
        first = self.ends[-1] + 1 if self.ends else 0
        if len(self.points) - first > 1 and self.points[-1] == self.points[first]:
            self.points.pop()
            self.on.pop()
        if len(self.points) - first > 1:
            self.ends.append(len(self.points) - 1)
        else:
            del self.points[first:], self.on[first:]

    def _add(self, x: float, y: float, on: bool) -> None:
        self.points.append((x, y))
        self.on.append(on)


def _cubic_part(curve: Floats, start: float, end: float) -> Floats:
    def at(t: float) -> Floats:
        u = 1 - t
        return np.asarray(u**3 * curve[0] + 3 * u * u * t * curve[1] + 3 * u * t * t * curve[2] + t**3 * curve[3])

    def slope(t: float) -> Floats:
        u = 1 - t
        along = u * u * (curve[1] - curve[0]) + 2 * u * t * (curve[2] - curve[1]) + t * t * (curve[3] - curve[2])
        return np.asarray(along * (end - start))

    return np.array([at(start), at(start) + slope(start), at(end) - slope(end), at(end)])


def _outline(font: hb.Font, gid: int) -> Outline:
    pen, functions = _Pen(), hb.DrawFuncs()
    functions.set_move_to_func(pen.move_to)
    functions.set_line_to_func(pen.line_to)
    functions.set_quadratic_to_func(pen.quadratic_to)
    functions.set_cubic_to_func(pen.cubic_to)
    functions.set_close_path_func(pen.close)
    font.draw_glyph(gid, functions, None)
    points = np.array(pen.points, dtype=np.float64).reshape(-1, 2)
    return Outline(points, np.array(pen.on, dtype=np.bool_), tuple(pen.ends))


def stamp(path: Path) -> int:
    """Return what changes when the file does, so that a replaced font is read anew; 0 when there is none."""
    try:
        return path.stat().st_mtime_ns
    except (OSError, ValueError):  # the latter where the name has a null character
        return 0


def open_face(path: Path, *, axes: tuple[tuple[str, float], ...] = (), features: tuple[str, ...] = ()) -> Face:
    """Return the face in the TrueType or OpenType file ``path`` at the given axis values with the given features on.

    Raises :class:`FontProblem` when the file is missing or no font.
    """
    return _face(path, axes, features, stamp(path))


@lru_cache(maxsize=64)
def _face(path: Path, axes: tuple[tuple[str, float], ...], features: tuple[str, ...], _: int) -> Face:
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as problem:
        told = problem.strerror if isinstance(problem, OSError) else problem
        raise FontProblem(f"The font file {path} cannot be read: {told}. Upload it again.") from problem
    face = hb.Face(data)
    if not face.unicodes or face.glyph_count == 0:
        raise FontProblem(f"{path.name} is not a font with letters. Upload a TTF or OTF file.")
    if face.glyph_count + len(COMPOSABLE) > CAPACITY:
        raise FontProblem(
            f"{path.name} has {face.glyph_count} glyphs, too many for one hand. Use the edition for one language."
        )
    font = hb.Font(face)
    font.set_variations(dict(axes))
    _check_licence(path, face)
    digest = hashlib.sha256(data + repr((axes, features)).encode()).hexdigest()
    x_height = _height(font, "acemnorsuvwxz", default=0.45 * face.upem)
    return Face(
        path=path,
        digest=digest,
        units=face.upem,
        coverage=frozenset(face.unicodes),
        x_height=x_height,
        cap_height=_height(font, "DEHIMN", default=0.68 * face.upem),
        features=features,
        font=font,
        composer=Composer(
            nominal=lambda character: font.get_nominal_glyph(ord(character)) or 0,
            drawn=lambda gid: _outline(font, gid),
            glyph_count=int(face.glyph_count),
            x_height=x_height,
        ),
        glyph_count=int(face.glyph_count),
    )


_RESTRICTED, _NO_SUBSETTING, _BITMAPS_ONLY = 0x0002, 0x0100, 0x0200


def _check_licence(path: Path, face: hb.Face) -> None:
    """Raise :class:`FontProblem` when the font's maker forbids what printing needs (OpenType 1.9, OS/2 fsType)."""
    table = face.reference_table("OS/2").data
    allowed = int.from_bytes(table[8:10], "big") if len(table) >= 10 else 0
    if allowed & (_NO_SUBSETTING | _BITMAPS_ONLY) or allowed & 0x000F == _RESTRICTED:
        raise FontProblem(
            f"The maker of {path.name} does not allow it to be embedded in documents. Ask for a licence that does, or "
            "choose another font."
        )


def _height(font: hb.Font, letters: str, *, default: float) -> float:
    """The median height of ``letters``: in a hand no single letter is typical."""
    gids = [gid for gid in (font.get_nominal_glyph(ord(letter)) for letter in letters) if gid]
    boxes = [box for box in (font.get_glyph_extents(gid) for gid in gids) if box]
    heights = sorted(float(box.y_bearing) for box in boxes if box.y_bearing > 0)
    return heights[len(heights) // 2] if heights else default


@lru_cache(maxsize=16)
def packaged_font(family: str, *, style: str = "normal") -> Path:
    """Return the file of a font that is installed as a package; raises :class:`FontProblem` when it is not.

    The package is opened by its name: fontpkg's own search goes through every package that is installed, which takes
    longer than the printing of a card.
    """
    name = "fontpkg_" + family.lower().replace(" ", "_")
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        package = name.replace("_", "-")
        raise FontProblem(f"The font {family} is not installed. Install it with: pip install {package}")
    folder = Path(spec.origin).parent
    files: list[dict[str, str | int | None]] = json.loads((folder / "metadata.json").read_bytes())["files"]
    usual = (file for file in files if file["style"] == style and file["weight"] in (None, 400))
    return folder / str(next(usual)["path"])
