"""The OpenType tables with which a font of ours says which glyph a letter takes and how pairs stand (OpenType 1.9)."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


def character_map(glyphs: Mapping[int, int]) -> bytes:
    """Return a ``cmap`` (format 12) from code points to glyph ids."""
    groups = b"".join(struct.pack(">III", code, code, gid) for code, gid in sorted(glyphs.items()))
    header = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(glyphs))
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + header + groups


@dataclass(frozen=True, slots=True)
class Kerning:
    """One script: classes of glyph ids before and after a gap, and what is added between each two, in font units."""

    before: Sequence[Sequence[int]]
    after: Sequence[Sequence[int]]
    values: npt.NDArray[np.int64]


def kerning(scripts: Sequence[Kerning]) -> bytes:
    """Return a ``kern`` table with one class subtable (format 2) for each script."""
    return struct.pack(">HH", 0, len(scripts)) + b"".join(map(_kern_subtable, scripts))


def _kern_subtable(script: Kerning) -> bytes:
    """Class 0 is every other glyph: a row and a column of zeros."""
    matrix = np.zeros((len(script.before) + 1, len(script.after) + 1), dtype=">i2")
    matrix[1:, 1:] = script.values
    row = 2 * matrix.shape[1]
    before, after = _classes(script.before, step=row), _classes(script.after, step=2)
    start = 14 + len(before) + len(after)
    # A class before the gap is told as where its row starts in the subtable; one after it as how far into the row.
    size = len(before) // 2 - 2
    rows = np.frombuffer(before[4:], dtype=">u2") + np.full(size, start)
    before = before[:4] + rows.astype(">u2").tobytes()
    length = start + matrix.nbytes
    # Version, length, coverage (format 2, horizontal), row width, and where the two class tables and the matrix start.
    head = struct.pack(">HHHHHHH", 0, length & 0xFFFF, 0x0201, row, 14, 14 + len(before), start)
    return bytes(head + before + after + matrix.tobytes())


def _classes(members: Sequence[Sequence[int]], *, step: int) -> bytes:
    place = {gid: number for number, gids in enumerate(members, start=1) for gid in gids}
    first, count = min(place), max(place) - min(place) + 1
    values = np.array([step * place.get(gid, 0) for gid in range(first, first + count)], dtype=">u2")
    return struct.pack(">HH", first, count) + values.tobytes()


@dataclass(frozen=True, slots=True)
class Lookup:
    """One lookup of a ``GSUB`` table: its type and subtables."""

    kind: int
    subtables: tuple[bytes, ...]


def singles(pairs: Mapping[int, int]) -> Lookup:
    """A lookup that puts one glyph for another."""
    ordered = sorted(pairs.items())
    instead = np.array([after for _, after in ordered], dtype=">u2").tobytes()
    head = struct.pack(">HHH", 2, 6 + len(instead), len(ordered))
    return Lookup(1, (head + instead + _coverage([before for before, _ in ordered]),))


def ligatures(joined: Mapping[tuple[int, ...], int]) -> Lookup:
    """A lookup that puts one glyph for several in a row; the longest row wins."""
    sets: dict[int, list[tuple[tuple[int, ...], int]]] = {}
    for parts, gid in sorted(joined.items(), key=lambda each: -len(each[0])):
        sets.setdefault(parts[0], []).append((parts[1:], gid))
    tables = []
    for first in sorted(sets):
        rows = [struct.pack(f">HH{len(rest)}H", gid, len(rest) + 1, *rest) for rest, gid in sets[first]]
        tables.append(_offsets(rows, head=b""))
    return Lookup(4, (_offsets([_coverage(sorted(sets)), *tables], head=struct.pack(">H", 1), split=1),))


def after_itself(glyphs: Sequence[int], *, lookup: int) -> Lookup:
    """A lookup that applies ``lookup`` to a glyph that follows itself."""
    subtables = []
    for gid in glyphs:
        cover = _coverage([gid])
        size = 20
        head = struct.pack(">HHHHHHHHHH", 3, 1, size, 1, size + len(cover), 0, 1, 0, lookup, 0)
        subtables.append(head[:20] + cover + cover)
    return Lookup(6, tuple(subtables))


def substitutions(features: Mapping[str, Sequence[int]], *, lookups: Sequence[Lookup]) -> bytes:
    """Return a ``GSUB`` table: ``features`` name the lookups they use; lookups work in their order."""
    tags = sorted(features)
    language = struct.pack(f">HHH{len(tags)}H", 0, 0xFFFF, len(tags), *range(len(tags)))
    scripts = struct.pack(">H4sH", 1, b"DFLT", 8) + struct.pack(">HH", 4, 0) + language
    tables = [struct.pack(f">HH{len(features[tag])}H", 0, len(features[tag]), *features[tag]) for tag in tags]
    head = 2 + 6 * len(tags)
    places = np.cumsum([head, *(len(table) for table in tables[:-1])]).tolist()
    records = b"".join(struct.pack(">4sH", tag.encode(), place) for tag, place in zip(tags, places, strict=True))
    listed = struct.pack(">H", len(tags)) + records + b"".join(tables)
    bodies = [_offsets(each.subtables, head=struct.pack(">HH", each.kind, 0)) for each in lookups]
    return struct.pack(">HHHHH", 1, 0, 10, 10 + len(scripts), 10 + len(scripts) + len(listed)) + (
        scripts + listed + _offsets(bodies, head=b"")
    )


def _coverage(gids: Sequence[int]) -> bytes:
    return struct.pack(f">HH{len(gids)}H", 1, len(gids), *gids)


def _offsets(tables: Sequence[bytes], *, head: bytes, split: int = 0) -> bytes:
    """``head``, then where each table starts, then the tables; a count stands after the first ``split`` offsets."""
    start = len(head) + 2 + 2 * len(tables)
    places = np.cumsum([start, *(len(table) for table in tables)])[:-1].astype(">u2")
    count = struct.pack(">H", len(tables) - split)
    return head + places[:split].tobytes() + count + places[split:].tobytes() + b"".join(tables)
