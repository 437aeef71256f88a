"""The bundle: one to keep, one to give; two rings say it before the words do."""

from print_templates.layout import MM
from print_templates.pieces.design import Design

_RADIUS = 5.0 * MM
_BEND = 0.5523 * _RADIUS  # a quarter circle as one Bezier curve, 0.03 % off


def _rings(middle: float, top: float) -> bytes:
    return b"0.7 w " + b"".join(_ring(middle + way * 0.7 * _RADIUS, top - _RADIUS) for way in (-1, 1))


def _ring(x: float, y: float) -> bytes:
    operators = b"%.2f %.2f m " % (x + _RADIUS, y)
    for (ax, ay), (bx, by) in (((1, 0), (0, 1)), ((0, 1), (-1, 0)), ((-1, 0), (0, -1)), ((0, -1), (1, 0))):
        operators += b"%.2f %.2f %.2f %.2f %.2f %.2f c " % (
            x + ax * _RADIUS + bx * _BEND,
            y + ay * _RADIUS + by * _BEND,
            x + bx * _RADIUS + ax * _BEND,
            y + by * _RADIUS + ay * _BEND,
            x + bx * _RADIUS,
            y + by * _RADIUS,
        )
    return operators + b"s "


DESIGN = Design(
    align="center",
    heading=22.0,
    body=10.4,
    narrow=0.9,
    hang=0.3,
    ornament=_rings,
    ornament_height=2 * _RADIUS + 9 * MM,
)
