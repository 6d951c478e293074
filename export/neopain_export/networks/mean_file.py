"""Mean pixel or mean picture out of a file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import IO

import numpy as np

from neopain.core.errors import ModelFault
from neopain_export.networks.layers import Float32Array
from neopain_export.networks.published.caffe import read_caffe_mean

LARGEST_BYTES = 64 << 20
"""A mean picture of 224 x 224 has 600 kB."""


def read_mean(path: Path, channels: str) -> Float32Array:
    """float32 (3,) or (3, H, W), 0..255, in the order `channels` (`RGB` or `BGR`).

    A `.binaryproto` is Caffe's and BGR; a `.npy` is taken to be in the network's own order.

    Raises: ModelFault.
    """
    if path.suffix.lower() == ".binaryproto":
        mean = read_caffe_mean(path)
        return mean if channels == "BGR" else np.ascontiguousarray(mean[::-1])
    try:
        with path.open("rb") as file:
            _expect_whole(file, path.stat().st_size)
            file.seek(0)
            return np.asarray(np.lib.format.read_array(file, allow_pickle=False), np.float32)
    except (OSError, ValueError, TypeError, EOFError, MemoryError) as fault:
        raise ModelFault(
            f"{path}: expected a mean as .binaryproto or .npy; got: {fault}; give three numbers with --mean"
        ) from fault


def _expect_whole(file: IO[bytes], size: int) -> None:
    """Refuse an array whose head asks for more numbers than stand behind it, before room is made for them."""
    if size > LARGEST_BYTES:
        raise ValueError(f"more than {LARGEST_BYTES} bytes")
    version = np.lib.format.read_magic(file)
    reads = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    if version not in reads:
        raise ValueError(f"an array of the unknown version {version}")
    shape, _, dtype = reads[version](file)
    if math.prod(shape) * dtype.itemsize > size:
        raise ValueError(f"an array {shape} in a file of {size} bytes")
