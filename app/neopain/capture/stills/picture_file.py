"""One picture file, checked before it is decoded."""

from __future__ import annotations

import io
import struct
import warnings
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from neopain.capture.decoding.jpeg import MAX_SIDE_PX
from neopain.core.foreign_words import why as reason_of
from neopain.core.frames import BgrImage
from neopain.core.text import Text

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"})
FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "WEBP")
MAX_BYTES = 128 * 1024 * 1024
MAX_PIXELS = 110_000_000
"""A small file can unfold to gigabytes. The largest sensors of telephones have 108 million; decoded, and once
more to see whether it is whole, such a picture takes 0.7 GB."""
MAX_WHOLE_PIXELS = 60_000_000
"""A JPEG of more is decoded at half its width and height, which costs a quarter of the memory: no face that
the finder can find at that size is the worse for it."""

_DAMAGED = Text("damaged or cut short")
_FOREIGN = Text("not a picture of a known kind (JPEG, PNG, BMP, TIFF, WebP)")


def read_picture(path: Path) -> tuple[BgrImage | None, str]:
    """Decode a picture, turned upright by its EXIF orientation as OpenCV does; a huge JPEG at half its size.

    Returns: uint8 (H, W, 3) BGR and "", or None and why. Never raises for what a file may hold.
    """
    try:
        # Asking first keeps a named pipe, a device or a loop of links from being opened.
        if not path.is_file():
            return None, Text("not a regular file, or a link that leads nowhere")
        size = path.stat().st_size
        if size > MAX_BYTES:
            return None, Text("larger than {size} MiB", size=MAX_BYTES // 2**20)
        packed = path.read_bytes()
    except OSError as fault:
        return None, Text("cannot be read: {why}", why=reason_of(fault))
    why, how = _objection(packed)
    if why:
        return None, why
    try:
        image = cv2.imdecode(np.frombuffer(packed, np.uint8), how)
    except cv2.error:
        image = None
    if image is None:
        return None, _DAMAGED
    return np.ascontiguousarray(image, dtype=np.uint8), ""


def _objection(packed: bytes) -> tuple[str, int]:
    """Why OpenCV must not decode these bytes (it shows half a file as a picture with grey below), and how to.

    Returns: "" or the reason, and OpenCV's flag.
    """
    how = cv2.IMREAD_COLOR
    if not packed:
        return Text("empty file"), how
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(packed), formats=FORMATS) as picture:
                too_large = _too_large(picture.width, picture.height)
                if too_large:
                    return too_large, how
                if picture.format == "JPEG" and picture.width * picture.height > MAX_WHOLE_PIXELS:
                    how = cv2.IMREAD_REDUCED_COLOR_2
                picture.draft("RGB", (1, 1))
                picture.load()
        except UnidentifiedImageError:
            return _FOREIGN, how
        except Image.DecompressionBombError:
            most = MAX_PIXELS // 10**6
            return Text("more than {most} million pixels: make it smaller", most=most), how
        except (
            OSError,
            SyntaxError,
            ValueError,
            TypeError,
            LookupError,
            EOFError,
            MemoryError,
            struct.error,
        ):
            # What Pillow's decoders are known to raise for damaged files.
            return _DAMAGED, how
    return "", how


def _too_large(width: int, height: int) -> str:
    if width * height > MAX_PIXELS:
        return Text(
            "{width} x {height} pixels, more than {most} million: make it smaller",
            width=width,
            height=height,
            most=MAX_PIXELS // 10**6,
        )
    if max(width, height) > MAX_SIDE_PX:
        return Text(
            "{width} x {height} pixels, a side over {most}: make it smaller",
            width=width,
            height=height,
            most=MAX_SIDE_PX,
        )
    return ""
