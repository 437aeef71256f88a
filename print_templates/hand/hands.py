"""A font becomes a hand: how large it writes, which faces stand in for letters it lacks, what a name falls back to."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from print_templates.data import Hand, Preset
from print_templates.errors import FontProblem
from print_templates.hand.characters import EQUIVALENTS, is_emoji, without_emoji
from print_templates.hand.fonts import Face, open_face, packaged_font, stamp
from print_templates.hand.variants import DIALS, VERSION, Manner, VariantFont, variant_font


def exact(length: float) -> float:
    """Return ``length`` as a whole number of 2^-20: sums of such lengths are exact in any order, alone or in a run."""
    return round(length * 2**20) / 2**20


class HandStyle(NamedTuple):
    """How a font is used as a hand.

    ``family`` names the font's package, empty for a hand that we drew as strokes. ``size``: x-height against the usual
    2.5 mm; ``leading`` in x-heights; ``space`` is the usual gap between words in ems; ``wave`` how long the bends of
    its variants are, ``ink`` how much their ink varies, ``stray`` how far they stray, against the usual.
    """

    family: str
    size: float = 1.0
    leading: float = 3.4
    space: float = 0.3
    joined: bool = False
    wave: float = 1.0
    ink: float = 1.0
    stray: float = 1.0
    flavours: tuple[tuple[str, ...], ...] = ((),)


# Caveat was drawn three times; its stylistic sets start the rotation at another drawing, so words differ in form too.
STYLES = {
    "caveat": HandStyle("Caveat", space=0.32, wave=1.2, flavours=((), ("ss01",), ("ss02",))),
    # Its letters are loosely drawn as they come: they bend slowly and stray a little less, else a reader has to guess.
    "zeyada": HandStyle("Zeyada", size=1.04, leading=3.6, space=0.36, wave=1.2, stray=0.95),
    "wren": HandStyle(
        "", leading=3.5, space=0.36, wave=1.5, ink=0.5, flavours=(("dlig",), ("ss01",), ("dlig", "ss02"))
    ),
}
_STAND_INS = ("caveat", "zeyada")  # whose letters a hand may borrow
# Typed words stand a little smaller among handwritten ones, else they shout.
_TYPED_SIZE = 0.86
# A font that has one of these (Arabic, Devanagari, Bengali) writes a script whose letters join.
_JOINING = "\u0628\u0915\u0995"


class _Opened(NamedTuple):
    face: Face
    variants: VariantFont | None
    scale: float
    name: str


class Pen:
    """One face of a hand's chain as the page uses it, opened when it is first looked at: most stand-ins write nothing.

    ``flavours`` are the features with which it draws a word in other forms.
    """

    def __init__(self, opened: Callable[[], _Opened], *, flavours: tuple[tuple[str, ...], ...]) -> None:
        self._look, self.flavours = opened, flavours

    @cached_property
    def _opened(self) -> _Opened:
        return self._look()

    @cached_property
    def face(self) -> Face:
        """The font."""
        return self._opened.face

    @cached_property
    def variants(self) -> VariantFont | None:
        """The font as it is written by hand; nothing for the typed one."""
        return self._opened.variants

    @cached_property
    def scale(self) -> float:
        """What makes its x-height that of the hand's own face."""
        return self._opened.scale

    @cached_property
    def name(self) -> str:
        """What pages call it by."""
        return self._opened.name

    @cached_property
    def copies(self) -> int:
        """How many drawn forms one glyph has; typed text has one."""
        return self.variants.copies if self.variants else 1


