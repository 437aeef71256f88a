"""Two-byte codes for glyphs that may stand in a plain PDF string as they are: no byte of them needs an escape."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

# A literal string escapes its brackets and the backslash and reads CR as LF (PDF 1.7, 7.3.4.2); a code that starts
# like a byte order mark would be taken for Unicode by some readers.
_LAST = np.array([byte for byte in range(256) if byte not in b"()\\\r"], dtype=np.uint8)
_FIRST = _LAST[_LAST < 0xEF]
CAPACITY = len(_FIRST) * len(_LAST)
"""How many glyphs of one font can be told apart."""

_BYTES = np.stack([np.repeat(_FIRST, len(_LAST)), np.tile(_LAST, len(_FIRST))], axis=1)
_CODES = _BYTES.view(">u2")[:, 0]


def code_bytes(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Return the two bytes of each glyph number, shape (n, 2)."""
    return _BYTES[numbers]


def code_of(number: int) -> int:
    """Return the code of a glyph number as pages and fonts write it."""
    return int(_CODES[number])


def codes_of(numbers: Sequence[int]) -> list[int]:
    """Return the codes of glyph numbers, as :func:`code_of` does."""
    found: list[int] = _CODES[list(numbers)].tolist()
    return found
