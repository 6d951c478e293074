"""MMOD for faces: layer by layer, and its weights.

D. E. King, Max-Margin Object Detection, arXiv 1502.00046, with a small convolution network as the feature
extractor: three convolutions 5 x 5 that halve, three that do not, and one 9 x 9 that says for every eighth
pixel how far a face lies on the right side of the margin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from neopain_export.networks.layers import Conv, Float32Array, Norm

OUTPUT = "face"


@dataclass(frozen=True, slots=True)
class MmodTable:
    """Sizes; those of the published network unless a test wants a small one.

    Attributes:
        halving: filters of the convolutions with stride 2 and no padding.
        plain: filters of those with stride 1.
        side: of the input, px, as it is written; the weights fit any.
    """

    halving: tuple[int, ...] = (16, 32, 32)
    plain: tuple[int, ...] = (45, 45, 45)
    side: int = 176

    def normalised(self) -> tuple[Conv, ...]:
        """The convolutions behind which a normalisation and a ReLU stand, in order."""
        first = [
            Conv(f"half{number}", filters, 5, stride=2) for number, filters in enumerate(self.halving, 1)
        ]
        then = [Conv(f"plain{number}", filters, 5, pad=2) for number, filters in enumerate(self.plain, 1)]
        return (*first, *then)

    @property
    def last(self) -> Conv:
        """One value a cell."""
        return Conv(OUTPUT, 1, 9, pad=4)

    @property
    def cells(self) -> int:
        """Sides of the output, cells of 8 px."""
        side = self.side
        for layer in (*self.normalised(), self.last):
            side = (side + 2 * layer.pad - layer.kernel) // layer.stride + 1
        return side


@dataclass(frozen=True, slots=True, eq=False)
class MmodWeights:
    """What the file holds.

    Attributes:
        mean: of the pixels, RGB, 0..255; they are divided by 256 afterwards.
        kernels, biases: by layer, float32 (out, in, height, width) and (out,).
        norms: by layer.
        epsilon: added to every variance.
    """

    mean: tuple[float, float, float]
    kernels: Mapping[str, Float32Array]
    biases: Mapping[str, Float32Array]
    norms: Mapping[str, Norm]
    epsilon: float