@dataclass(frozen=True, eq=False, slots=True)
class Chain:
    """A hand with what stands in for it: pens in order, the last one typed. ``x_height`` in mm at full size."""

    name: str
    preset: Preset
    pens: tuple[Pen, ...]
    x_height: float
    leading: float
    space: float
    _known: set[str] = field(default_factory=set)

    @property
    def em(self) -> float:
        """Size of the hand's own face in points at full size."""
        face = self.pens[0].face
        return self.x_height * 72 / 25.4 * face.units / face.x_height

    def writes(self, text: str) -> bool:
        """Whether some pen of the chain has every character of ``text``; remembers characters once seen."""
        known = self._known
        return known.issuperset(text) or all(self._learn(character) for character in set(text) - known)

    def _learn(self, character: str) -> bool:
        if self.pen_for(character) is None:
            return False
        self._known.add(character)
        return True

    def pen_for(self, text: str, *, typed: bool = True) -> int | None:
        """Return the number of the first pen that writes all of ``text``, or ``None``."""
        if self.pens[0].face.covers(text):
            return 0
        pens = self.pens if typed else self.pens[:-1]
        return next((number for number, pen in enumerate(pens) if pen.face.covers(text)), None)

    def writable(self, text: str) -> str:
        """Return ``text`` with equal-looking characters for those no handwriting pen has (a plain hyphen, SS for ẞ)."""
        if text.isascii() or self.pen_for(text, typed=False) is not None:
            return text
        return "".join(
            EQUIVALENTS.get(c, c) if self.pen_for(c, typed=False) is None and c in EQUIVALENTS else c for c in text
        )

    def uncovered(self, text: str) -> tuple[str, ...]:
        """Return the characters of ``text`` that no pen of the chain writes, each once, in order."""
        if self.writes(text):
            return ()
        return tuple(dict.fromkeys(c for c in self.writable(text) if self.pen_for(c) is None))


def cache_folder(given: Path | None = None) -> Path:
    """Return where baked variants are kept: ``given``, else ``$DELIGHT_CACHE``, else the user's cache folder."""
    if given:
        return given
    if named := os.environ.get("DELIGHT_CACHE"):
        return Path(named)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "delight"


def open_hand(hand: Hand, *, cache: Path | None = None) -> Chain:
    """Return the chain of pens for ``hand``; a name ending in .ttf or .otf is the path of a shop's own font.

    Raises :class:`FontProblem` when no such hand, preset or font exists.
    """
    if hand.preset not in DIALS:
        raise FontProblem(f"There is no preset called {hand.preset!r}. Choose {', '.join(DIALS)}.")
    folder = cache_folder(cache)
    return _chain(hand.name, hand.preset, folder, stamp(_file(hand.name, folder=folder)))


@lru_cache(maxsize=32)
def _chain(name: str, preset: Preset, folder: Path, _: int) -> Chain:
    own, style = open_face(_file(name, folder=folder)), _style(name, folder=folder)
    names = [name, *(other for other in _STAND_INS if other != name)]
    pens = [
        Pen(partial(_written, each, own, preset, folder), flavours=_style(each, folder=folder).flavours)
        for each in names
    ]
    pens.append(Pen(partial(_typed, own), flavours=((),)))
    return Chain(name, preset, tuple(pens), 2.5 * style.size, style.leading, exact(style.space))


def _written(name: str, own: Face, preset: Preset, folder: Path) -> _Opened:
    face, style = open_face(_file(name, folder=folder)), _style(name, folder=folder)
    drawn = Manner(joined=style.joined, wave=style.wave, ink=style.ink, stray=style.stray)
    variants = variant_font(face, preset=preset, manner=drawn, folder=folder)
    scale = (own.x_height / own.units) / (face.x_height / face.units)
    return _Opened(face, variants, scale, f"H{face.digest[:6]}{preset[:2]}{VERSION}")


def _typed(own: Face) -> _Opened:
    serif = typed_face("text")
    scale = _TYPED_SIZE * (own.x_height / own.units) / (serif.x_height / serif.units)
    return _Opened(serif, None, scale, "S" + serif.digest[:6])


def _style(name: str, *, folder: Path) -> HandStyle:
    return STYLES.get(name) or HandStyle(name, joined=looks_joined(open_face(_file(name, folder=folder))))


