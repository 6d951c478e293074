"""Keras weights: `.h5` of Keras 1 and 2 (whole models too), and `.weights.h5` of Keras 3.

Sources: the attributes `layer_names` and `weight_names` of the older form; in Keras 3 the groups
`layers/<kind>/vars/<number>`, where <kind> is the class name counted up (`conv2d`, `conv2d_1`, `dense`), and
newer versions add the layer's own name as attribute `name` of `vars`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np

from neopain.core.errors import ModelFault
from neopain.core.memory import model_fault
from neopain_export.networks.published.contents import AxisOrder, PublishedLayer, PublishedNetwork
from neopain_export.networks.published.plain_hdf5 import plain_hdf5
from neopain_export.networks.published.unfolding import expect_modest


def read_keras(path: Path) -> PublishedNetwork:
    """Read a Keras weight file. Raises: ModelFault."""
    try:
        with plain_hdf5(path) as file:
            layers = _Reading(path).layers(file)
    except (OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError, MemoryError) as fault:
        raise model_fault(
            fault,
            f"{path}: expected a whole HDF5 file; got one cut short or damaged ({fault}); fetch it again",
        ) from fault
    if not layers:
        raise ModelFault(
            f"{path}: expected Keras weights (`layer_names`, or `layers/.../vars`); got an HDF5 file "
            "without; save the network with `save_weights`"
        )
    between = tuple(name for name, layer in layers.items() if layer.weight.ndim < 2)
    return PublishedNetwork(path, "Keras HDF5 file", AxisOrder.HWIO, "BGR", layers, between=between)


class _Reading:
    """Reads by the names that the file gives, each group once, and no more than the file is worth."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._bytes = 0
        self._seen: set[int] = set()
        self._found: dict[str, PublishedLayer] = {}

    def layers(self, file: h5py.File) -> dict[str, PublishedLayer]:
        """The layers by name."""
        root = file.get("model_weights", file)
        if "layer_names" in root.attrs:
            self._older(root)
            return self._found
        for top in ("layers", "_layer_checkpoint_dependencies"):
            if top in file and isinstance(file[top], h5py.Group):
                self._collect(file[top])
        return self._found

    def _older(self, root: h5py.Group) -> None:
        for name in map(_text, root.attrs["layer_names"]):
            group = root[name]
            keys = map(_text, group.attrs.get("weight_names", ()))
            _keep(self._found, name, [self._values(group[key]) for key in keys])

    def _collect(self, group: h5py.Group) -> None:
        """Walk Keras 3 groups; a model within a model has its own `layers`."""
        place = h5py.h5o.get_info(group.id).addr
        if place in self._seen:
            return
        self._seen.add(place)
        for name, child in group.items():
            if not isinstance(child, h5py.Group):
                continue
            values = child.get("vars")
            if isinstance(values, h5py.Group) and len(values):
                own = _text(values.attrs.get("name", name))
                _keep(self._found, own, [self._values(values[key]) for key in sorted(values, key=int)])
            elif name != "vars":
                self._collect(child)

    def _values(self, values: h5py.Dataset) -> Any:  # noqa: ANN401  h5py ships no types
        self._bytes += int(values.nbytes)
        expect_modest(self._path, self._bytes, self._path.stat().st_size)
        return np.asarray(values)


def _keep(found: dict[str, PublishedLayer], name: str, arrays: list[Any]) -> None:
    matrices = [array for array in arrays if array.ndim >= 2]
    vectors = [array for array in arrays if array.ndim == 1]
    if matrices or vectors:
        weight = matrices[0] if matrices else vectors[0]
        bias = vectors[0] if matrices and vectors else None
        found[name] = PublishedLayer(weight, bias)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
