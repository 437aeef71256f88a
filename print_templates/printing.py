"""Pieces in, PDF out: draws every piece it can, lists every one it cannot, and lays them on sheets."""

import hashlib
import io
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from print_templates.data import Hand, Note, Piece, Printed, Refusal, SheetName, SheetOrder
from print_templates.drawing import Drawing
from print_templates.errors import CannotPrint, FontProblem, PrintError
from print_templates.hand.characters import normalise
from print_templates.hand.hands import Chain, open_hand, typed_face
from print_templates.handwriting import Writing, learn_text, write_cards
from print_templates.pieces.insert import draw_insert
from print_templates.pieces.note import draw_note
from print_templates.sheet.arranging import BLEED, arrange
from print_templates.sheet.formats import format_of
from print_templates.sheet.pages import DrawnPiece, Layout
from print_templates.sheet.slug import check_code
from print_templates.typed import copies, resource_name
from print_templates.writers.embedding import FontUse, Typed, Varied, embed
from print_templates.writers.pdf import PdfWriter, text_string

if TYPE_CHECKING:
    from print_templates.pictures import Picture

_CHUNK = 200  # cards placed in one pass: large enough for numpy, small enough for memory
_STEP = 25  # cards between two words on how far it is: a tenth of a second, which a bar follows smoothly


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """How a run is laid out: ``marks`` adds bleed, crop marks and the packer's slug outside the trim.

    ``order`` matters on sheets of several pieces. ``separate`` puts a page that announces the next pieces before every
    so many of them (0: none; in pick order only).
    """

    sheet: SheetName = "single"
    order: SheetOrder = "pick"
    marks: bool = True
    separate: int = 0


def print_pieces(
    pieces: Sequence[Piece],
    *,
    sheet: SheetName = "single",
    order: SheetOrder = "pick",
    marks: bool = True,
    separate: int = 0,
    cache: Path | None = None,
) -> Printed:
    """Return ``pieces`` as one PDF, in order; a piece that cannot be printed is left out and listed in ``refusals``.

    For ``sheet``, ``order``, ``marks`` and ``separate`` see :class:`Job`. ``hashes`` holds the SHA-256 hex digest of
    each drawn piece, slug and sheet aside. Baked hands are kept in ``cache`` (default: ``$DELIGHT_CACHE``, else the
    user's cache folder). ``pdf`` is empty when no piece could be printed. Raises :class:`PrintError` when that is for
    want of a font alone: then it is no fault of the pieces.
    """
    target = io.BytesIO()
    job = Job(sheet=sheet, order=order, marks=marks, separate=separate)
    printed = print_to(target, pieces=pieces, job=job, cache=cache)
    return replace(printed, pdf=target.getvalue() if printed.pages else b"")


