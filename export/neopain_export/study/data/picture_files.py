"""Pictures in files, read so that a bad one is told and never ends a batch."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from neopain.core.errors import SourceFault
from neopain.core.frames import BgrImage
from neopain_export.study.data.film_index import LARGEST_PIXELS

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".tif", ".tiff", ".webp"})


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture in a file that OpenCV reads."""

    path: Path

    def load(self) -> BgrImage:
        """Decode the file; the EXIF orientation is applied. Raises: SourceFault whatever is wrong with it."""
        content = _read(self.path)
        if not content:
            raise SourceFault(f"expected a picture; got the empty file {self.path}; copy it again")
        _check_size(self.path, content)
        try:
            image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        except cv2.error as error:
            raise SourceFault(
                f"expected a picture that OpenCV reads; got {self.path}: {error.err}; convert or remove it"
            ) from error
        if image is None:
            raise SourceFault(f"expected a picture that OpenCV reads; got {self.path}; convert or remove it")
        return image.astype(np.uint8, copy=False)

    def digest(self) -> str:
        """Hash of the file's bytes. Raises: SourceFault."""
        return hashlib.sha256(_read(self.path)).hexdigest()


def file_beside(folder: Path, written: str) -> Path:
    """The file that a table in `folder` names; one that is not there as written may be there as meant.

    A table made on Windows has backslashes, and one made beside a Mac's disk writes an accent as a letter of
    its own, or does not: on the screen the names are the same. Only what is there is taken as meant.
    """
    for slashes in (written, written.replace("\\", "/")):
        for name in (slashes, unicodedata.normalize("NFC", slashes), unicodedata.normalize("NFD", slashes)):
            if (folder / name).is_file():
                return folder / name
    return folder / written


def _check_size(path: Path, content: bytes) -> None:
    """Refuse a picture whose header claims more pixels than fit; one that Pillow does not know passes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as opened:
                pixels = opened.width * opened.height
    except Image.DecompressionBombError:
        pixels = LARGEST_PIXELS + 1
    except (OSError, ValueError, SyntaxError):
        return
    if pixels > LARGEST_PIXELS:
        raise SourceFault(f"expected at most {LARGEST_PIXELS:,} pixels; got more in {path}; make it smaller")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceFault(
            f"expected a readable picture; got {path}: {error.strerror}; check the manifest"
        ) from error
