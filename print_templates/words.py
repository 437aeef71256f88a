"""A word becomes glyphs: shaped once for each hand, language and flavour, with the operators that draw it ready but for
the numbers that differ from card to card."""

from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import accumulate
from threading import Lock
from typing import NamedTuple

from print_templates.errors import CannotPrint
from print_templates.hand.characters import GLUE, graphemes, pieces
from print_templates.hand.codes import code_of
from print_templates.hand.directions import Run, arranged, reads_leftwards
from print_templates.hand.fonts import Glyph, Told
from print_templates.hand.hands import BLANK, SLOT, Chain, Pen, exact

_BLANK_WIDTH, _SLOT_WIDTH = 5.5, 9.5  # in ems of the hand: about 36 mm, room for a long first name; about 63 mm
_BLANK_TEXT = "_" * 8
# Whole hundredths of a point, under a matrix that makes them points: six numbers of fixed width, ready to be filled.
MATRIX = b"00000 00000 00000 00000 00000 00000 Tm"
_HOLE = b"00"
_MOST_WORDS = 20_000  # in each form: half a kilobyte each
_LETTERS: list[tuple[int, Glyph]] = []
_NUMBERS: dict[tuple[int, Glyph], int] = {}
_LETTERS_LOCK = Lock()


def letter(number: int) -> tuple[int, Glyph]:
    """Return pen number and glyph of a letter that some word has."""
    return _LETTERS[number]


def letter_count() -> int:
    """Return how many different letters have been shaped since the process started."""
    return len(_LETTERS)


class _Sort(NamedTuple):
    """A letter ready for the line: its number and advance, and its ``piece`` of a string, a hole and the kern behind.

    There is no piece for a letter that its font moves off its place.
    """

    number: int
    advance: int
    piece: bytes


@lru_cache(maxsize=256)
def _case(pen: Pen) -> tuple[dict[Told, _Sort], Callable[[Glyph], _Sort]]:
    """Return the sorts of a hand's own pen that are known, and what makes another."""
    return {}, partial(_sort, pen, 0)


@lru_cache(maxsize=_MOST_WORDS)
def _sort(pen: Pen, place: int, glyph: Glyph) -> _Sort:
    key = (place, glyph)
    with _LETTERS_LOCK:
        number = _NUMBERS.setdefault(key, len(_LETTERS))
        if number == len(_LETTERS):
            _LETTERS.append(key)
    kern = round((glyph.advance - pen.face.advance(glyph.gid)) * 1000 / pen.face.units)
    piece = _HOLE + b")%d(" % -kern if kern else _HOLE
    return _Sort(number, glyph.advance, b"" if glyph.x_offset or glyph.y_offset else piece)


class Word(NamedTuple):
    """A word ready to be placed. ``width`` in ems of the hand's own face.

    ``operators`` hold a matrix and one two-byte hole for each glyph; ``holes`` are their places and ``letters`` the
    numbers of the letters in them, both as packed 32-bit integers, because a run joins many; ``steady`` words (typed
    ones) neither turn nor lean; ``blank`` is start and width of a gap left for a pen.
    """

    text: str
    width: float
    operators: bytes
    holes: bytes
    letters: bytes
    steady: bool
    blank: tuple[float, float] | None

    @property
    def glyphs(self) -> tuple[tuple[int, Glyph], ...]:
        """Pen number and glyph of each letter, from left to right."""
        return tuple(_LETTERS[number] for number in array("i", self.letters))


def space_number(chain: Chain) -> int | None:
    """Return the number of the hand's space in its embedded font; all its variants are alike."""
    pen = chain.pens[0]
    gid = pen.face.font.get_nominal_glyph(ord(" "))
    return gid * pen.copies if gid else None


@lru_cache(maxsize=64)
def space_string(chain: Chain) -> bytes:
    """Return the code of the hand's space."""
    number = space_number(chain)
    return b"" if number is None else code_of(number).to_bytes(2, "big")


def flavours(chain: Chain) -> int:
    """How many differently drawn forms a word can take in this hand."""
    return max(len(pen.flavours) for pen in chain.pens)


