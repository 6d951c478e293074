"""The layer table of dlib's network for faces.

Residual blocks after He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, with
half the filters of their ResNet-34 and a few layers less, as dlib's documentation describes it: a first
convolution and a maximum, five stages of blocks with a convolution 3 x 3 twice, an average, and 128 numbers
without bias.
Every convolution is followed by a scale and a shift a channel, which is what batch normalisation became.
"""

from __future__ import annotations

from dataclasses import dataclass

from neopain_export.networks.layers import Conv, Float32Array


@dataclass(frozen=True, slots=True)
class Block:
    """One residual block.

    Attributes:
        first, second: its convolutions; `first` has stride 2 in a block that halves.
        halves: the short cut is then an average of 2 x 2, filled up with zeros to the block's size.
    """

    first: Conv
    second: Conv
    halves: bool


@dataclass(frozen=True, slots=True)
class DlibFaceTable:
    """Sizes; those of the published network unless a test wants a small one.

    Attributes:
        channels: of the stages.
        blocks: number of blocks of each stage; all but the first stage begin with one that halves.
        units: of the descriptor.
        side: of the input, px.
    """

    channels: tuple[int, ...] = (32, 64, 128, 256, 256)
    blocks: tuple[int, ...] = (3, 4, 3, 3, 1)
    units: int = 128
    side: int = 150

    @property
    def stem(self) -> Conv:
        """The first convolution; a maximum of 3 x 3 with stride 2 follows."""
        return Conv("stem", self.channels[0], 7, stride=2)

    def stages(self) -> tuple[tuple[str, tuple[Block, ...]], ...]:
        """Name and blocks of every stage."""
        return tuple(
            (f"stage{number}", tuple(_block(number, place, channels) for place in range(1, count + 1)))
            for number, (channels, count) in enumerate(zip(self.channels, self.blocks, strict=True), 1)
        )

    def convolutions(self) -> tuple[Conv, ...]:
        """All of them in order."""
        found = [self.stem]
        for _, blocks in self.stages():
            for block in blocks:
                found += [block.first, block.second]
        return tuple(found)

    def outputs(self) -> dict[str, int]:
        """Size of what can be read: every stage's average over the picture, and the descriptor."""
        averages = {f"stage{number}_gap": size for number, size in enumerate(self.channels, 1)}
        return averages | {"descriptor": self.units}


@dataclass(frozen=True, slots=True, eq=False)
class ScaledConv:
    """A convolution's float32 weight (out, in, height, width) and bias, and the scale and shift after it."""

    weight: Float32Array
    bias: Float32Array
    scale: Float32Array
    shift: Float32Array


@dataclass(frozen=True, slots=True, eq=False)
class DlibFaceWeights:
    """What the file holds.

    Attributes:
        mean: of the pixels, RGB, 0..255; they are divided by 256 afterwards.
        convolutions: by name.
        descriptor: float32 (inputs, units).
    """

    mean: tuple[float, float, float]
    convolutions: dict[str, ScaledConv]
    descriptor: Float32Array


DLIB_FACE = DlibFaceTable()


def _block(stage: int, place: int, channels: int) -> Block:
    halves = stage > 1 and place == 1
    name = f"stage{stage}_block{place}"
    first = Conv(f"{name}_first", channels, 3, stride=2 if halves else 1, pad=0 if halves else 1)
    return Block(first, Conv(f"{name}_second", channels, 3, pad=1), halves)
