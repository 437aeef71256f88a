"""A page becomes the dots of a label printer: black or nothing, in the size of its paper."""

import io
from typing import Literal

import numpy as np

LabelName = Literal["100x150", "4x6"]
LabelDots = Literal[203, 300]
LABELS: dict[LabelName, tuple[float, float]] = {"100x150": (100.0, 150.0), "4x6": (101.6, 152.4)}
"""Width and height in mm."""
DOTS: dict[LabelDots, float] = {203: 8.0, 300: 300 / 25.4}
"""Dots per mm: a head sold as 203 dpi has eight."""
_FINER = 3
# Of a dot's area: a heat dot is either made or not, and a fine stroke must not break (never under two dots, 0.25 mm).
_INKED = 0.36
_DARK = 40.0  # grey value of the ink, from which a dot's share is counted


def write_bitmap(pdf: bytes, *, label: LabelName, dpi: LabelDots, page: int = 0) -> bytes:
    """Return a page of ``pdf`` as a PNG of one bit a dot, the size of ``label`` at ``dpi``.

    The page keeps its size where it fits, else it shrinks to fit, and stands in the middle. The PNG says its dots per
    metre, so that a driver prints it at 100 %.
    """
    width, height = (int(side * DOTS[dpi]) for side in LABELS[label])
    from PIL import Image  # start-up that printing does not need

    dots = _dots(pdf, page, DOTS[dpi], (width, height))
    paper = np.zeros((height, width), dtype=np.bool_)
    top, left = (height - dots.shape[0]) // 2, (width - dots.shape[1]) // 2
    paper[top : top + dots.shape[0], left : left + dots.shape[1]] = dots
    target = io.BytesIO()
    per_inch = DOTS[dpi] * 25.4
    Image.fromarray(~paper).save(target, format="PNG", dpi=(per_inch, per_inch), optimize=True)
    return target.getvalue()


def _dots(
    pdf: bytes, page: int, per_mm: float, most: tuple[int, int]
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which dots the page inks: drawn finer, then each dot by the share of it that is covered."""
    import pypdfium2  # a tenth of a second of start-up that printing does not need
    from PIL import Image

    document = pypdfium2.PdfDocument(pdf)
    try:
        width, height = document[page].get_size()
        scale = min(per_mm * 25.4 / 72, most[0] / width, most[1] / height)
        grey = document[page].render(scale=scale * _FINER, grayscale=True).to_pil()
    finally:
        document.close()
    across, down = int(width * scale), int(height * scale)
    share = np.array(grey.resize((across, down), Image.Resampling.BOX), dtype=np.float64)
    return np.asarray((255 - share) / (255 - _DARK) > _INKED)
