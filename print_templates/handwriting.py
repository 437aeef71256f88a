"""Placed words become page operators: one text matrix per word, one variant per letter, many cards in one pass."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from print_templates.hand import chance
from print_templates.hand.chance import Floats
from print_templates.hand.codes import code_bytes
from print_templates.hand.directions import reads_leftwards
from print_templates.hand.hands import Chain
from print_templates.layout import Line
from print_templates.placement import place_words
from print_templates.words import MATRIX, Word, letter, letter_count, space_number

BLACK = b"0 0 0 1 k\n"  # one ink: pure black keeps letters sharp on every press, rich black would not
# Every number a page writes, ready as digits: 0 to 99999.
_DECIMALS = np.empty((100_000, 5), dtype=np.uint8)
for _place in range(5):
    _DECIMALS.reshape(10**_place, 10, -1, 5)[..., _place] = np.arange(ord("0"), ord("9") + 1)[:, None]
_PLACES = np.array([index for index, byte in enumerate(MATRIX) if chr(byte).isdigit()]).reshape(6, 5)
_PEN_BITS = 20
_INDEX_BITS = 20  # a chunk of cards has at most a million letters
_VARIANTS_FROM = np.uint64(1 << 50)


class Writing(NamedTuple):
    """What a run of cards needs written: the operators of each card, and by pen the glyph numbers used and their text.

    ``texts`` holds what each glyph id reads as.
    """

    operators: tuple[bytes, ...]
    used: dict[int, set[int]]
    texts: dict[int, dict[int, str]]


def write_cards(cards: Sequence[tuple[str, Sequence[Line]]], *, chain: Chain) -> Writing:
    """Return the operators that write every card, each a reference with its lines, in the hand of ``chain``."""
    words = [word for _, lines in cards for line in lines for word in line.words]
    if not words:
        return Writing(tuple(b"" for _ in cards), {}, {})
    letters = _Letters.of(words)
    matrices, numbers = place_words(cards, chain=chain), _glyph_numbers(cards, letters, chain)
    draft = _assemble(cards, chain)
    _fill(draft, words, letters.counts, matrices, numbers)
    data = draft.buffer.tobytes()
    operators = [data[start:end] for start, end in pairwise(draft.cards)]
    if any(word.blank for word in words):
        operators = [each + gap for each, gap in zip(operators, _gaps(cards, matrices), strict=True)]
    return Writing(tuple(operators), _used(letters.keys, numbers, chain), _texts(letters.numbers, chain))


class _Letters(NamedTuple):
    """Every letter of a run: its number, its key (pen number and glyph id in one number), and how many a word has."""

    numbers: npt.NDArray[np.int32]
    keys: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]

    @staticmethod
    def of(words: Sequence[Word]) -> "_Letters":
        packed = [word.letters for word in words]
        numbers = np.frombuffer(b"".join(packed), dtype=np.int32)
        counts = np.fromiter(map(len, packed), dtype=np.int64, count=len(packed)) // 4
        known = _each_once(numbers)
        keys = np.zeros(letter_count() + 1, dtype=np.int64)
        keys[known] = [(pen << _PEN_BITS) | glyph.gid for pen, glyph in map(letter, known.tolist())]
        return _Letters(numbers, keys[numbers], counts)


class _Draft(NamedTuple):
    """The operators of all cards with holes; where each word's start, where cards start and the last one ends."""

    buffer: npt.NDArray[np.uint8]
    words: npt.NDArray[np.int64]
    cards: list[int]


def _assemble(cards: Sequence[tuple[str, Sequence[Line]]], chain: Chain) -> _Draft:
    opening = b"q .01 0 0 .01 0 0 cm BT " + BLACK + f"/{chain.pens[0].name} 1 Tf\n".encode()
    parts: list[bytes] = []
    firsts, counts, edges = [], [], [0]
    for _, lines in cards:
        parts.append(opening)
        for line in lines:
            parts.append(actual_text(line.text))
            firsts.append(len(parts))
            counts.append(len(line.words))
            parts += [word.operators for word in line.words]
            parts.append(b"EMC\n")
        parts.append(b"ET Q\n")
        edges.append(len(parts))
    starts = np.concatenate([[0], np.cumsum(np.fromiter(map(len, parts), dtype=np.int64, count=len(parts)))])
    before = np.cumsum(counts) - counts
    at = np.arange(sum(counts)) + np.repeat(np.array(firsts) - before, counts)
    return _Draft(np.frombuffer(bytearray(b"".join(parts)), dtype=np.uint8), starts[at], starts[edges].tolist())


def actual_text(text: str) -> bytes:
    """Return the operator that opens a span read as ``text`` (PDF 1.7, 14.9.4).

    Text that reads to the left is told by its letters alone: readers expect those in the order in which they stand and
    turn them round, and PDFium (Chrome) does that to an ActualText as well, which then reads backwards.
    """
    if text.isascii():
        if "(" in text or ")" in text or "\\" in text:
            text = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        return f"/Span<</ActualText({text})>>BDC\n".encode()
    if reads_leftwards(text):
        return b"/Span BMC\n"
    return b"/Span<</ActualText<FEFF%s>>>BDC\n" % text.encode("utf-16-be").hex().encode()


def glyph_numbers(cards: Sequence[tuple[str, Sequence[Line]]], *, chain: Chain) -> npt.NDArray[np.int64]:
    """Return each glyph's number in the embedded font, in order of writing.

    The n-th e of a card takes variant (start + n x odd stride) mod copies, so no drawing comes back before all the
    others had their turn.
    """
    words = [word for _, lines in cards for line in lines for word in line.words]
    return _glyph_numbers(cards, _Letters.of(words), chain)


