"""Baked glyphs on disk: a file for each hand and preset, checked when read, opened glyph by glyph, replaced whole."""

import logging
import os
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from print_templates.hand.truetype import PackedGlyph

log = logging.getLogger(__name__)

_HEAD = 3  # 32-bit numbers: checksum of all that follows, glyphs, copies of each


class KeptGlyphs(NamedTuple):
    """Glyphs with all their copies as a file holds them; nothing is taken out before it is asked for."""

    rows: Mapping[int, int]
    copies: int
    metrics: Sequence[tuple[int, int]]
    offsets: Sequence[int]
    records: bytes

    def glyph(self, gid: int, *, number: int) -> PackedGlyph:
        """Return copy ``number`` of glyph ``gid``."""
        place = self.rows[gid] * self.copies + number
        return PackedGlyph(self.records[self.offsets[place] : self.offsets[place + 1]], *self.metrics[place])

    def all(self) -> dict[int, tuple[PackedGlyph, ...]]:
        """Return every copy of every glyph."""
        return {gid: tuple(self.glyph(gid, number=number) for number in range(self.copies)) for gid in self.rows}


def read_kept(path: Path | None) -> KeptGlyphs:
    """Return what the file ``path`` holds: nothing where there is none or where it is damaged, which is logged."""
    nothing = KeptGlyphs({}, 0, (), (), b"")
    if path is None:
        return nothing
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return nothing
    except OSError as problem:
        log.warning("The kept variants in %s cannot be read and are drawn again: %s", path, problem)
        return nothing
    if len(content) < 4 * _HEAD or zlib.crc32(content[4:]) != int.from_bytes(content[:4], "little"):
        log.warning("The kept variants in %s are damaged and are drawn again.", path)
        return nothing
    _, glyphs, copies = np.frombuffer(content, dtype="<u4", count=_HEAD).tolist()
    return _opened(content, glyphs, copies)


def _opened(content: bytes, glyphs: int, copies: int) -> KeptGlyphs:
    count = glyphs * copies
    numbers = np.frombuffer(content, dtype="<i4", count=glyphs + 3 * count + 1, offset=4 * _HEAD)
    gids, metrics, offsets = np.split(numbers, [glyphs, glyphs + 2 * count])
    rows = {gid: row for row, gid in enumerate(gids.tolist())}
    pairs = list(zip(metrics[::2].tolist(), metrics[1::2].tolist(), strict=True))
    return KeptGlyphs(rows, copies, pairs, offsets.tolist(), content[4 * (_HEAD + len(numbers)) :])


def write_kept(path: Path, glyphs: Mapping[int, Sequence[PackedGlyph]], *, copies: int) -> None:
    """Keep ``glyphs``, each with its ``copies``, in the file ``path``."""
    flat = [glyph for _, each in sorted(glyphs.items()) for glyph in each]
    head = np.array([len(glyphs), copies], dtype="<u4")
    metrics = np.array([(glyph.advance, glyph.bearing) for glyph in flat], dtype="<i4")
    offsets = np.cumsum([0, *(len(glyph.record) for glyph in flat)])
    parts = [head, np.array(sorted(glyphs), dtype="<i4"), metrics, offsets.astype("<i4")]
    content = b"".join([*(part.tobytes() for part in parts), *(glyph.record for glyph in flat)])
    write_whole(path, zlib.crc32(content).to_bytes(4, "little") + content)


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the file and rename: another process sees the old file or the new one, never half of one."""
    import tempfile  # start-up that a card whose letters are all kept does not need

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
