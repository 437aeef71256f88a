"""Handwritten text becomes lines: greedy breaking as a hand does it, and the ladder that makes a long text fit."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from math import ceil, sqrt
from typing import TYPE_CHECKING, NamedTuple

from print_templates.errors import CannotPrint
from print_templates.hand import chance
from print_templates.hand.characters import GLUE, graphemes
from print_templates.hand.directions import reads_leftwards, starts_at_the_right
from print_templates.hand.hands import Chain
from print_templates.words import Word, shape_word, turned_words, vocabulary, whole_words

if TYPE_CHECKING:
    from pyphen import Pyphen  # type: ignore[import-untyped]  # ships no types

MM = 72 / 25.4
SMALLEST_X_HEIGHT = 1.8  # mm; below it a hand stops being easy to read at arm's length
_SIZES = (1.3, 1.2, 1.1, 1.0, 0.97, 0.94, 0.91, 0.88, 0.85, 0.83, 0.80)
_TIGHTER = (0.94, 0.88, 0.84)
_LEAST_ROW = 0.55  # of the measure: what a row keeps that gives its last word to the next


class Frame(NamedTuple):
    """Where lines may stand, in points from the trim's lower left corner: ``left``, ``top``, ``width``, ``height``.

    ``hang`` is the share of spare height left above the text, ``hang_limit`` its most in points; ``scale`` the least at
    which a sheet prints what is written.
    """

    left: float
    top: float
    width: float
    height: float
    hang: float = 0.0
    hang_limit: float = 0.0
    scale: float = 1.0


class Paragraph(NamedTuple):
    """One paragraph of handwriting. ``gap``: space above in lines; ``indent`` in points; ``scale`` of the size."""

    text: str
    gap: float = 0.0
    indent: float = 0.0
    scale: float = 1.0


class Line(NamedTuple):
    """One written line: words from left to right, ``x``, baseline ``y`` and ``size`` (em) in points.

    ``text`` is the line in reading order, for the text layer.
    """

    words: tuple[Word, ...]
    x: float
    y: float
    size: float
    text: str


class Fitted(NamedTuple):
    """The lines of one text, the height in points they take, and the size they got (1 is the hand's usual size)."""

    lines: list[Line]
    height: float
    size: float


class _Rung(NamedTuple):
    size: float
    leading: float
    breaking: str = ""


@lru_cache(maxsize=64)
def _ladder(x_height: float, largest: float, scale: float) -> tuple[_Rung, ...]:
    floor = SMALLEST_X_HEIGHT / scale / x_height
    largest = max(largest, floor)
    sizes = sorted({size for size in (largest, *_SIZES) if floor <= size <= largest}, reverse=True)
    rungs = [_Rung(size, 1.0) for size in sizes] + [_Rung(sizes[-1], leading) for leading in _TIGHTER]
    return tuple(
        _Rung(rung.size, rung.leading, breaking) for breaking in ("", "syllables", "graphemes") for rung in rungs
    )


def fit_text(
    paragraphs: Sequence[Paragraph],
    *,
    frame: Frame,
    chain: Chain,
    language: str,
    reference: str,
    largest: float = 1.0,
    balanced: bool = False,
) -> Fitted:
    """Return the lines of ``paragraphs`` in ``frame``: full size first, then smaller, tighter, hyphenated, broken.

    With ``balanced`` the lines of a paragraph come out about equally long, for a short text that stands alone. Raises
    :class:`CannotPrint` when even the last rung does not hold the text.
    """
    text = _Text(paragraphs, frame, chain, language, reference)
    hopeless = text.largest() + 1e-6
    for rung in _ladder(chain.x_height, largest, frame.scale):
        if rung.leading == 1.0 and rung.size > hopeless:
            continue
        if (rows := text.rows_at(rung)) is not None:
            even = _balanced if balanced else _accompanied
            rows = [even(each, chain.space) for each in rows]
            return text.lines_at(rung, rows=rows)
    letters = sum(len(paragraph.text) for paragraph in paragraphs)
    raise CannotPrint(
        f"the text of {letters} letters does not fit on the card; shorten it, leave a paragraph out or choose a larger "
        "format"
    )


class _Text:
    """One text while a rung is sought: words shaped once, broken again for each size."""

    def __init__(
        self, paragraphs: Sequence[Paragraph], frame: Frame, chain: Chain, language: str, reference: str
    ) -> None:
        self._paragraphs, self._frame, self._chain, self._language = paragraphs, frame, chain, language
        start, known = chance.card_seed(reference), vocabulary(chain, language=language)
        self._words = [
            known.shaped(paragraph.text, start=start + number) for number, paragraph in enumerate(paragraphs)
        ]
        widths = [[word.width for word in words] for words in self._words]
        self._reached = [running(each, space=chain.space) for each in widths]
        self._lengths = [reached[-1] for reached in self._reached]
        self._measures = [(frame.width - each.indent) / (chain.em * each.scale) for each in paragraphs]
        # A row may end with a piece that is counted as if a space had to be saved behind it.
        self._overhang = [
            0.0 if each.text.isascii() or not any(GLUE in word.text for word in words) else chain.space
            for each, words in zip(paragraphs, self._words, strict=True)
        ]
        self._gaps = sum(each.gap + (each.scale - 1) * 0.5 for each in paragraphs[1:])
        self._widest = [max(each) for each in widths]

    def rows_at(self, rung: _Rung) -> list["_Rows"] | None:
        """Return each paragraph's rows, or ``None`` where the frame is too small at this rung."""
        if not rung.breaking and not self._could_fit(rung):
            return None
        rows = []
        for number, words in enumerate(self._words):
            measure = self._measures[number] / rung.size - self._overhang[number]
            if self._widest[number] > measure:
                cut = self._cut(words, measure, rung.breaking)
                if cut is None:
                    return None
                words = cut
            elif self._lengths[number] <= measure:
                rows.append(_Rows(words, measure, [len(words)]))
                continue
            space = self._chain.space
            whole = words is self._words[number]
            reached = self._reached[number] if whole else running([word.width for word in words], space=space)
            rows.append(_Rows(words, measure, row_ends(reached, measure=measure, space=space)))
        return rows if self._height(rung, sum(len(each.ends) for each in rows)) <= self._frame.height else None

    def _could_fit(self, rung: _Rung) -> bool:
        """Whether the text fits if no line wasted any room: cheap, and spares most rungs the breaking."""
        least, space = 0, self._chain.space
        for length, widest, usual in zip(self._lengths, self._widest, self._measures, strict=True):
            measure = usual / rung.size
            if widest > measure:
                return False
            least += ceil(length / (measure + space) - 1e-9)
        return self._height(rung, least) <= self._frame.height

    def largest(self) -> float:
        """Return a size above which the text cannot fit at the usual leading: it spares most rungs their breaking.

        At size s (at most 2) a paragraph of length l takes one line, and no fewer than s l / (measure + 2 spaces).
        """
        space, lead = self._chain.space, self._chain.leading
        shares = [length / (usual + 2 * space) for length, usual in zip(self._lengths, self._measures, strict=True)]
        lines = sum(share for share in shares if share > 0.8)
        fixed = 3.1 + lead * (self._gaps - 1 + sum(share <= 0.8 for share in shares))
        room = self._frame.height / (self._chain.x_height * MM)
        if not lines:
            return room / fixed
        return (sqrt(fixed * fixed + 4 * lead * lines * room) - fixed) / (2 * lead * lines)

    def _height(self, rung: _Rung, rows: int) -> float:
        x_height = rung.size * self._chain.x_height * MM
        return x_height * (3.1 + rung.leading * self._chain.leading * (rows - 1 + self._gaps))

    def _cut(self, words: list[Word], measure: float, breaking: str) -> list[Word] | None:
        """Return ``words`` with each that is too wide cut into the longest parts that fit, if they can be."""
        if not breaking:
            return None
        hyphen, cut = ("-", self._syllables) if breaking == "syllables" else ("", graphemes)
        narrow: list[Word] = []
        for word in words:
            narrow += [word] if word.width <= measure else self._parts(word, measure, cut, hyphen)
        return narrow if all(word.width <= measure for word in narrow) else None

    def _parts(self, word: Word, measure: float, cut: Callable[[str], list[str]], hyphen: str) -> Iterator[Word]:
        part = ""
        for piece in cut(word.text.removesuffix(GLUE)):
            if part and self._plain(part + piece + hyphen).width > measure:
                yield self._plain(part + hyphen)
                part = ""
            part += piece
        yield self._plain(part)

    def _plain(self, text: str) -> Word:
        return shape_word(text, chain=self._chain, language=self._language)

    def _syllables(self, text: str) -> list[str]:
        return syllables(text, language=self._language)

    def lines_at(self, rung: _Rung, *, rows: list["_Rows"]) -> Fitted:
        """Return the placed lines of ``rows``."""
        x_height, height = (
            self._chain.x_height * rung.size * MM,
            self._height(rung, sum(len(each.ends) for each in rows)),
        )
        pitch = x_height * rung.leading * self._chain.leading
        y = self._frame.top - min((self._frame.height - height) * self._frame.hang, self._frame.hang_limit)
        y -= 1.9 * x_height
        lines: list[Line] = []
        for number, (paragraph, each) in enumerate(zip(self._paragraphs, rows, strict=True)):
            y -= pitch * (paragraph.gap + (paragraph.scale - 1) * 0.5) if number else 0.0
            rtl = not paragraph.text.isascii() and starts_at_the_right(paragraph.text, language=self._language)
            size, start = self._chain.em * rung.size * paragraph.scale, 0
            for end in each.ends:
                lines.append(self._line(each.words[start:end], paragraph.indent, y, size, rtl))
                start = end
                y -= pitch
        return Fitted(lines, height, rung.size)

    def _line(self, words: list[Word], indent: float, y: float, size: float, rtl: bool) -> Line:
        text = " ".join([word.text for word in words])
        x = self._frame.left + indent
        if rtl or not text.isascii():
            words, text = self._arranged(words, rtl)
        if rtl:
            width = sum(word.width + self._chain.space for word in words) - self._chain.space
            x = self._frame.left + self._frame.width - indent - width * size
        return Line(tuple(words), x, y, size, text)

    def _arranged(self, words: list[Word], rtl: bool) -> tuple[list[Word], str]:
        """Return the words of one line as they are seen, and the line as it is read."""
        whole = whole_words(words, chain=self._chain, language=self._language)
        text = " ".join([word.text for word in whole])
        if rtl or reads_leftwards(text):
            whole = turned_words(whole, from_right=rtl, chain=self._chain, language=self._language)
        return whole, text


class _Rows(NamedTuple):
    """A paragraph broken: its words (long ones cut), the measure in ems, and the end of each row."""

    words: list[Word]
    measure: float
    ends: list[int]


def running(widths: Sequence[float], *, space: float) -> list[float]:
    """Return how far a row would reach after each word, spaces included.

    Widths are whole parts of 2^20 of an em: the sums are exact, so that rows do not depend on what came before.
    """
    return list(accumulate(map(space.__add__, widths)))


def row_ends(reached: Sequence[float], *, measure: float, space: float) -> list[int]:
    """Return where rows end when each is filled before the next, as a hand fills them; lengths in ems."""
    ends: list[int] = []
    start, base, limit, count = 0, 0.0, measure + space, len(reached)
    while reached[-1] - base > limit:
        start = max(bisect_right(reached, base + limit, start), start + 1)
        if start == count:
            break
        ends.append(start)
        base = reached[start - 1]
    ends.append(count)
    return ends


def _balanced(rows: _Rows, space: float) -> _Rows:
    """Return as many rows in the narrowest measure that still holds them, tried in steps of 3 %."""
    ends, widths = rows.ends, [word.width for word in rows.words]
    reached = running(widths, space=space)
    for step in range(1, 20):
        measure = rows.measure * (1 - 0.03 * step)
        tried = row_ends(reached, measure=measure, space=space)
        if len(tried) > len(ends) or max(widths) > measure:
            break
        ends = tried
    return _Rows(rows.words, rows.measure, ends)


def _accompanied(rows: _Rows, space: float) -> _Rows:
    """Return the rows with no word alone on the last one, where the row before can spare its own last word."""
    ends = rows.ends
    if len(ends) < 2 or ends[-1] - ends[-2] > 1:
        return rows
    start, moved = ends[-3] if len(ends) > 2 else 0, ends[-2] - 1
    left, last = (sum(word.width + space for word in rows.words[a:b]) for a, b in ((start, moved), (moved, ends[-1])))
    if left < _LEAST_ROW * rows.measure or last > rows.measure + space:
        return rows
    return rows._replace(ends=[*ends[:-2], moved, ends[-1]])


@lru_cache(maxsize=32)
def _dictionary(language: str) -> "Pyphen | None":
    import pyphen  # start-up that a text needs only where its words are too long

    found = pyphen.language_fallback(language.replace("-", "_")) if language else None
    return pyphen.Pyphen(lang=found) if found else None


def syllables(text: str, *, language: str) -> list[str]:
    """Return ``text`` cut where its language allows a hyphen; whole where the language has no dictionary."""
    dictionary = _dictionary(language)
    if dictionary is None:
        return [text]
    cuts = [0, *dictionary.positions(text), len(text)]
    return [text[start:end] for start, end in zip(cuts, cuts[1:], strict=False)]
