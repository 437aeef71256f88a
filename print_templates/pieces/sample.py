"""The sample: something small to try, what it is and how to use it; a quiet leaf says that it is a present."""

from print_templates.layout import MM
from print_templates.pieces.design import Design


def _leaf(middle: float, top: float) -> bytes:
    """One leaf on its stalk, drawn with a thin pen."""
    height, half = 12 * MM, 3.1 * MM
    foot = top - height
    tip, base = top, foot + 3.2 * MM
    return b"0.7 w %.2f %.2f m %.2f %.2f %.2f %.2f %.2f %.2f c %.2f %.2f %.2f %.2f %.2f %.2f c S " % (
        *(middle, tip, middle + half * 1.5, tip - 2.4 * MM, middle + half, base, middle, base),
        *(middle - half, base, middle - half * 1.5, tip - 2.4 * MM, middle, tip),
    ) + b"%.2f %.2f m %.2f %.2f %.2f %.2f %.2f %.2f c S " % (
        middle,
        tip - 3 * MM,
        middle - 0.4 * MM,
        base,
        middle + 0.3 * MM,
        base,
        middle + 0.9 * MM,
        foot,
    )


DESIGN = Design(
    align="center",
    heading=21.0,
    body=10.2,
    narrow=0.86,
    hang=0.25,
    ornament=_leaf,
    ornament_height=12 * MM + 7 * MM,
)
