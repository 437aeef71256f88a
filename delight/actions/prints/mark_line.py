"""The packer's marks on a printed piece: enclosed, spoilt, its line written by pen."""

from typing import Literal

from django.contrib.auth.models import User

from delight import clock
from delight.models import PrintLine

Mark = Literal["enclosed", "spoilt"]


def mark_line(line: PrintLine, *, mark: Mark) -> PrintLine:
    """Mark a piece as enclosed in its parcel, or as spoilt (to be printed again)."""
    field = "enclosed_at" if mark == "enclosed" else "spoilt_at"
    setattr(line, field, clock.now())
    line.save(update_fields=[field])
    return line


def mark_written(line: PrintLine, *, by: User | None) -> PrintLine:
    """Keep who wrote the line that was left for a pen, and when."""
    line.written_by, line.written_at = by, clock.now()
    line.save(update_fields=["written_by", "written_at"])
    return line
