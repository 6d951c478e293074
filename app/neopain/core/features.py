"""Features of one face, and the layout that says which stand where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Float32Vector: TypeAlias = NDArray[np.float32]
"""float32 (D,)."""


@dataclass(frozen=True, slots=True)
class FeatureBlock:
    """One named slice of a feature vector, such as `vgg-16.block5_pool_gap` with 512 values."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class FeatureLayout:
    """Which features stand where; a classifier runs only on the layout that it was trained with.

    `id` names the blocks with all their parameters, so equal ids mean equal features.
    """

    blocks: tuple[FeatureBlock, ...]

    @property
    def id(self) -> str:
        """The blocks' names and sizes, in order: `name[size]+name[size]`."""
        return "+".join(f"{block.name}[{block.size}]" for block in self.blocks)

    @property
    def size(self) -> int:
        """Length of the whole vector."""
        return sum(block.size for block in self.blocks)

    def slice_of(self, name: str) -> slice:
        """Where block `name` stands. Raises: KeyError."""
        start = 0
        for block in self.blocks:
            if block.name == name:
                return slice(start, start + block.size)
            start += block.size
        raise KeyError(name)


@dataclass(frozen=True, slots=True, eq=False)
class FeatureVector:
    """Fused features of one face: float32 (layout.size,), all finite."""

    values: Float32Vector
    layout: FeatureLayout

    def __post_init__(self) -> None:
        if self.values.shape != (self.layout.size,) or self.values.dtype != np.float32:
            msg = (
                f"layout {self.layout.id} wants float32 ({self.layout.size},); "
                f"got {self.values.dtype} {self.values.shape}"
            )
            raise ValueError(msg)
        if not np.isfinite(self.values).all():
            raise ValueError(f"features of layout {self.layout.id} are not all finite")
