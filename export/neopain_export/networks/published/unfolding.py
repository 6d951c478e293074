"""How large a packed file may unfold: a small one must not ask for all memory."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

from neopain.core.errors import ModelFault

LARGEST_BYTES = 4 << 30
"""VGG-16 with all its layers in double precision has 1.1 GB."""
GREATEST_RATIO = 50
"""Trained weights hardly shrink; a network with nine of ten weights at zero shrinks tenfold."""
_SMALL_BYTES = 64 << 20
"""What any file may unfold to."""
_MAT_HEAD_BYTES = 128
_MAT_COMPRESSED = 15
_CHUNK_BYTES = 1 << 20


def allowed_bytes(packed: int) -> int:
    """What a file of so many bytes may unfold to."""
    return min(LARGEST_BYTES, max(_SMALL_BYTES, GREATEST_RATIO * packed))


def expect_modest(path: Path, unfolded: int, packed: int) -> None:
    """Raises: ModelFault when `packed` bytes of the file unfold to too many."""
    if unfolded > allowed_bytes(packed):
        raise ModelFault(
            f"{path}: expected weights; got {packed} bytes that unfold to {unfolded} or more, which no "
            "trained network does; fetch the file again from its authors"
        )


def expect_modest_zip(path: Path) -> None:
    """Look at a zip file's members without unpacking them.

    A member that says less than it holds is cut there by Python's reader.

    Raises: ModelFault; zipfile's own for what is no zip file.
    """
    with zipfile.ZipFile(path) as archive:
        expect_modest(path, sum(member.file_size for member in archive.infolist()), path.stat().st_size)


def expect_modest_matlab(path: Path) -> None:
    """Unfold a MATLAB v5 file's compressed elements piece by piece, and keep none.

    Raises: ModelFault; zlib.error and OSError for a damaged file.
    """
    size = path.stat().st_size
    most = allowed_bytes(size)
    total = 0
    with path.open("rb") as file:
        head = file.read(_MAT_HEAD_BYTES)
        numbers = ">II" if head.endswith(b"MI") else "<II"
        while len(tag := file.read(8)) == 8:
            kind, length = struct.unpack(numbers, tag)
            if kind != _MAT_COMPRESSED:
                file.seek(length + -length % 8, 1)
                continue
            unpacking = zlib.decompressobj()
            left = length
            while left > 0 and (piece := file.read(min(left, _CHUNK_BYTES))):
                left -= len(piece)
                while piece and not unpacking.eof:
                    total += len(unpacking.decompress(piece, _CHUNK_BYTES))
                    piece = unpacking.unconsumed_tail
                    if total > most:
                        expect_modest(path, total, size)
