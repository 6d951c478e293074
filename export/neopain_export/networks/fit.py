"""A published file's layers onto an architecture's table: names, axes, shapes, numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from neopain.core.errors import ModelFault
from neopain_export.networks.layers import (
    Architecture,
    Conv,
    Dense,
    Layer,
    LayerWeights,
    Lrn,
    Shape,
    output_shapes,
    spatial_inputs,
    up_to,
    weight_shapes,
)
from neopain_export.networks.published.contents import AxisOrder, PublishedLayer, PublishedNetwork, Weights

_COUNTED = re.compile(r"^(?:conv2d|dense)(?:_(\d+))?$")
_SPELLINGS = (
    (re.compile(r"^block(\d)_conv(\d)$"), r"conv\1_\2"),
    (re.compile(r"^conv_(\d)_(\d)$"), r"conv\1_\2"),
    (re.compile(r"^lrn(\d)$"), r"norm\1"),
    (re.compile(r"^fc1$"), "fc6"),
    (re.compile(r"^fc2$"), "fc7"),
    (re.compile(r"^predictions$"), "fc8"),
)
_KNOWN_CLASSES = frozenset({1000, 2622})
"""ImageNet's and VGG-Face's."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Weights in the table's own form.

    Attributes:
        architecture: the table, with normalisations and pools as the file describes them.
        weights: by the table's names, float32.
        notes: what was adopted or left out, a sentence each.
    """

    architecture: Architecture
    weights: Mapping[str, LayerWeights]
    notes: tuple[str, ...]


def fit(architecture: Architecture, published: PublishedNetwork, *, last: str | None = None) -> Fitted:
    """Every layer of the table, up to `last`, out of the file.

    Raises: ModelFault when a layer is missing, has another shape or geometry, or holds numbers that are not
    finite or all equal.
    """
    _refuse_other_variants(architecture, published)
    by_name = _by_table_name(architecture, published)
    _refuse_other_classes(architecture, published, by_name)
    if last is not None:
        architecture = up_to(architecture, last)
    spatial, notes, weights = spatial_inputs(architecture), [], {}
    missing = [layer.name for layer in architecture.learned if layer.name not in by_name]
    if missing:
        raise ModelFault(
            f"{published.path}: expected the layers of {architecture.title}; got none for "
            f"{', '.join(missing)} among {', '.join(list(published.layers)[:20])}; "
            "name the right network, or import only up to an earlier layer"
        )
    for name, shape in weight_shapes(architecture).items():
        where = f"{published.path}: {architecture.title} {name}"
        weights[name] = _layer(by_name[name], shape, spatial.get(name), published.axes, where)
    used = {id(by_name[name]) for name in weights}
    unused = [name for name, layer in published.layers.items() if id(layer) not in used]
    if unused:
        more = f" and {len(unused) - 5} more" if len(unused) > 5 else ""
        notes.append(f"layers of the file that are not used: {', '.join(unused[:5])}{more}")
    described = _adopt(architecture, published, notes)
    return Fitted(described, weights, tuple(notes))


def plain_name(name: str) -> str:
    """A layer's name as the tables spell it: `block1_conv2`, `net.module.conv1_2`, `conv_1_2` are `conv1_2`.

    What a layer is wrapped in, as training programs and other networks do, says nothing about it.
    """
    found = re.split(r"[./]", name.lower())[-1]
    for pattern, spelling in _SPELLINGS:
        found = pattern.sub(spelling, found)
    return found


def has_numbered_names(published: PublishedNetwork) -> bool:
    """Whether layers are counted (torchvision `features.0`, Keras 3 `conv2d_1`) instead of named."""
    return any(_number_of(name) is not None for name in published.layers)


def _number_of(name: str) -> int | None:
    """The number of a counted layer: `features.0`, `vgg.features.module.0`, `0`, `conv2d`, `dense_1`."""
    plain = plain_name(name)
    if plain.isdecimal() and len(plain) < 6:
        return int(plain)
    counted = _COUNTED.match(plain)
    return None if counted is None else int(counted[1] or 0)


def _by_table_name(architecture: Architecture, published: PublishedNetwork) -> dict[str, PublishedLayer]:
    named: dict[str, PublishedLayer] = {}
    counted: dict[str, list[tuple[int, PublishedLayer]]] = {"conv": [], "dense": []}
    for name, layer in published.layers.items():
        number = _number_of(name)
        if number is None:
            _expect_new(named, plain_name(name), name, published)
            named[plain_name(name)] = layer
        else:
            counted["conv" if layer.weight.ndim > 2 else "dense"].append((number, layer))
    for kind, table in (("conv", Conv), ("dense", Dense)):
        names = [layer.name for layer in architecture.learned if isinstance(layer, table)]
        ordered = [layer for _, layer in sorted(counted[kind], key=lambda item: item[0])]
        if table is Conv and ordered and len(ordered) != len(names):
            raise ModelFault(
                f"{published.path}: expected the {len(names)} convolutions of {architecture.title}; "
                f"got {len(ordered)}; name the right network"
            )
        # More dense layers than the table has are heads of somebody's own; which is which is not told.
        if len(ordered) <= len(names):
            named.update(zip(names, ordered, strict=False))
    return named


def _expect_new(
    named: Mapping[str, PublishedLayer], plain: str, name: str, published: PublishedNetwork
) -> None:
    """A file may hold several networks; which one is meant must be said."""
    if plain in named:
        raise ModelFault(
            f"{published.path}: expected one layer {plain}; got another, {name}; "
            "the file holds several networks: save the one that is meant alone"
        )


def _refuse_other_classes(
    architecture: Architecture, published: PublishedNetwork, by_name: Mapping[str, PublishedLayer]
) -> None:
    """The last layer, though seldom imported, tells what the network was trained for."""
    last = architecture.learned[-1]
    if not isinstance(last, Dense):
        return
    held = by_name.get(last.name)
    # Where which layer is the last is not told, as in a file of convolutions and one head, its size may tell.
    heads = {layer.bias.size for layer in published.layers.values() if layer.bias is not None}
    told = heads & _KNOWN_CLASSES if held is None or held.bias is None else {held.bias.size}
    if told and last.units not in told:
        raise ModelFault(
            f"{published.path}: expected the {last.units} classes of {architecture.title} in {last.name}; "
            f"got {min(told)}; name the right network, or export what was trained anew as ONNX and "
            "import that with --network other"
        )


def _layer(
    layer: PublishedLayer, shape: Shape, spatial: Shape | None, axes: AxisOrder, where: str
) -> LayerWeights:
    weight = _conv(layer.weight, axes) if spatial is None else _dense(layer.weight, spatial, axes)
    if weight is None or weight.shape != shape:
        raise ModelFault(
            f"{where}: expected weights of shape {shape}; got {layer.weight.shape} in {axes} order; "
            "name the right network, or fetch its own weights"
        )
    if layer.bias is None or layer.bias.shape != shape[:1]:
        got = "none" if layer.bias is None else str(layer.bias.shape)
        raise ModelFault(f"{where}: expected a bias of shape {shape[:1]}; got {got}; fetch the whole weights")
    if weight.dtype.kind != "f" or layer.bias.dtype.kind != "f":
        raise ModelFault(
            f"{where}: expected floating numbers; got {weight.dtype} and {layer.bias.dtype}; "
            "give weights as trained"
        )
    values, bias = (np.ascontiguousarray(item, np.float32) for item in (weight, layer.bias))
    if not (np.isfinite(values).all() and np.isfinite(bias).all()):
        raise ModelFault(f"{where}: expected finite weights; got NaN or infinity; fetch the file again")
    if values.min() == values.max():
        raise ModelFault(
            f"{where}: expected trained weights; got {values.size} times {values.flat[0]}; "
            "the file holds no weights, fetch the real one"
        )
    return LayerWeights(values, bias)


def _conv(weight: Weights, axes: AxisOrder) -> Weights | None:
    if not 2 <= weight.ndim <= 4:
        return None
    # MATLAB drops trailing axes of size 1
    four = weight.reshape(weight.shape + (1,) * (4 - weight.ndim)) if axes is AxisOrder.HWIO else weight
    if four.ndim != 4:
        return None
    return four.transpose(3, 2, 0, 1) if axes is AxisOrder.HWIO else four


def _dense(weight: Weights, spatial: Shape, axes: AxisOrder) -> Weights | None:
    if axes is AxisOrder.OIHW:
        # Caffe's older schemas write a matrix as (1, 1, out, in)
        lone = weight.ndim == 4 and weight.shape[:2] == (1, 1)
        return weight.reshape(weight.shape[2 if lone else 0], -1)
    channels, height, width = spatial if len(spatial) == 3 else (spatial[0], 1, 1)
    units = weight.shape[-1]
    if weight.size != channels * height * width * units:
        return None
    if weight.ndim == 4 and weight.shape[:3] != (height, width, channels):
        return None
    four = weight.reshape(height, width, channels, units)
    return four.transpose(3, 2, 0, 1).reshape(units, -1)


def _adopt(architecture: Architecture, published: PublishedNetwork, notes: list[str]) -> Architecture:
    """The table with the file's normalisations and pools; a different convolution is another network."""
    told = {plain_name(name): layer for name, layer in published.described.items()}
    layers: list[Layer] = []
    for layer in architecture.layers:
        other = told.get(layer.name)
        if other is None or isinstance(layer, Dense) or replace(other, name=layer.name) == layer:
            layers.append(layer)
            continue
        if isinstance(layer, Conv) or type(other) is not type(layer):
            raise ModelFault(
                f"{published.path}: expected {layer} of {architecture.title}; got {other}; "
                "name the right network"
            )
        notes.append(f"{layer.name} as the file has it: {other}")
        layers.append(replace(other, name=layer.name))
    adopted = replace(architecture, layers=tuple(layers))
    if output_shapes(adopted) != output_shapes(architecture):
        raise ModelFault(
            f"{published.path}: expected the sizes of {architecture.title}; got pools that give others "
            f"({'; '.join(notes)}); name the right network"
        )
    return adopted


def _refuse_other_variants(architecture: Architecture, published: PublishedNetwork) -> None:
    if published.between:
        raise ModelFault(
            f"{published.path}: expected {architecture.title}, which has convolutions, pools and dense "
            f"layers only; got {', '.join(published.between[:3])}, with numbers a channel, as batch "
            "normalisation has; give weights without it, or export the whole network as ONNX and import "
            "that with --network other"
        )
    known = {layer.name for layer in architecture.layers}
    told = {plain_name(name) for name, layer in published.described.items() if isinstance(layer, Lrn)}
    if told - known:
        raise ModelFault(
            f"{published.path}: expected no normalisation {', '.join(sorted(told - known))} in "
            f"{architecture.title}; got one; this is another network, or another variant of this one"
        )
