"""MatConvNet networks (`imagenet-vgg-f.mat`, `vgg_face.mat`): the old and new simple form, and DagNN.

Sources: MatConvNet manual (Vedaldi and Lenc), chapter on wrappers; fields `weights` since 1.0-beta12, before
that `filters` and `biases`; the mean in `normalization.averageImage`, since beta18 under `meta`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from neopain.core.errors import ModelFault
from neopain_export.networks.layers import Conv, Float32Array, Layer, Lrn, MaxPool
from neopain_export.networks.published.contents import AxisOrder, PublishedLayer, PublishedNetwork
from neopain_export.networks.published.matlab_values import MatlabValue, read_matlab_5, read_matlab_73

_BETWEEN = frozenset({"bnorm", "dagnn.BatchNorm", "dagnn.Scale", "dagnn.BatchRenorm"})
"""Types of layers that no table has and that change what the next one gets."""
_VARIABLES = ("net", "layers", "params", "meta", "normalization")


def read_matconvnet(path: Path, *, version_73: bool) -> PublishedNetwork:
    """Read a MatConvNet file. Raises: ModelFault."""
    values = (read_matlab_73 if version_73 else read_matlab_5)(path, _VARIABLES)
    net = values.get("net", values)
    if not isinstance(net, dict) or "layers" not in net:
        raise ModelFault(
            f"{path}: expected a MatConvNet network with `layers`; got "
            f"{', '.join(net) if isinstance(net, dict) and net else 'none of its variables'}; "
            "give the network's .mat file"
        )
    try:
        return _network(path, net, f"MatConvNet {'v7.3' if version_73 else 'v5'} file")
    except (AttributeError, TypeError, ValueError, IndexError, KeyError) as fault:
        raise ModelFault(
            f"{path}: expected layers as MatConvNet writes them; got others ({fault}); fetch the file again"
        ) from fault


def _network(path: Path, net: Mapping[str, MatlabValue], form: str) -> PublishedNetwork:
    layers = _as_list(net["layers"])
    named = {_text(layer.get("name"), f"layer{place}"): layer for place, layer in enumerate(layers, start=1)}
    found = _dag_weights(net, named) if "params" in net else _simple_weights(named)
    return PublishedNetwork(
        path=path,
        form=form,
        axes=AxisOrder.HWIO,
        channels="RGB",
        layers=found,
        mean=_mean(net, path),
        described=_described(named),
        between=tuple(name for name, layer in named.items() if _text(layer.get("type"), "") in _BETWEEN),
    )


def _simple_weights(layers: Mapping[str, MatlabValue]) -> dict[str, PublishedLayer]:
    found: dict[str, PublishedLayer] = {}
    for name, layer in layers.items():
        if "weights" in layer:
            arrays = [item for item in _as_list(layer["weights"]) if np.size(item)]
        else:
            arrays = [layer[key] for key in ("filters", "biases") if np.size(layer.get(key, []))]
        if arrays:
            found[name] = PublishedLayer(arrays[0], _flat(arrays[1]) if len(arrays) > 1 else None)
    return found


def _dag_weights(
    net: Mapping[str, MatlabValue], layers: Mapping[str, MatlabValue]
) -> dict[str, PublishedLayer]:
    values = {_text(item.get("name"), ""): item.get("value") for item in _as_list(net["params"])}
    found: dict[str, PublishedLayer] = {}
    for name, layer in layers.items():
        names = [
            item for item in _as_list(layer.get("params", [])) if isinstance(item, str) and item in values
        ]
        if names:
            bias = _flat(values[names[1]]) if len(names) > 1 else None
            found[name] = PublishedLayer(values[names[0]], bias)
    return found


def _described(layers: Mapping[str, MatlabValue]) -> dict[str, Layer]:
    found: dict[str, Layer] = {}
    for name, layer in layers.items():
        kind = _text(layer.get("type"), "")
        block = layer.get("block", layer)
        if not isinstance(block, dict):
            continue
        if kind == "pool" and _text(block.get("method"), "max") == "max" and "pool" in block:
            pads = _numbers(block.get("pad", 0))
            found[name] = MaxPool(
                name, int(_numbers(block["pool"])[0]), int(_numbers(block.get("stride", 1))[0]), int(pads[-1])
            )
        elif kind in {"normalize", "lrn"} and np.size(block.get("param", [])) == 4:
            size, k, alpha, beta = _numbers(block["param"])
            # MatConvNet's alpha is not divided by the window, ours is
            found[name] = Lrn(name, int(size), round(alpha * size, 12), beta, k)
        elif kind == "conv" and "stride" in block and "pad" in block:
            found[name] = _described_conv(name, layer, block)
    return found


def _described_conv(name: str, layer: Mapping[str, MatlabValue], block: Mapping[str, MatlabValue]) -> Conv:
    shape = np.shape(_as_list(layer["weights"])[0] if "weights" in layer else layer.get("filters", []))
    kernel, filters = (shape[0] if shape else 0), (shape[3] if len(shape) > 3 else 1)
    pads = _numbers(block["pad"])
    return Conv(name, filters, kernel, int(_numbers(block["stride"])[0]), int(pads[0]))


def _mean(net: Mapping[str, MatlabValue], path: Path) -> Float32Array | None:
    meta = net.get("meta", net)
    normalization = meta.get("normalization", {}) if isinstance(meta, dict) else {}
    image = normalization.get("averageImage") if isinstance(normalization, dict) else None
    if image is None or not np.size(image):
        return None
    if np.size(image) == 3:
        return np.asarray(image, np.float32).reshape(3)
    if np.ndim(image) != 3 or np.shape(image)[2] != 3:
        raise ModelFault(
            f"{path}: expected an averageImage of (height, width, 3) or 3 numbers; got {np.shape(image)}; "
            "give the mean with --mean"
        )
    return np.ascontiguousarray(np.transpose(image, (2, 0, 1)), np.float32)


def _as_list(value: MatlabValue) -> Sequence[MatlabValue]:
    return value if isinstance(value, list) else [value]


def _text(value: MatlabValue, fallback: str) -> str:
    return value if isinstance(value, str) and value else fallback


def _numbers(value: MatlabValue) -> list[float]:
    return [float(number) for number in np.ravel(value)]


def _flat(value: MatlabValue) -> MatlabValue:
    return np.ravel(value)
