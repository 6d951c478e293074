"""A camera's JPEG to pixels, and pixels to JPEG; a picture whose code is damaged is none.

OpenCV and Pillow show the good half of a damaged picture with grey or shifted blocks below,
which could be scored.
"""

from __future__ import annotations

import re

import numpy as np
import simplejpeg

from neopain.core.foreign_words import foreign
from neopain.core.frames import BgrImage
from neopain.core.text import Text

MAX_PIXELS = 16_000_000
"""Of a live picture: 4608 x 3456. A small file can unfold to gigabytes."""
MAX_SIDE_PX = 32_766
"""MediaPipe's own OpenCV ends the whole program at a longer side (SHRT_MAX in its `remap`)."""
MAX_STRAY_BYTES = 4
"""Some cameras pad the coded data before its end, which harms nothing; more means that a part was skipped."""
_STRAY = re.compile(r"(\d+) extraneous bytes before marker 0x(?:d9|ff)")


class DamagedPictureFault(Exception):
    """These bytes are no whole picture; says why."""


class TooLargePictureFault(Exception):
    """A picture with more than MAX_PIXELS, or a side over MAX_SIDE_PX; says its size."""


def is_too_large(width: int, height: int) -> bool:
    """Whether a live picture of this size is refused: no camera at a bed sends one, and none is scored."""
    return width * height > MAX_PIXELS or max(width, height) > MAX_SIDE_PX


def jpeg_size(packed: bytes) -> tuple[int, int] | None:
    """Width and height that a JPEG declares; None when it declares none."""
    try:
        height, width = simplejpeg.decode_jpeg_header(packed, strict=False)[:2]
    except ValueError:
        return None
    return int(width), int(height)


def decode_jpeg(packed: bytes) -> BgrImage:
    """uint8 (H, W, 3) BGR of a whole JPEG; grey ones too.

    Raises: DamagedPictureFault, TooLargePictureFault.
    """
    try:
        height, width = simplejpeg.decode_jpeg_header(packed, strict=False)[:2]
        if is_too_large(width, height):
            raise TooLargePictureFault(Text("{width} x {height}", width=width, height=height))
        return _decoded(packed)
    except ValueError as fault:
        raise DamagedPictureFault(_words(str(fault))) from None
    except KeyError:
        # simplejpeg looks the colours' sampling up in a table without asking whether it is there.
        raise DamagedPictureFault(Text("an unknown sampling of the colours")) from None


QUALITY = 90
"""Of pictures that are kept: a face scored from one is scored within the noise of the picture itself."""


def encode_jpeg(image: BgrImage) -> bytes:
    """A JPEG of uint8 (H, W, 3) BGR; nothing of it touches a disk."""
    packed: bytes = simplejpeg.encode_jpeg(np.ascontiguousarray(image), quality=QUALITY, colorspace="BGR")
    return packed


def _words(told: str) -> str:
    """Libjpeg's message, as a Text where its kind is known."""
    kind, _, what = told[:80].partition(": ")
    if kind == "Corrupt JPEG data":
        return Text("Corrupt JPEG data: {what}", what=what)
    if kind == "Not a JPEG file":
        return Text("Not a JPEG file: {what}", what=what)
    return foreign(told[:80])


def _decoded(packed: bytes) -> BgrImage:
    try:
        image = simplejpeg.decode_jpeg(packed, colorspace="BGR", strict=True)
    except ValueError as fault:
        stray = _STRAY.search(str(fault))
        if stray is None or int(stray[1]) > MAX_STRAY_BYTES:
            raise
        image = simplejpeg.decode_jpeg(packed, colorspace="BGR", strict=False)
    picture: BgrImage = np.asarray(image, dtype=np.uint8)
    return picture
