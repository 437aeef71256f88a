"""Streams made small: with isal where it is installed (the ``fast`` extra), else with zlib."""

import zlib

try:
    from isal import isal_zlib
except ImportError:  # pragma: no cover - the plain installation
    isal_zlib = None  # type: ignore[assignment]  # absence is the case that is handled

_SMALL_PAGES = 1  # zlib's level for pages: nearly twice as fast as 6 on these, and 9 % larger
_LARGE = 200_000  # bytes; the fonts of a long run are worth the time, not the last percent
_USUAL = 4  # the font of one card: nearly twice as fast as 6, and 2 % larger


def page(content: bytes) -> bytes:
    """Return a page's content deflated, fast before small: pages are many."""
    return isal_zlib.compress(content, 2) if isal_zlib else zlib.compress(content, _SMALL_PAGES)


def part(content: bytes) -> bytes:
    """Return what a file holds once deflated, small before fast, but for the fonts of a long run."""
    if isal_zlib:
        return isal_zlib.compress(content, 2)
    return zlib.compress(content, _SMALL_PAGES if len(content) > _LARGE else _USUAL)
