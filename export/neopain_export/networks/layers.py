"""What a layer table is made of, and the sizes that follow from it.

Conventions: tensors are (channels, height, width); a convolution and a dense layer are followed by ReLU
unless they are the network's last; dropout does nothing at inference and is absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SettingFault

Float32Array: TypeAlias = NDArray[np.float32]
Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Conv:
    """Square cross-correlation with bias, then ReLU; `pad` zeros on all four sides."""

    name: str
    filters: int
    kernel: int
    stride: int = 1
    pad: int = 0


@dataclass(frozen=True, slots=True)
class Lrn:
    """Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3).

    y_c = x_c / (k + alpha / size * sum of x_j^2 over the `size` channels around c) ^ beta.

    The trap: `alpha` here, as in ONNX, Caffe and PyTorch, is divided by the window. MatConvNet and Lasagne
    do not divide. The published networks were trained with 1e-4 undivided, which is 5e-4 here; writing 1e-4
    makes the normalisation five times too weak, and nothing fails.
    """

    name: str
    size: int = 5
    alpha: float = 5e-4
    beta: float = 0.75
    k: float = 2.0


@dataclass(frozen=True, slots=True)
class MaxPool:
    """Square max pooling; `pad_end` cells of minus infinity at the bottom and the right only.

    `pad_end` is what Caffe's rounding up of the output size amounts to (MatConvNet writes [0 p 0 p]).
    """

    name: str
    kernel: int
    stride: int
    pad_end: int = 0


@dataclass(frozen=True, slots=True)
class Dense:
    """Fully connected layer over the flattened (C, H, W); ReLU after it unless `relu` is false."""

    name: str
    units: int
    relu: bool = True


Layer: TypeAlias = Conv | Lrn | MaxPool | Dense


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """What the network expects: (pixel - mean) * scale, pixels 0..255.

    Attributes:
        channels: `RGB` or `BGR`, the order of the tensor's three planes.
        mean: in that order, 0..255.
        scale: factor after the subtraction.
    """

    channels: str
    mean: tuple[float, float, float]
    scale: float = 1.0

    def reversed(self) -> Preprocessing:
        """The same input with the planes the other way round, mean included."""
        other = "BGR" if self.channels == "RGB" else "RGB"
        return Preprocessing(other, (self.mean[2], self.mean[1], self.mean[0]), self.scale)


@dataclass(frozen=True, slots=True)
class Architecture:
    """One network's layer table.

    Attributes:
        name: as on the command line, such as `vgg-f`.
        title: for people.
        layers: in order.
        preprocessing: as published, RGB.
        licence, source: of the published weights.
        side: height and width of the input, px.
    """

    name: str
    title: str
    layers: tuple[Layer, ...]
    preprocessing: Preprocessing
    licence: str
    source: str
    side: int = 224

    @property
    def learned(self) -> tuple[Conv | Dense, ...]:
        """The layers that have weights, in order."""
        return tuple(layer for layer in self.layers if isinstance(layer, Conv | Dense))


@dataclass(frozen=True, slots=True, eq=False)
class LayerWeights:
    """Weights of one layer, float32: convolution (out, in, height, width) or dense (out, in); bias (out,)."""

    weight: Float32Array
    bias: Float32Array


def output_shapes(architecture: Architecture) -> dict[str, Shape]:
    """Shape of every readable tensor without the batch axis, in order of computation.

    A Conv or Dense `name` gives `name` (before ReLU) and `name_relu` (after); pools and normalisations give
    their own name. Every pool and every rectified convolution has a `..._gap`: its mean over the picture.
    """
    shapes: dict[str, Shape] = {}
    shape: Shape = (3, architecture.side, architecture.side)
    for layer in architecture.layers:
        shape = _after(layer, shape)
        shapes[layer.name] = shape
        last = layer.name
        if isinstance(layer, Conv) or (isinstance(layer, Dense) and layer.relu):
            last = f"{layer.name}_relu"
            shapes[last] = shape
        if isinstance(layer, Conv | MaxPool):
            shapes[f"{last}_gap"] = shape[:1]
    return shapes


def weight_shapes(architecture: Architecture) -> dict[str, Shape]:
    """Shape of every layer's weight: (out, in, height, width) or (out, in)."""
    found: dict[str, Shape] = {}
    shape: Shape = (3, architecture.side, architecture.side)
    for layer in architecture.layers:
        if isinstance(layer, Conv):
            found[layer.name] = (layer.filters, shape[0], layer.kernel, layer.kernel)
        elif isinstance(layer, Dense):
            found[layer.name] = (layer.units, int(np.prod(shape)))
        shape = _after(layer, shape)
    return found


def spatial_inputs(architecture: Architecture) -> Mapping[str, Shape]:
    """Input shape of every dense layer before flattening: (C, H, W), or (C,) behind another dense layer."""
    found: dict[str, Shape] = {}
    shape: Shape = (3, architecture.side, architecture.side)
    for layer in architecture.layers:
        if isinstance(layer, Dense):
            found[layer.name] = shape
        shape = _after(layer, shape)
    return found


def up_to(architecture: Architecture, last: str) -> Architecture:
    """The network cut behind layer `last`, such as `pool5`, `fc6`, `fc7`. Raises: SettingFault."""
    names = [layer.name for layer in architecture.layers]
    if last not in names:
        raise SettingFault(
            f"expected a layer of {architecture.title}: {', '.join(names)}; got {last!r}; choose one of them"
        )
    return replace(architecture, layers=architecture.layers[: names.index(last) + 1])


def narrowed(architecture: Architecture, share: float) -> Architecture:
    """The same geometry with `share` of the channels and units (at least 2): for tests and rehearsals."""

    def fewer(count: int) -> int:
        return max(2, round(count * share))

    layers = tuple(
        replace(layer, filters=fewer(layer.filters))
        if isinstance(layer, Conv)
        else replace(layer, units=fewer(layer.units))
        if isinstance(layer, Dense)
        else layer
        for layer in architecture.layers
    )
    return replace(architecture, layers=layers)


def _after(layer: Layer, shape: Shape) -> Shape:
    if isinstance(layer, Lrn):
        return shape
    if isinstance(layer, Dense):
        return (layer.units,)
    if isinstance(layer, Conv):
        channels, padding = layer.filters, 2 * layer.pad
    else:
        channels, padding = shape[0], layer.pad_end
    height, width = ((side + padding - layer.kernel) // layer.stride + 1 for side in shape[1:])
    return (channels, height, width)


@dataclass(frozen=True, slots=True, eq=False)
class Norm:
    """A batch normalisation as a file has it, float32 (filters,) each."""

    scale: Float32Array
    shift: Float32Array
    mean: Float32Array
    variance: Float32Array

    def applied(self, planes: Float32Array, epsilon: float) -> Float32Array:
        """(planes - mean) / sqrt(variance + epsilon) * scale + shift; planes: float32 (filters, H, W)."""
        spread = np.sqrt(self.variance + epsilon)[:, None, None]
        centred = (planes - self.mean[:, None, None]) / spread
        return np.asarray(centred * self.scale[:, None, None] + self.shift[:, None, None], np.float32)