def print_to(
    target: BinaryIO,
    *,
    pieces: Sequence[Piece],
    job: Job,
    cache: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> Printed:
    """Write ``pieces`` as one PDF to ``target`` as they are drawn, like :func:`print_pieces`; ``pdf`` stays empty.

    Memory does not grow with their number, but for a hash and a place each. ``progress`` hears how many are drawn.
    """
    steps = print_in_steps(target, pieces=pieces, job=job, cache=cache, step=_CHUNK)
    while True:
        try:
            drawn = next(steps)
        except StopIteration as end:
            printed: Printed = end.value
            return printed
        if progress:
            progress(drawn)


def print_in_steps(
    target: BinaryIO, *, pieces: Sequence[Piece], job: Job, cache: Path | None = None, step: int = _STEP
) -> Generator[int, None, Printed]:
    """Like :func:`print_to`, for who tells others how far it is: yields after every ``step`` how many are drawn.

    It may be given up between two steps; ``target`` then holds no whole file. The steps change no byte of a page.
    """
    backs = any(piece.picture for piece in pieces)
    run = _Run(target, job=job, backs=backs, cache=cache)
    waiting, done = _ordered(pieces, job), 0
    while chunk := list(islice(waiting, step)):
        run.add(chunk)
        done += len(chunk)
        yield min(done, len(pieces))
    return run.finish()


def _ordered(pieces: Sequence[Piece], job: Job) -> Iterator[Piece | None]:
    """Yield the pieces as they come on sheets; ``None`` where a pile is one shorter than the others.

    In stack order the first pile, cut and laid on the second, and so on, gives pick order.
    """
    if job.order == "pick" or not pieces or job.sheet == "single":
        yield from pieces
        return
    count = _pile_count(pieces, job.sheet)
    sheets = ceil(len(pieces) / count)
    for sheet in range(sheets):
        for pile in range(count):
            place = pile * sheets + sheet
            yield pieces[place] if place < len(pieces) else None


def _pile_count(pieces: Sequence[Piece], sheet: SheetName) -> int:
    """Return how many lie on a sheet of the first format that goes on it; the pieces of others will be refused."""
    for name in dict.fromkeys(piece.format for piece in pieces):
        try:
            return len(arrange(sheet, format=format_of(name)).spots)
        except CannotPrint:
            continue
    return 1


def preview(piece: Piece, *, dpi: int = 150, cache: Path | None = None) -> bytes:
    """Return the trimmed page of ``piece`` as a PNG at ``dpi`` dots per inch, for a screen.

    Raises :class:`CannotPrint` with the refusal's sentence when the piece cannot be printed.
    """
    import pypdfium2  # a tenth of a second of start-up that printing does not need

    printed = print_pieces([piece], marks=False, cache=cache)
    if printed.refusals:
        raise CannotPrint(printed.refusals[0].reason)
    document = pypdfium2.PdfDocument(printed.pdf)
    try:
        picture = document[0].render(scale=dpi / 72).to_pil()
    finally:
        document.close()
    target = io.BytesIO()
    picture.save(target, format="PNG")
    return target.getvalue()


def uncovered(text: str, *, hand: Hand) -> tuple[str, ...]:
    """Return the characters of ``text`` that no font of the hand's chain writes, each once, in order."""
    return open_hand(hand).uncovered(normalise(text))


class _Run:
    """One file while it is written: what was refused, and which letters of which fonts the pages call."""

    def __init__(self, target: BinaryIO, *, job: Job, backs: bool, cache: Path | None) -> None:
        self._writer = PdfWriter(target)
        self._layout = Layout(self._writer, sheet=job.sheet, marks=job.marks, backs=backs)
        self._job, self._cache = job, cache
        self._refusals: list[Refusal] = []
        self._hashes: dict[str, str] = {}
        self._chains: dict[Hand, Chain | FontProblem] = {}
        self._fontless: list[FontProblem] = []
        self._numbers: dict[str, set[int]] = {}
        self._texts: dict[str, dict[int, str]] = {}
        self._sources: dict[str, Varied | Typed] = {}
        self._pictures: set[str] = set()
        self._orders: tuple[str, str] = ("", "")
        self._language = ""

    def add(self, pieces: Sequence[Piece | None]) -> None:
        """Draw ``pieces`` and lay them on sheets in order."""
        drawings = {id(piece): drawing for piece in pieces if piece and (drawing := self._draw(piece))}
        operators: dict[int, bytes] = {}
        for chain, members in _by_chain(drawings.values()):
            writing = write_cards([(drawing.reference, drawing.lines) for drawing in members], chain=chain)
            self._count_hand(chain, writing)
            operators |= {id(drawing): ops for drawing, ops in zip(members, writing.operators, strict=True)}
        for piece in pieces:
            drawing = drawings.get(id(piece))
            if piece and drawing:
                self._place(piece, drawing, operators[id(drawing)])
            elif self._job.order == "stack":
                self._layout.add(None)

    def _place(self, piece: Piece, drawing: Drawing, operators: bytes) -> None:
        self._count_type(drawing.typed)
        content = b"".join((_opening(piece.language), drawing.operators, operators, b"EMC\n"))
        back = self._back_of(piece)
        self._hashes[piece.reference] = hashlib.sha256(content + back).hexdigest()
        drawn = DrawnPiece(piece.reference, piece.slug, content, drawing.note, drawing.format, back)
        self._separate(len(self._hashes) - 1, piece)
        self._layout.add(drawn)
        self._language = self._language or piece.language
        self._orders = (self._orders[0] or piece.slug.order_number, piece.slug.order_number)

    def _separate(self, place: int, piece: Piece) -> None:
        every, slug = self._job.separate, piece.slug
        if every and place % every == 0 and self._job.order == "pick":
            last = min(slug.position + every - 1, slug.total)
            words = (f"{slug.position}–{last} of {slug.total}", f"from order {slug.order_number}")
            self._layout.separator(words, format=format_of(piece.format))

    def _back_of(self, piece: Piece) -> bytes:
        if not piece.picture:
            return b""
        found, format = _picture_of(piece), format_of(piece.format)
        if found.name not in self._pictures:
            self._pictures.add(found.name)
            number = self._writer.picture(found.data, entries=found.entries)
            self._writer.name("XObject", name=found.name, number=number)
        left = 0.0 if format.folded else -BLEED  # a folded card has its picture on the front, up to the fold
        width = format.width + BLEED - left
        return found.drawn(x=left, y=-BLEED, width=width, height=format.height + 2 * BLEED)

    def finish(self) -> Printed:
        """Lay what is left, embed the fonts and close the file."""
        if self._hashes:
            self._layout.finish()
            self._count_type(self._layout.typed)
            for font in self._fonts():
                embed(font, writer=self._writer)
            self._writer.finish(title=self._title(), language=self._language)
        elif self._fontless and len(self._fontless) == len(self._refusals):
            raise self._fontless[0]
        for source in self._sources.values():
            if isinstance(source, Varied):
                source.variants.save()
        return Printed(
            pdf=b"",
            pages=self._writer.pages,
            hashes=self._hashes,
            refusals=tuple(self._refusals),
            places=tuple(self._layout.places),
        )

    def _title(self) -> str:
        first, last = self._orders
        count = len(self._hashes)
        return f"Order {first}" if count == 1 else f"Orders {first} to {last}, {count} pieces"

    def _draw(self, piece: Piece) -> Drawing | None:
        try:
            chain = self._chain(piece.hand)
            arrange(self._job.sheet, format=format_of(piece.format))
            if self._job.marks:
                check_code(piece.slug.code)
            return draw_piece(piece, chain=chain)
        except (CannotPrint, FontProblem) as problem:
            self._refusals.append(refusal(piece, problem=problem))
            self._fontless += [problem] if isinstance(problem, FontProblem) else []
            return None

    def _chain(self, hand: Hand) -> Chain:
        """Return the hand opened, or raise the problem of the first piece that asked for it."""
        found = self._chains.get(hand)
        if found is None:
            try:
                found = open_hand(hand, cache=self._cache)
            except FontProblem as problem:
                found = problem
            self._chains[hand] = found
        if isinstance(found, FontProblem):
            raise found
        return found

    def _count_hand(self, chain: Chain, writing: Writing) -> None:
        for number, used in writing.used.items():
            pen = chain.pens[number]
            self._sources[pen.name] = Varied(pen.variants) if pen.variants else Typed(pen.face)
            self._numbers.setdefault(pen.name, set()).update(used)
        for number, texts in writing.texts.items():
            known = self._texts.setdefault(chain.pens[number].name, texts)
            for gid, text in texts.items() if known is not texts else ():
                learn_text(known, gid=gid, text=text)

    def _count_type(self, typed: dict[str, dict[int, str]]) -> None:
        for role, texts in typed.items():
            name = resource_name(role)
            self._sources[name] = Typed(typed_face(role), copies(role))
            self._numbers.setdefault(name, set()).update(texts)
            self._texts.setdefault(name, {}).update(texts)

    def _fonts(self) -> list[FontUse]:
        return [
            FontUse(name, self._sources[name], frozenset(used), self._texts[name])
            for name, used in sorted(self._numbers.items())
        ]


@lru_cache(maxsize=64)
def _opening(language: str) -> bytes:
    """Return what tells a reader aloud which language a piece is in (ISO 32000-1, 14.9.2)."""
    return b"/Span<</Lang%b>>BDC\n" % text_string(language)


def refusal(piece: Piece, *, problem: PrintError) -> Refusal:
    """Return what the list of a run says of a ``piece`` that could not be printed."""
    number = piece.slug.order_number
    reason = f"Order {number}: {str(problem).removesuffix('.')}."
    return Refusal(reference=piece.reference, order_number=number, reason=reason)


def draw_piece(piece: Piece, *, chain: Chain) -> Drawing:
    """Return ``piece`` drawn; raises :class:`CannotPrint` with the mend when it cannot be."""
    if piece.picture:
        _picture_of(piece)
    return draw_note(piece, chain=chain) if isinstance(piece, Note) else draw_insert(piece, chain=chain)


def _picture_of(piece: Piece) -> "Picture":
    from print_templates.pictures import picture  # loads Pillow, which few runs need

    format = format_of(piece.format)
    bleeds = 1 if format.folded else 2
    return picture(piece.picture, width=format.width + bleeds * BLEED, height=format.height + 2 * BLEED)


def _by_chain(drawings: Iterable[Drawing]) -> Iterator[tuple[Chain, list[Drawing]]]:
    groups: dict[Chain, list[Drawing]] = {}
    for drawing in drawings:
        groups.setdefault(drawing.chain, []).append(drawing)
    yield from groups.items()
