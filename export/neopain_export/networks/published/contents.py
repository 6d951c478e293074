"""What a published weight file holds, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

from numpy.typing import NDArray

from neopain_export.networks.layers import Float32Array, Layer

Weights: TypeAlias = NDArray[Any]
"""Floating weights as the file has them, half to double."""


class AxisOrder(StrEnum):
    """How the file orders a weight's axes.

    OIHW: convolutions (out, in, height, width), dense (out, in) over flattened (C, H, W): Caffe, PyTorch.
    HWIO: convolutions (height, width, in, out), dense (in, out) over flattened (H, W, C): MatConvNet, Keras.
    """

    OIHW = "OIHW"
    HWIO = "HWIO"


@dataclass(frozen=True, slots=True, eq=False)
class PublishedLayer:
    """Weight and bias of one layer in the file's own axis order; bias None when the file has none."""

    weight: Weights
    bias: Weights | None


@dataclass(frozen=True, slots=True, eq=False)
class PublishedNetwork:
    """A weight file, read.

    Attributes:
        path: the file.
        form: its format in words, such as `Caffe model`.
        axes: order of the weights' axes.
        channels: `RGB` or `BGR`, as networks of this format are fed.
        layers: by the file's own names, in its order.
        mean: float32 (3,) or (3, H, W) in the order of `channels`, 0..255; None when the file has none.
        described: what the file says of its convolutions, pools and normalisations, by name; may be empty.
        between: names of layers that change what the next one gets and that no table has, such as batch
            normalisation.
    """

    path: Path
    form: str
    axes: AxisOrder
    channels: str
    layers: Mapping[str, PublishedLayer]
    mean: Float32Array | None = None
    described: Mapping[str, Layer] = field(default_factory=dict)
    between: tuple[str, ...] = ()
