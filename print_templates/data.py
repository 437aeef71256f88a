"""All that a printed piece needs, already as text. Frozen values: drawing code sees no model, no setting, no clock."""

from dataclasses import dataclass
from typing import Literal

HandName = Literal["caveat", "zeyada"] | str
Preset = Literal["neat", "natural", "lively"]
NameFallback = Literal["typed", "without_name", "blank_line"]
FormName = Literal["story", "guide", "bundle", "share", "sample"]
FormatName = Literal["a6", "a5-folded", "dl", "square", "card", "4x6", "5x7", "a2"]
"""A6; A5 folded to A6; a third of A4; 148 mm square; 85 x 55 mm; 4 x 6 in; 5 x 7 in (US A7); 4.25 x 5.5 in (US A2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Which hand writes, how freely, and what happens to a name it cannot write."""

    name: str = "caveat"
    preset: Preset = "natural"
    name_fallback: NameFallback = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slug:
    """What the packer reads outside the trim: "17 of 240" is position and total; ``code`` is scanned (Code128)."""

    order_number: str
    code: str
    position: int
    total: int
    recipient: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note in handwriting: the thank-you card or, with ``gift`` set, the giver's words for the recipient (no price).

    ``reference`` is the seed: the same reference and words give the same page, byte for byte. ``greeting`` is the whole
    line with its punctuation ("Dear Zoë,"); ``name`` is the part of it that may not be writable; ``plain_greeting`` is
    the line that reads naturally without a name. ``human_slot`` asks a person for one line by pen: a line is left free
    after the words, and the prompt goes to the packer's slug. ``picture`` is the path of a picture for the other side.
    """

    reference: str
    language: str
    greeting: str
    name: str
    plain_greeting: str
    paragraphs: tuple[str, ...]
    closing: str
    signature: str
    hand: Hand
    slug: Slug
    gift: bool = False
    small_print: str = ""
    human_slot: str = ""
    format: FormatName = "a6"
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert:
    """A printed sheet beside the card: a story, a guide, or the line of a bundle ("one to keep, one to give").

    ``heading`` and ``steps``/``paragraphs`` are typed; ``hand_line`` is one handwritten line from ``signature``. ``qr``
    is an absolute URL of its own piece, "" for none; ``qr_caption`` says what waits behind it. ``picture`` is the path
    of a picture for the other side. ``notice`` is what nobody may overlook, what a sample holds: it is set plainly,
    never smaller than 9 pt and never cut; a sheet on which it finds no room is refused.
    """

    reference: str
    form: FormName
    language: str
    kicker: str
    heading: str
    paragraphs: tuple[str, ...]
    steps: tuple[str, ...]
    hand_line: str
    signature: str
    qr: str
    qr_caption: str
    hand: Hand
    slug: Slug
    format: FormatName = "a6"
    picture: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a record: a heading, a quiet line under it, named values, and text as it was written."""

    heading: str
    note: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A part of a record; ``empty`` says that there is nothing, where there are no entries."""

    heading: str
    entries: tuple[Entry, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Many small things to read one after another, on as many pages as they take; nothing in it is handwritten.

    ``missing`` is said at the end where a character had to be left out, because the typeface lacks it.
    """

    title: str
    language: str
    opening: str
    chapters: tuple[Chapter, ...]
    closing: str = ""
    missing: str = ""


Piece = Note | Insert
SheetName = Literal[
    "single", "a4-1up", "a4-2up", "a4-4up", "a4-10up", "letter-1up", "letter-2up", "letter-4up", "letter-10up"
]
SheetOrder = Literal["pick", "stack"]
"""Pick order fills a sheet before the next; in stack order the cut piles, laid on one another, are in pick order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One piece that could not be printed, with the person it is for and the mend. The rest of the run is printed."""

    reference: str
    order_number: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a piece lies in the file: page and spot on it, both from 1, left to right and top to bottom."""

    reference: str
    page: int
    spot: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A finished run: the PDF, page count, content hash (SHA-256 hex) of each piece by reference, refusals, places."""

    pdf: bytes
    pages: int
    hashes: dict[str, str]
    refusals: tuple[Refusal, ...]
    places: tuple[Place, ...] = ()