def looks_joined(face: Face) -> bool:
    """Whether letters run into the next one, as in a joined cursive, Arabic or Devanagari; such joins stay closed."""
    if any(ord(letter) in face.coverage for letter in _JOINING):
        return True
    outlines = [face.outline(gid).points[:, 0] for gid in _small_letters(face)]
    if not outlines:
        return False
    entry = sorted(float(x.min()) for x in outlines)[len(outlines) // 2]
    exits = [float(x.max()) - face.advance(gid) for x, gid in zip(outlines, _small_letters(face), strict=True)]
    return sum(reach >= entry for reach in exits) > 0.8 * len(exits)


def _small_letters(face: Face) -> list[int]:
    gids = [face.font.get_nominal_glyph(code) for code in range(ord("a"), ord("z") + 1)]
    return [gid for gid in gids if gid and len(face.outline(gid).points)]


def _file(name: str, *, folder: Path) -> Path:
    if name in STYLES:
        return packaged_font(family) if (family := STYLES[name].family) else _drawn_file(name, folder=folder)
    if name.lower().endswith((".ttf", ".otf")):
        return Path(name)
    known = ", ".join(sorted(STYLES))
    raise FontProblem(f"There is no hand called {name!r}. Choose {known}, or the path of a TTF or OTF file.")


def _drawn_file(name: str, *, folder: Path) -> Path:
    from print_templates.pens.font import font_file  # start-up that a hand with outlines does not need

    return font_file(name, folder=folder)


_TYPED: dict[str, tuple[str, tuple[tuple[str, float], ...], tuple[str, ...]]] = {
    "text": ("normal", (("opsz", 10.0), ("wght", 400.0)), ()),
    "strong": ("normal", (("opsz", 10.0), ("wght", 600.0)), ()),
    "italic": ("italic", (("opsz", 10.0), ("wght", 400.0)), ()),
    "caption": ("normal", (("opsz", 8.0), ("wght", 400.0)), ()),
    "kicker": ("normal", (("opsz", 8.0), ("wght", 500.0)), ("smcp", "c2sc")),
    "heading": ("normal", (("opsz", 36.0), ("wght", 420.0)), ()),
    "numeral": ("normal", (("opsz", 60.0), ("wght", 300.0)), ("onum",)),
}


@lru_cache(maxsize=16)
def typed_face(role: str) -> Face:
    """Return the face of Source Serif 4 for a role: text, strong, italic, caption, kicker, heading or numeral."""
    style, axes, features = _TYPED[role]
    return open_face(packaged_font("Source Serif 4", style=style), axes=axes, features=features)


class Greeting(NamedTuple):
    """The greeting as it will stand, a ``BLANK`` where a pen is to write; ``note`` is for the packer."""

    text: str
    note: str = ""


BLANK = "\ufffc"
"""Stands where a pen is to write a name."""
SLOT = BLANK * 2
"""Stands where a pen is to write a line."""


def greet(greeting: str, *, name: str, plain: str, hand: Hand, chain: Chain) -> Greeting:
    """Return the greeting line for a name that the hand may not be able to write.

    A name in letters the hand or its sister hand has is handwritten. Otherwise emoji are left out of it; what still
    cannot be written follows ``hand.name_fallback``. A name is never shown garbled.
    """
    if not name or name not in greeting:
        return Greeting(plain if not name else greeting)
    if not any(character.isalnum() or is_emoji(character) for character in name):
        return Greeting(plain, note="name not written: it has no letters")
    if chain.pen_for(chain.writable(name), typed=False) is not None:
        return Greeting(greeting)
    bare = without_emoji(name)
    note = "emoji left out of the name" if any(is_emoji(c) for c in name) else ""
    if bare and chain.pen_for(chain.writable(bare), typed=False) is not None:
        return Greeting(greeting.replace(name, bare, 1), note=note)
    return _fallback(greeting.replace(name, bare, 1), name=bare, plain=plain, hand=hand, chain=chain, note=note)


def _fallback(greeting: str, *, name: str, plain: str, hand: Hand, chain: Chain, note: str) -> Greeting:
    if name and hand.name_fallback == "blank_line":
        return Greeting(greeting.replace(name, BLANK, 1), note="write the name by hand")
    if name and hand.name_fallback == "typed" and chain.pens[-1].face.covers(name):
        return Greeting(greeting, note=note)
    return Greeting(plain, note=note if not name else "name not written: no font has its letters")
