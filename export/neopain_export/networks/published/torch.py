"""State dicts (`.pth`, `.pt`, `.safetensors`) as layers: `<layer>.weight` and `<layer>.bias`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from neopain.core.errors import ModelFault
from neopain_export.networks.published.contents import AxisOrder, PublishedLayer, PublishedNetwork, Weights
from neopain_export.networks.published.torch_pickle import read_state_dict

_STATISTICS = (".running_mean", ".running_var")
_SHORT_FLOATS = ("bfloat16", "float8")


def read_torch(path: Path, *, legacy: bool) -> PublishedNetwork:
    """Read a PyTorch checkpoint, of the zip form or the form before. Raises: ModelFault."""
    return _network(path, "PyTorch state dict", read_state_dict(path, legacy=legacy))


def read_safetensors(path: Path) -> PublishedNetwork:
    """Read a safetensors file with PyTorch's names. Raises: ModelFault."""
    try:
        tensors = {name: _as_numbers(value) for name, value in load_file(path).items()}
    except (SafetensorError, OSError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise ModelFault(
            f"{path}: expected a whole safetensors file of half, single or double numbers; got: {fault}; "
            "fetch it again, or save it as float32"
        ) from fault
    return _network(path, "safetensors file", tensors)


def _network(path: Path, form: str, tensors: Mapping[str, Weights]) -> PublishedNetwork:
    layers = {
        name.removesuffix(".weight"): PublishedLayer(
            weight, tensors.get(f"{name.removesuffix('.weight')}.bias")
        )
        for name, weight in tensors.items()
        if name.endswith(".weight")
    }
    if not layers:
        raise ModelFault(
            f"{path}: expected tensors named `<layer>.weight`; got {', '.join(list(tensors)[:5]) or 'none'}; "
            "save the network's state dict"
        )
    statistics = {name.rpartition(".")[0] for name in tensors if name.endswith(_STATISTICS)}
    return PublishedNetwork(
        path, form, AxisOrder.OIHW, "RGB", layers, between=tuple(sorted(statistics | _per_channel(layers)))
    )


def _per_channel(layers: Mapping[str, PublishedLayer]) -> set[str]:
    """Layers with one number a channel: batch normalisation, PReLU and their like."""
    return {name for name, layer in layers.items() if layer.weight.ndim < 2}


def _as_numbers(value: Weights) -> Weights:
    """bfloat16 and the 8-bit floats, which numpy knows as mere bytes, as float32."""
    return value.astype(np.float32) if value.dtype.name.startswith(_SHORT_FLOATS) else value
