"""Pictures for the other side of a piece: cut to its format, in the press's inks, never larger than they are sharp."""

import io
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from print_templates.errors import CannotPrint
from print_templates.hand.fonts import stamp

DPI, LEAST_DPI = 300, 150  # what a press shows; below half of it a picture looks soft at arm's length
LARGEST = 60_000_000  # pixels
_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to embed: JPEG in CMYK, its pixels, a name that follows from its content."""

    data: bytes
    width: int
    height: int
    name: str

    @property
    def entries(self) -> bytes:
        """The entries of its image dictionary; CMYK in JPEG is inverted, as Adobe began it."""
        return (
            b"/Width %d/Height %d/ColorSpace/DeviceCMYK/BitsPerComponent 8/Filter/DCTDecode/Decode[1 0 1 0 1 0 1 0]"
            % (self.width, self.height)
        )

    def drawn(self, *, x: float, y: float, width: float, height: float) -> bytes:
        """Return the operators that draw it with its lower left corner at ``x``, ``y``; points."""
        place = b"%.3f 0 0 %.3f %.3f %.3f cm" % (width, height, x, y)
        return b"/Artifact BMC q %b /%b Do Q EMC\n" % (place, self.name.encode())


def picture(path: str, *, width: float, height: float) -> Picture:
    """Return the picture in the file ``path``, cut to the shape of ``width`` by ``height`` (points), 300 dpi at most.

    Raises :class:`CannotPrint` when the file is no picture, larger than 60 megapixels or too small to be sharp.
    """
    return _picture(path, width, height, stamp(Path(path)))


@lru_cache(maxsize=8)
def _picture(path: str, width: float, height: float, _: int) -> Picture:
    pixels = round(width / 72 * DPI), round(height / 72 * DPI)
    cut = _cut(_opened(path), pixels, path)
    target = io.BytesIO()
    Image.fromarray(_inks(np.asarray(cut)), mode="CMYK").save(target, format="JPEG", quality=_QUALITY, subsampling=0)
    data = target.getvalue()
    return Picture(data, cut.width, cut.height, "P" + sha256(data).hexdigest()[:10])


def _opened(path: str) -> Image.Image:
    name = Path(path).name
    try:
        with Image.open(path) as source:
            if source.width * source.height > LARGEST:
                raise CannotPrint(f"the picture {name} has more than 60 megapixels; save it smaller")
            upright = ImageOps.exif_transpose(source)
            return _plain(upright)
    except Image.DecompressionBombError as problem:
        raise CannotPrint(f"the picture {name} has more than 60 megapixels; save it smaller") from problem
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise CannotPrint(f"{name} is no picture that can be read; save it as JPEG or PNG") from problem


def _plain(source: Image.Image) -> Image.Image:
    """Return the picture in sRGB, on white where it is transparent."""
    if source.mode == "CMYK":
        return source.convert("RGB")
    if profile := source.info.get("icc_profile"):
        source = _in_srgb(source, profile)
    if source.has_transparency_data:
        solid = source.convert("RGBA")
        white = Image.new("RGBA", solid.size, "white")
        return Image.alpha_composite(white, solid).convert("RGB")
    return source.convert("RGB")


def _in_srgb(source: Image.Image, profile: bytes) -> Image.Image:
    if source.mode not in ("RGB", "RGBA"):
        return source
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(source, given, ImageCms.createProfile("sRGB")) or source
    except (ImageCms.PyCMSError, OSError):
        return source  # a broken profile: the colours are then as most programs show them


def _cut(source: Image.Image, pixels: tuple[int, int], path: str) -> Image.Image:
    """Return the middle of ``source`` in the shape of ``pixels``, reduced to them but never enlarged."""
    wide, tall = pixels
    share = min(source.width / wide, source.height / tall)
    if share < LEAST_DPI / DPI:
        least = f"{wide * LEAST_DPI // DPI + 1} × {tall * LEAST_DPI // DPI + 1}"
        raise CannotPrint(
            f"the picture {Path(path).name} is {source.width} × {source.height} pixels and would print blurred; "
            f"it needs at least {least}"
        )
    size = (wide, tall) if share >= 1 else (max(round(wide * share), 1), max(round(tall * share), 1))
    return ImageOps.fit(source, size, method=Image.Resampling.LANCZOS)


def _inks(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return C, M, Y, K: dark greys move into black ink, so that no place takes more than 220 % of ink.

    Uncoated card takes about 280 % before it smears (ISO 12647-2 gives 300 %).
    """
    inks = 1 - rgb.astype(np.float32) / 255
    grey = inks.min(axis=2, keepdims=True)
    black = grey * grey
    packed = np.concatenate([inks - 0.6 * black, black], axis=2)
    return np.asarray(np.rint(np.clip(packed, 0, 1) * 255), dtype=np.uint8)
