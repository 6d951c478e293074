"""mini-Xception for facial expressions: layer by layer, and its weights.

O. Arriaga, P. G. Ploeger and M. Valdenegro, Real-time Convolutional Neural Networks for Emotion and Gender
Classification, arXiv 1710.07557, figure 4. The layers have the names of the published Keras file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from neopain_export.networks.layers import Float32Array, Norm

CLASSES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""What the seven numbers stand for, in the order of FER2013 (Goodfellow et al., arXiv 1307.0414)."""
OUTPUT = "expression"
EPSILON = 1e-3
"""Added to every variance (Keras)."""
LUMA = (0.299, 0.587, 0.114)
"""ITU-R BT.601: the network was trained on grey pictures."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution without a bias, and the normalisation behind it.

    Attributes:
        name, norm: in the file.
        filters, kernel: square; for a separable one of its depthwise part.
        separable: one kernel a channel, then a 1 x 1 convolution.
    """

    name: str
    norm: str
    filters: int
    kernel: int = 3
    separable: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Two separable convolutions and a pool, beside a 1 x 1 convolution that halves; their sum."""

    first: Layer
    second: Layer
    shortcut: Layer


@dataclass(frozen=True, slots=True)
class MiniXceptionTable:
    """The network's layers.

    Attributes:
        side: of the input, px.
        stem: filters of the two plain convolutions.
        widths: filters of each block.
    """

    side: int = 64
    stem: tuple[int, int] = (8, 8)
    widths: tuple[int, ...] = (16, 32, 64, 128)

    def stems(self) -> tuple[Layer, Layer]:
        """The plain convolutions."""
        first, second = self.stem
        return (
            Layer("conv2d_1", "batch_normalization_1", first),
            Layer("conv2d_2", "batch_normalization_2", second),
        )

    def blocks(self) -> Iterator[Block]:
        """The residual blocks, in order."""
        for number, width in enumerate(self.widths):
            convolution, norm = 2 * number, 3 * number
            yield Block(
                Layer(
                    f"separable_conv2d_{convolution + 1}", f"batch_normalization_{norm + 4}", width, 3, True
                ),
                Layer(
                    f"separable_conv2d_{convolution + 2}", f"batch_normalization_{norm + 5}", width, 3, True
                ),
                Layer(f"conv2d_{number + 3}", f"batch_normalization_{norm + 3}", width, 1),
            )

    @property
    def last(self) -> str:
        """Name of the convolution that gives the classes; it has a bias and no normalisation."""
        return f"conv2d_{len(self.widths) + 3}"


@dataclass(frozen=True, slots=True, eq=False)
class MiniXceptionWeights:
    """Weights by layer name, as ONNX orders them.

    Attributes:
        kernels: (filters, depth, k, k); of a separable layer the 1 x 1 part.
        depthwise: (depth, 1, k, k), of separable layers.
        norms: by the layer's, not the normalisation's, name.
        bias: of the last layer, (classes,).
    """

    kernels: Mapping[str, Float32Array]
    depthwise: Mapping[str, Float32Array]
    norms: Mapping[str, Norm]
    bias: Float32Array
