"""The packer's marks on a printed piece: enclosed, or spoilt."""

from typing import Literal

from delight import clock
from delight.models import PrintLine

Mark = Literal["enclosed", "spoilt"]


def mark_line(line: PrintLine, *, mark: Mark) -> PrintLine:
    """Mark a piece as enclosed in its parcel, or as spoilt (to be printed again)."""
    field = "enclosed_at" if mark == "enclosed" else "spoilt_at"
    setattr(line, field, clock.now())
    line.save(update_fields=[field])
    return line
