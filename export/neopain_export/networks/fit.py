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

_PREFIX = re.compile(r"^(?:(?:module|model|net|vgg|vgg16|vgg_face|vggface|backbone)\.)+")
_NUMBERED = re.compile(r"^(features|classifier|conv2d|dense)[._]?(\d*)$")
_SPELLINGS = (
    (re.compile(r"^block(\d)_conv(\d)$"), r"conv\1_\2"),
    (re.compile(r"^conv_(\d)_(\d)$"), r"conv\1_\2"),
    (re.compile(r"^lrn(\d)$"), r"norm\1"),
    (re.compile(r"^fc1$"), "fc6"),
    (re.compile(r"^fc2$"), "fc7"),
    (re.compile(r"^predictions$"), "fc8"),
)


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
    by_name = _by_table_name(architecture, published)
    _refuse_other_variants(architecture, published)
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
    unused = len(published.layers) - len(weights)
    if unused:
        notes.append(f"{unused} layer(s) of the file are not used")
    described = _adopt(architecture, published, notes)
    return Fitted(described, weights, tuple(notes))


def plain_name(name: str) -> str:
    """A layer's name as the tables spell it: `block1_conv2`, `module.conv1_2`, `conv_1_2` are `conv1_2`."""
    found = _PREFIX.sub("", name.lower()).split("/")[-1]
    for pattern, spelling in _SPELLINGS:
        found = pattern.sub(spelling, found)
    return found


def has_numbered_names(published: PublishedNetwork) -> bool:
    """Whether layers are counted (torchvision `features.0`, Keras 3 `conv2d_1`) instead of named."""
    return any(_NUMBERED.match(plain_name(name)) for name in published.layers)


def _by_table_name(architecture: Architecture, published: PublishedNetwork) -> dict[str, PublishedLayer]:
    named: dict[str, PublishedLayer] = {}
    counted: dict[str, list[tuple[int, PublishedLayer]]] = {"conv": [], "dense": []}
    for name, layer in published.layers.items():
        plain = plain_name(name)
        numbered = _NUMBERED.match(plain)
        if numbered is None:
            named[plain] = layer
            continue
        if layer.weight.ndim < 2:
            raise ModelFault(
                f"{published.path}: expected {architecture.title}; got layer {name} of shape "
                f"{layer.weight.shape}, as batch normalisation has; give weights without it"
            )
        kind = "conv" if numbered[1] in {"features", "conv2d"} else "dense"
        counted[kind].append((int(numbered[2] or 0), layer))
    for kind, table in (("conv", Conv), ("dense", Dense)):
        names = [layer.name for layer in architecture.learned if isinstance(layer, table)]
        ordered = [layer for _, layer in sorted(counted[kind], key=lambda item: item[0])]
        if table is Conv and ordered and len(ordered) != len(names):
            raise ModelFault(
                f"{published.path}: expected the {len(names)} convolutions of {architecture.title}; "
                f"got {len(ordered)}; name the right network"
            )
        named.update(zip(names, ordered, strict=False))
    return named


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
    known = {layer.name for layer in architecture.layers}
    told = {plain_name(name) for name, layer in published.described.items() if isinstance(layer, Lrn)}
    if told - known:
        raise ModelFault(
            f"{published.path}: expected no normalisation {', '.join(sorted(told - known))} in "
            f"{architecture.title}; got one; this is another network, or another variant of this one"
        )