class Vocabulary:
    """The words one hand has shaped in one language, by flavour; forgets all when it has grown too large."""

    def __init__(self, chain: Chain, language: str) -> None:
        self._chain, self._language = chain, language
        self._known: list[dict[str, Word]] = [{} for _ in range(flavours(chain))]
        self._flavours = {id(words): number for number, words in enumerate(self._known)}

    def shaped(self, text: str, *, start: int) -> list[Word]:
        """Return the words of ``text``; their flavours follow one another from ``start``."""
        known, count = self._known, len(self._known)
        if len(known[0]) > _MOST_WORDS:
            for words in known:
                words.clear()
        parts = text.split(" ") if text.isascii() else pieces(text)
        turns = (known * (2 + len(parts) // count))[start % count :]
        return [words.get(part) or self._learn(part, words) for part, words in zip(parts, turns, strict=False)]

    def _learn(self, text: str, words: dict[str, Word]) -> Word:
        flavour = self._flavours[id(words)]
        words[text] = word = shape_word(text, chain=self._chain, language=self._language, flavour=flavour)
        return word


@lru_cache(maxsize=64)
def vocabulary(chain: Chain, *, language: str) -> Vocabulary:
    """Return the hand's vocabulary in ``language``."""
    return Vocabulary(chain, language)


def shape_word(text: str, *, chain: Chain, language: str = "", flavour: int = 0) -> Word:
    """Return ``text`` (no plain space inside) shaped in the hand, each run in the first pen that writes it.

    A word is kept in one pen where any pen writes all of it: a single borrowed letter would show. Raises
    :class:`CannotPrint` when a character has no pen.
    """
    if text.isascii() and (plain := _plainest(text, chain=chain, language=language, flavour=flavour)):
        return plain
    if text.endswith(GLUE):
        bare = shape_word(text.removesuffix(GLUE), chain=chain, language=language, flavour=flavour)
        # Words are counted with a space after each; here none will stand.
        return bare._replace(text=text, width=bare.width - chain.space)
    return _shaped((Run(text, reads_leftwards(text)),), text, _Draft(chain, language, flavour))


def whole_words(words: Sequence[Word], *, chain: Chain, language: str = "") -> list[Word]:
    """Return ``words`` with the pieces put together again between which one line has neither space nor end."""
    if not any(word.text.endswith(GLUE) for word in words):
        return list(words)
    held, whole = "", list[Word]()
    for word in words:
        if word.text.endswith(GLUE) or held:
            held += word.text.removesuffix(GLUE)
            if not word.text.endswith(GLUE):
                whole.append(shape_word(held, chain=chain, language=language))
                held = ""
        else:
            whole.append(word)
    return [*whole, shape_word(held, chain=chain, language=language)] if held else whole


def turned_words(words: Sequence[Word], *, from_right: bool, chain: Chain, language: str = "") -> list[Word]:
    """Return the ``words`` of one line, in which something reads to the left, as they are seen from left to right."""
    known = {word.text: word for word in words}
    blank = SLOT if any(word.blank and word.blank[1] == _SLOT_WIDTH for word in words) else BLANK
    turned: list[Word] = []
    for runs in arranged(tuple(word.text for word in words), from_right=from_right):
        text = "".join(run.text for run in runs)
        if len(runs) == 1 and text in known and runs[0].leftwards == reads_leftwards(text):
            turned.append(known[text])
        else:
            runs = tuple(run._replace(text=run.text.replace(_BLANK_TEXT, blank)) for run in runs)
            turned.append(_shaped(runs, text, _Draft(chain, language, 0)))
    return turned


def _plainest(text: str, *, chain: Chain, language: str, flavour: int) -> Word | None:
    """Most words at once: all of it in the hand's own pen, on the line, before a space. None where it is another."""
    pen, space = chain.pens[0], space_string(chain)
    if not (text and space and pen.face.covers(text)):
        return None
    known, make = _case(pen)
    extra = pen.flavours[flavour % len(pen.flavours)]
    sorts = pen.face.shape_known(text, known=known, make=make, language=language, extra=extra)
    numbers, advances, pieces = zip(*sorts)  # noqa: B905 - each has three
    if b"" in pieces:
        return None
    body = b"".join(pieces)
    end = body[:-1] + b"]TJ(" + space + b")Tj\n" if body.endswith(b"(") else body + space + b")]TJ\n"
    holes = array("i", accumulate(map(len, pieces), initial=len(MATRIX) + 2))[:-1]
    width = exact(sum(advances) * pen.scale / pen.face.units)
    letters = array("i", numbers).tobytes()
    return Word(text, width, MATRIX + b"[(" + end, holes.tobytes(), letters, pen.variants is None, None)


def _shaped(runs: tuple[Run, ...], text: str, draft: "_Draft") -> Word:
    gap = None
    for run in runs:
        if BLANK not in run.text:
            draft.write(run.text, leftwards=run.leftwards)
            continue
        before, blank, after = run.text.partition(SLOT if SLOT in run.text else BLANK)
        draft.write(after if run.leftwards else before, leftwards=run.leftwards)
        gap = (draft.width, _SLOT_WIDTH if blank == SLOT else _BLANK_WIDTH)
        draft.skip(gap[1])
        draft.write(before if run.leftwards else after, leftwards=run.leftwards)
    return draft.word(text.replace(SLOT, _BLANK_TEXT).replace(BLANK, _BLANK_TEXT) if gap else text, gap=gap)


class _Draft:
    def __init__(self, chain: Chain, language: str, flavour: int) -> None:
        self.width = 0.0
        self._chain, self._language, self._flavour = chain, language, flavour
        self._operators = bytearray(MATRIX)
        self._holes: list[int] = []
        self._letters: list[int] = []
        self._steady = True

    def write(self, text: str, *, leftwards: bool) -> None:
        runs = _runs(self._chain, self._chain.writable(text)) if text else []
        for place, run in reversed(runs) if leftwards else runs:
            pen = self._chain.pens[place]
            extra = pen.flavours[self._flavour % len(pen.flavours)]
            glyphs = pen.face.shape(run, language=self._language, extra=extra, leftwards=leftwards)
            self._set(pen, place, [_sort(pen, place, glyph) for glyph in glyphs])

    def _set(self, pen: Pen, place: int, sorts: list[_Sort]) -> None:
        """Append the operators of ``sorts``; a borrowed font is set and taken back."""
        numbers, advances, pieces = zip(*sorts)  # noqa: B905 - each has three
        self.width += sum(advances) * pen.scale / pen.face.units
        self._steady = self._steady and pen.variants is None
        self._letters += numbers
        if place:
            self._operators += f"/{pen.name} {pen.scale:.4f} Tf".encode()
        if b"" in pieces:
            self._moved(pen, [_LETTERS[number][1] for number in numbers])
        else:
            self._level(pieces)
        if place:
            self._operators += f"/{self._chain.pens[0].name} 1 Tf".encode()

    def skip(self, ems: float) -> None:
        self._operators += f"[{-1000 * ems:.0f}]TJ".encode()
        self.width += ems

    def word(self, text: str, *, gap: tuple[float, float] | None) -> Word:
        letters, holes = array("i", self._letters).tobytes(), array("i", self._holes).tobytes()
        return Word(text, exact(self.width), self._closed(), holes, letters, self._steady, gap)

    def _closed(self) -> bytes:
        """Return the operators, ended with a space: though nothing shows, readers that ignore gaps see words end."""
        operators, space = self._operators, space_string(self._chain)
        if space and operators.endswith(b")]TJ"):
            operators[-4:] = space + b")]TJ"
        elif space:
            operators += b"(" + space + b")Tj"
        return bytes(operators) + b"\n"

    def _level(self, pieces: Sequence[bytes]) -> None:
        """Append a run whose letters all stand on the line, as in most hands."""
        operators, body = self._operators, b"".join(pieces)
        ends = list(accumulate(map(len, pieces), initial=len(operators) + 2))
        operators += b"[(" + (body[:-1] + b"]TJ" if body.endswith(b"(") else body + b")]TJ")
        self._holes += ends[:-1]

    def _moved(self, pen: Pen, shaped: list[Glyph]) -> None:
        """Append a run some of whose letters, as the marks of Arabic, are moved aside or up."""
        operators, face = self._operators, pen.face
        operators += b"["
        rise, gap, closing = 0, 0, b""
        for glyph in shaped:
            if glyph.y_offset != rise:
                rise = glyph.y_offset
                operators += closing + f"]TJ {rise * pen.scale / face.units:.4f} Ts[".encode()
                closing = b""
            if shift := round((gap + glyph.x_offset) * 1000 / face.units):
                operators += closing + b"%d" % -shift
                closing = b""
            operators += _HOLE if closing else b"(" + _HOLE
            self._holes.append(len(operators) - len(_HOLE))
            gap, closing = glyph.advance - face.advance(glyph.gid) - glyph.x_offset, b")"
        shift = round(gap * 1000 / face.units)
        operators += closing + (b"%d]TJ" % -shift if shift else b"]TJ") + (b" 0 Ts" if rise else b"")


def _runs(chain: Chain, text: str) -> list[tuple[int, str]]:
    whole = chain.pen_for(text)
    if whole is not None:
        return [(whole, text)]
    runs: list[tuple[int, str]] = []
    for part in graphemes(text):
        number = chain.pen_for(part)
        if number is None:
            raise CannotPrint(f"no font of the hand {chain.name} writes {part!r}; replace it in the text")
        if runs and runs[-1][0] == number:
            runs[-1] = (number, runs[-1][1] + part)
        else:
            runs.append((number, part))
    return runs
