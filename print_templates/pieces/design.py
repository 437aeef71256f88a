"""What differs between the forms of an insert, as data."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from print_templates.layout import MM


class Design(NamedTuple):
    """How one form of insert looks. Sizes in points; ``module`` is the side of a QR module in points.

    ``narrow`` is the measure of the text as a share of the column, ``hang`` the share of spare height above it.
    ``ornament`` returns operators for a middle and a top edge. ``qr`` says where the code stands: beside the
    handwritten line, or in the middle as the thing itself.
    """

    align: Literal["left", "center"] = "left"
    heading: float = 22.0
    body: float = 9.8
    narrow: float = 1.0
    hang: float = 0.1
    ornament: Callable[[float, float], bytes] | None = None
    ornament_height: float = 0.0
    qr: Literal["beside", "middle"] = "beside"
    module: float = 0.52 * MM

    def anchor(self, width: float, *, margin: float) -> float:
        """Return the x from which lines are aligned: the left margin or the middle of a sheet so wide."""
        return width / 2 if self.align == "center" else margin
