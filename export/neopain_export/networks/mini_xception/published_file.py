"""The published Keras file of mini-Xception, read against its table: no number before its size fits."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np

from neopain.core.errors import ModelFault
from neopain_export.networks.layers import Float32Array, Norm
from neopain_export.networks.mini_xception.table import (
    CLASSES,
    Layer,
    MiniXceptionTable,
    MiniXceptionWeights,
)
from neopain_export.networks.published.plain_hdf5 import plain_hdf5
from neopain_export.networks.published.recognise import FileForm, recognise


def read_mini_xception(path: Path, table: MiniXceptionTable) -> MiniXceptionWeights:
    """Read the weights. Raises: ModelFault for another, a damaged or a cut file."""
    form = recognise(path)
    if form is not FileForm.KERAS:
        raise ModelFault(f"{path}: expected a Keras file (.hdf5); got a {form}; name its own network")
    try:
        with plain_hdf5(path) as file:
            return _weights(_Reader(path, file.get("model_weights", file)), table)
    except (OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError, MemoryError) as fault:
        raise ModelFault(
            f"{path}: expected a whole Keras file of mini-Xception; got one that is cut, damaged or of "
            f"another network ({' '.join(str(fault).split())[:120]}); fetch it again"
        ) from fault


def _weights(reader: _Reader, table: MiniXceptionTable) -> MiniXceptionWeights:
    kernels: dict[str, Float32Array] = {}
    depthwise: dict[str, Float32Array] = {}
    norms: dict[str, Norm] = {}

    def take(layer: Layer, depth: int) -> int:
        if layer.separable:
            kernel = (layer.kernel, layer.kernel, depth, 1)
            depthwise[layer.name] = reader.array(layer.name, "depthwise_kernel", kernel).transpose(2, 3, 0, 1)
            part, side = "pointwise_kernel", 1
        else:
            part, side = "kernel", layer.kernel
        whole = reader.array(layer.name, part, (side, side, depth, layer.filters))
        kernels[layer.name] = whole.transpose(3, 2, 0, 1)
        norms[layer.name] = Norm(
            *(
                reader.array(layer.norm, name, (layer.filters,))
                for name in ("gamma", "beta", "moving_mean", "moving_variance")
            )
        )
        if not (norms[layer.name].variance >= 0.0).all():
            raise ValueError(f"{layer.norm} has a negative variance")
        return layer.filters

    depth = 1
    for layer in table.stems():
        depth = take(layer, depth)
    for block in table.blocks():
        take(block.shortcut, depth)
        depth = take(block.second, take(block.first, depth))
    last = reader.array(table.last, "kernel", (3, 3, depth, len(CLASSES)))
    kernels[table.last] = last.transpose(3, 2, 0, 1)
    return MiniXceptionWeights(kernels, depthwise, norms, reader.array(table.last, "bias", (len(CLASSES),)))


class _Reader:
    """The groups of a Keras 2 file, one a layer."""

    def __init__(self, path: Path, root: h5py.Group) -> None:
        self._path = path
        self._root = root

    def array(self, layer: str, part: str, shape: tuple[int, ...]) -> Float32Array:
        """The weight `part` of a layer, finite float32 of this shape."""
        group = self._root[layer]
        names = [name.decode() if isinstance(name, bytes) else name for name in group.attrs["weight_names"]]
        found = [name for name in names if name.rpartition("/")[2].partition(":")[0] == part]
        if len(found) != 1:
            raise ValueError(f"{layer} has {len(found)} weights `{part}`")
        values = group[found[0]]
        if values.shape != shape:
            raise ModelFault(
                f"{self._path}: expected {layer}.{part} of {shape}; got {values.shape}; "
                "this is another network, or another version of it"
            )
        array = np.asarray(values, np.float32)
        if not np.isfinite(array).all():
            raise ValueError(f"{layer}.{part} has numbers that are not finite")
        return array