def _glyph_numbers(
    cards: Sequence[tuple[str, Sequence[Line]]], letters: _Letters, chain: Chain
) -> npt.NDArray[np.int64]:
    keys = letters.keys
    words_per_card = [sum(len(line.words) for line in lines) for _, lines in cards]
    owner = np.repeat(np.repeat(np.arange(len(cards)), words_per_card), letters.counts)
    # Sorting numbers that carry their own place is much faster than a stable argsort, and as stable.
    ordered = np.sort((owner.astype(np.int64) << 44) | (keys << _INDEX_BITS) | np.arange(len(keys)))
    order = ordered & ((1 << _INDEX_BITS) - 1)
    ordered >>= _INDEX_BITS
    firsts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    times = np.diff([*firsts, len(keys)])
    rank = np.arange(len(keys)) - np.repeat(firsts, times)
    base, start, stride, copies = (np.repeat(each, times) for each in _turns(cards, ordered[firsts], chain))
    numbers = np.empty(len(keys), dtype=np.int64)
    numbers[order] = base + (start + rank * stride) % copies
    return numbers


def _turns(
    cards: Sequence[tuple[str, Sequence[Line]]], letters: npt.NDArray[np.int64], chain: Chain
) -> tuple[npt.NDArray[np.int64], ...]:
    """Return for each letter of each card its first number, where its turns start, their step and their count."""
    owner, key = letters >> (44 - _INDEX_BITS), letters & ((1 << (44 - _INDEX_BITS)) - 1)
    writers = key >> _PEN_BITS
    copies = np.ones(len(chain.pens), dtype=np.int64)
    for place in _each_once(writers).tolist():
        copies[place] = chain.pens[place].copies
    copies = copies[writers]
    seeds = np.array([chance.card_seed(reference) for reference, _ in cards], dtype=np.uint64)
    mixed = chance.hashes(seeds[owner], counters=key.astype(np.uint64) | _VARIANTS_FROM)
    start = (mixed & np.uint64(0xFFFF)).astype(np.int64)
    stride = ((mixed >> np.uint64(32)) & np.uint64(0xF)).astype(np.int64) * 2 + 1
    stride[copies & (copies - 1) != 0] = 1  # an odd step visits all only where their number is a power of two
    return (key & ((1 << _PEN_BITS) - 1)) * copies, start, stride, copies


def _fill(
    draft: _Draft,
    words: Sequence[Word],
    counts: npt.NDArray[np.int64],
    matrices: Floats,
    numbers: npt.NDArray[np.int64],
) -> None:
    digits = _DECIMALS[np.rint(np.abs(matrices) * 100).astype(np.int64)]
    digits[:, :, 0] = np.where(matrices < 0, ord("-"), digits[:, :, 0])
    draft.buffer[draft.words[:, None, None] + _PLACES[None]] = digits
    holes = np.frombuffer(b"".join([word.holes for word in words]), dtype=np.int32)
    places = holes.astype(np.int64) + np.repeat(draft.words, counts)
    codes = code_bytes(numbers)
    draft.buffer[places], draft.buffer[places + 1] = codes[:, 0], codes[:, 1]


def _used(keys: npt.NDArray[np.int64], numbers: npt.NDArray[np.int64], chain: Chain) -> dict[int, set[int]]:
    pens = keys >> _PEN_BITS
    used = {pen: set(_each_once(numbers[pens == pen]).tolist()) for pen in _each_once(pens).tolist()}
    if (space := space_number(chain)) is not None:
        used.setdefault(0, set()).add(space)
    return used


def _each_once(numbers: npt.NDArray[np.int32] | npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the numbers in order; numpy's own unique loads a tenth of numpy more at its first call."""
    return np.flatnonzero(np.bincount(numbers))


def _by_length(text: str) -> tuple[int, str]:
    return len(text), text


def _texts(numbers: npt.NDArray[np.int32], chain: Chain) -> dict[int, dict[int, str]]:
    """Return what the glyph ids read as, by pen, for the text layer."""
    texts: dict[int, dict[int, str]] = {}
    for pen, glyph in map(letter, _each_once(numbers).tolist()):
        learn_text(texts.setdefault(pen, {}), gid=glyph.gid, text=glyph.text)
    if (space := space_number(chain)) is not None:
        texts.setdefault(0, {})[space // chain.pens[0].copies] = " "
    return texts


def learn_text(known: dict[int, str], *, gid: int, text: str) -> None:
    """Note that ``gid`` reads as ``text``: the shortest one, whatever the order.

    A letter that also stands under an accent still reads as itself.
    """
    held = known.setdefault(gid, text)
    if text and (not held or _by_length(text) < _by_length(held)):
        known[gid] = text


def _gaps(cards: Sequence[tuple[str, Sequence[Line]]], matrices: Floats) -> list[bytes]:
    """Return for each card the thin lines on which a name is to be written by pen."""
    drawn: list[bytes] = []
    place = 0
    for _, lines in cards:
        operators = b""
        for line in lines:
            for word in line.words:
                if word.blank:
                    operators += _rule(matrices[place].tolist(), *word.blank)
                place += 1
        drawn.append(operators)
    return drawn


def _rule(matrix: list[float], start: float, width: float) -> bytes:
    size, _, _, _, x, y = matrix
    left, right, base = x + size * (start + 0.1), x + size * (start + width - 0.1), y - 0.08 * size
    return b"q 0 0 0 .6 K .4 w %.2f %.2f m %.2f %.2f l S Q\n" % (left, base, right, base)
