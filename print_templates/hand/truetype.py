"""Packs outlines into a TrueType font program that holds just the glyphs a document uses."""

import struct
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
EMPTY = b""


class PackedGlyph(NamedTuple):
    """A glyph ready to embed: its ``glyf`` record ("" for a space), advance and left side bearing in font units.

    The bearing equals the outline's xMin: renderers move the outline by the difference, so any other value shifts it.
    """

    record: bytes
    advance: int
    bearing: int


def pack_record(points: Ints, *, on: npt.NDArray[np.bool_], ends: Sequence[int]) -> bytes:
    """Return the ``glyf`` record of one simple glyph (OpenType 1.9, glyf table) without instructions."""
    if not len(points):
        return EMPTY
    low, high = points.min(axis=0), points.max(axis=0)
    deltas = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=points.dtype))
    size = np.abs(deltas)
    short, same = (size < 256) & (deltas != 0), deltas == 0
    flags = on.astype(np.uint8)
    for axis, (short_bit, same_bit) in enumerate(((0x02, 0x10), (0x04, 0x20))):
        flags |= np.where(short[:, axis], short_bit, 0).astype(np.uint8)
        positive_or_same = np.where(short[:, axis], deltas[:, axis] > 0, same[:, axis])
        flags |= np.where(positive_or_same, same_bit, 0).astype(np.uint8)
    header = struct.pack(">hhhhh", len(ends), int(low[0]), int(low[1]), int(high[0]), int(high[1]))
    body = b"".join(_coordinates(deltas[:, axis], short=short[:, axis], same=same[:, axis]) for axis in (0, 1))
    record = header + np.asarray(ends, dtype=">u2").tobytes() + b"\0\0" + flags.tobytes() + body
    return record + b"\0" * (-len(record) % 4)


def _coordinates(deltas: Ints, *, short: npt.NDArray[np.bool_], same: npt.NDArray[np.bool_]) -> bytes:
    pairs = np.empty((len(deltas), 2), dtype=np.uint8)
    words = deltas.astype(">i2").view(np.uint8).reshape(-1, 2)
    pairs[:] = words
    pairs[short, 1] = np.abs(deltas[short]).astype(np.uint8)
    keep = np.ones_like(pairs, dtype=np.bool_)
    keep[short, 0] = False
    keep[same] = False
    return pairs[keep].tobytes()


def build_font(
    glyphs: Sequence[PackedGlyph],
    *,
    units: int,
    ascent: int,
    descent: int,
    extra: Mapping[bytes, bytes] = MappingProxyType({}),
) -> bytes:
    """Return a TrueType file with ``glyphs`` in order; glyph 0 must be the missing-glyph box or empty.

    It has the tables PDF 1.7 (9.9) asks of an embedded CIDFontType2 program and, by their tags, the ``extra`` ones.
    """
    records = [glyph.record for glyph in glyphs]
    offsets = np.concatenate([[0], np.cumsum([len(record) for record in records])]).astype(">u4")
    metrics = np.array([value for glyph in glyphs for value in glyph[1:]], dtype=">i2")
    widest, count = max(glyph.advance for glyph in glyphs), len(glyphs)
    heads = np.frombuffer(b"".join(record[:10] for record in records if record) or bytes(10), dtype=">i2")
    contours, left, bottom, right, top = heads.reshape(-1, 5).T
    box = (int(left.min()), int(bottom.min()), int(right.max()), int(top.max()))
    tables = {
        b"glyf": b"".join(records) or b"\0\0\0\0",
        b"head": _head(units, box),
        b"hhea": struct.pack(
            ">IhhhHhhhhhh8xhH", 0x10000, ascent, descent, 0, widest, 0, 0, box[2], 1, 0, 0, 0, len(glyphs)
        ),
        b"hmtx": metrics.tobytes(),
        b"loca": offsets.tobytes(),
        b"maxp": _maxp(count, points=max(map(len, records)), contours=int(contours.max())),
        **extra,
    }
    return _directory(tables)


def _head(units: int, box: tuple[int, int, int, int]) -> bytes:
    # No dates and no overall checksum: the same glyphs give the same bytes on any day.
    return struct.pack(">IIIIHHQQhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, units, 0, 0, *box, 0, 6, 2, 1, 0)


def _maxp(count: int, *, points: int, contours: int) -> bytes:
    """The sizes a renderer makes room for; a record's length bounds its ``points``, as each takes a byte or more."""
    return struct.pack(">IHHHHHHHHHHHHHH", 0x10000, count, points, contours, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)


def _directory(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(">IHHHH", 0x10000, count, power * 16, power.bit_length() - 1, count * 16 - power * 16)
    place, entries, bodies = 12 + 16 * count, b"", []
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        checksum = int(np.frombuffer(padded, dtype=">u4").sum(dtype=np.uint32))
        entries += struct.pack(">4sIII", tag, checksum, place, len(data))
        place += len(padded)
        bodies.append(padded)
    return b"".join([header, entries, *bodies])
