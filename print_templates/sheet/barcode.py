"""Code128 for the packer's scanner (ISO/IEC 15417), as widths of bars and spaces: ReportLab encodes, we draw."""

from functools import lru_cache

from print_templates.errors import CannotPrint

QUIET_ZONE = 10  # modules on either side (ISO/IEC 15417, 4.3.2)
_NO_WIDTH = ord("A") - 1  # ReportLab writes a bar or space of one module as A or a, of two as B or b …


@lru_cache(maxsize=4096)
def code128(code: str) -> tuple[int, ...]:
    """Return the widths in modules of bar, space, bar … that encode ``code``; digits go in pairs where that is shorter.

    Raises :class:`CannotPrint` when ``code`` is empty or not printable ASCII.
    """
    if not code or any(not " " <= character <= "~" for character in code):
        raise CannotPrint(f"the scanner code {code!r} must be plain letters, digits and signs (ASCII)")
    from reportlab.graphics.barcode.code128 import Code128Auto  # a fifth of a second that a bare card does not need

    symbol = Code128Auto(code, quiet=0)
    symbol.validate()
    symbol.encode()
    symbol.decompose()
    return tuple(ord(letter) - _NO_WIDTH for letter in symbol.decomposed.upper())
