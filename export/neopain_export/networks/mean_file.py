"""Mean pixel or mean picture out of a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from neopain.core.errors import ModelFault
from neopain_export.networks.layers import Float32Array
from neopain_export.networks.published.caffe import read_caffe_mean


def read_mean(path: Path, channels: str) -> Float32Array:
    """float32 (3,) or (3, H, W), 0..255, in the order `channels` (`RGB` or `BGR`).

    A `.binaryproto` is Caffe's and BGR; a `.npy` is taken to be in the network's own order.

    Raises: ModelFault.
    """
    if path.suffix.lower() == ".binaryproto":
        mean = read_caffe_mean(path)
        return mean if channels == "BGR" else np.ascontiguousarray(mean[::-1])
    try:
        loaded = np.load(path, allow_pickle=False)
        return np.asarray(loaded, np.float32)
    except (OSError, ValueError, TypeError, EOFError) as fault:
        raise ModelFault(
            f"{path}: expected a mean as .binaryproto or .npy; got: {fault}; give three numbers with --mean"
        ) from fault
