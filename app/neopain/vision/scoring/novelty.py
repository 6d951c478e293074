"""Known or unknown: how far a face lies from all that the classifier was trained on.

A support vector machine answers for any face, also for one unlike all that it learned from; there its kernel
has died away and the answer is a constant in the middle. So the distance is measured before it is asked.

Within each block of features the training faces are described by their principal components and, in every
other direction, by one small variance (probabilistic PCA, Tipping and Bishop 1999; the two parts of its
Mahalanobis distance are Moghaddam and Pentland's 1997 distances in and from feature space). A block's
distance is scaled so that the median of held-out training subjects is 0 and their 99 % point is 1; the root
mean square of the blocks, over the manifest's threshold, is the distance.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.models.trusted_file import trusted_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from neopain.core.features import FeatureLayout, FeatureVector
    from neopain.vision.models.manifest import Manifest

Float64s = NDArray[np.float64]

_ARRAYS = ("mean", "scale", "components", "variances", "noise", "middle", "outer")


@dataclass(frozen=True, slots=True, eq=False)
class BlockNovelty:
    """One block's training faces as a Gaussian.

    Attributes:
        mean, scale: float32 (d,); features are standardised by them first.
        components: float32 (k, d), orthonormal directions.
        variances: float32 (k,) along them.
        noise: variance in every other direction.
        middle, outer: distances that become 0 and 1.
    """

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    components: NDArray[np.float32]
    variances: NDArray[np.float32]
    noise: float
    middle: float
    outer: float

    def mahalanobis(self, values: NDArray[np.float32]) -> Float64s:
        """Distances of faces, float64 (n,), not yet scaled. values: float32 (n, d)."""
        standard = (values.astype(np.float64) - self.mean) / self.scale
        within = standard @ self.components.T.astype(np.float64)
        beyond = np.maximum(0.0, (standard**2).sum(axis=1) - (within**2).sum(axis=1))
        squared: Float64s = (within**2 / self.variances).sum(axis=1) + beyond / self.noise
        return np.sqrt(squared)

    def scaled(self, distances: Float64s) -> Float64s:
        """0 for what is as usual as half of the held-out faces, 1 at their 99 % point."""
        return np.maximum(0.0, (distances - self.middle) / (self.outer - self.middle))


def root_mean_square(distances: Sequence[Float64s]) -> Float64s:
    """The blocks' scaled distances together, float64 (n,)."""
    joined: Float64s = np.sqrt(np.mean(np.square(np.stack(list(distances))), axis=0))
    return joined


class PrincipalComponentNovelty:
    """A NoveltyDetector over named blocks of one layout. Used by one thread."""

    def __init__(
        self, layout: FeatureLayout, blocks: dict[str, BlockNovelty], threshold: float, model_id: str
    ) -> None:
        """Take what was fitted; names are of the layout's blocks. Raises: ModelFault for other sizes."""
        for name, block in blocks.items():
            place = layout.slice_of(name)
            if block.mean.size != place.stop - place.start:
                raise ModelFault(
                    Text(
                        "{model_id}: the novelty detector knows {size} values of `{name}`, the layout has "
                        "{wanted}. Build the model again with `neopain-export build`.",
                        model_id=model_id,
                        size=block.mean.size,
                        name=name,
                        wanted=place.stop - place.start,
                    )
                )
        self._layout = layout
        self._blocks = [(layout.slice_of(name), block) for name, block in blocks.items()]
        self._threshold = threshold
        self._model_id = model_id

    def distance(self, features: FeatureVector) -> float:
        """How far a face is, in multiples of the limit: over 1 it is unknown.

        Raises: ModelFault for a foreign layout or a result that is no distance.
        """
        if features.layout != self._layout:
            raise ModelFault(
                Text(
                    "{model_id}: novelty is measured in features {layout_id}, got {got}. Open "
                    "extractor and classifier from one model folder.",
                    model_id=self._model_id,
                    layout_id=self._layout.id,
                    got=features.layout.id,
                )
            )
        found = [
            block.scaled(block.mahalanobis(features.values[np.newaxis, place]))
            for place, block in self._blocks
        ]
        distance = float(root_mean_square(found)[0]) / self._threshold
        # Written so that NaN is refused too.
        if not 0.0 <= distance < np.inf:
            raise ModelFault(
                Text(
                    "{model_id}: expected a distance, got {distance}. Restore the model's folder, or "
                    "build the model again with `neopain-export build`.",
                    model_id=self._model_id,
                    distance=distance,
                )
            )
        return distance


def to_bytes(blocks: dict[str, BlockNovelty]) -> bytes:
    """The blocks in order as one `.npz`; equal blocks give equal bytes. Names stand in the manifest."""
    arrays: dict[str, Any] = {
        f"{number}.{name}": np.asarray(getattr(block, name), np.float32)
        for number, block in enumerate(blocks.values())
        for name in _ARRAYS
    }
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def load_novelty(folder: Path, manifest: Manifest) -> PrincipalComponentNovelty:
    """The novelty detector of a classifier's folder.

    Raises: ModelFault: no classifier, an altered or foreign file, arrays that do not fit the layout.
    """
    classifier = manifest.classifier
    if classifier is None:
        raise ModelFault(
            Text("{folder}: expected a classifier, got a {kind}.", folder=folder, kind=manifest.kind)
        )
    part = classifier.novelty
    path = folder / part.file
    payload = trusted_bytes(path, part.bytes, part.sha256)
    blocks = _blocks(payload, part.blocks, path)
    return PrincipalComponentNovelty(classifier.layout, blocks, part.threshold, manifest.id)


def _blocks(payload: bytes, names: Sequence[str], path: Path) -> dict[str, BlockNovelty]:
    try:
        with np.load(io.BytesIO(payload), allow_pickle=False) as stored:
            arrays = {key: np.asarray(stored[key], np.float32) for key in stored.files}
        blocks = {name: _block(arrays, number) for number, name in enumerate(names)}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as fault:
        raise ModelFault(
            Text(
                "{path}: expected the arrays of a novelty detector over {names}, got: {fault}. Build "
                "the model again with `neopain-export build`.",
                path=path,
                names=", ".join(names),
                fault=str(fault)[:160],
            )
        ) from fault
    return blocks


def _block(arrays: dict[str, NDArray[np.float32]], number: int) -> BlockNovelty:
    mean, scale, components, variances, *rest = (arrays[f"{number}.{name}"] for name in _ARRAYS)
    noise, middle, outer = (float(value) for value in rest)
    shapes_fit = (
        mean.ndim == 1
        and scale.shape == mean.shape
        and components.shape == (variances.size, mean.size)
        and variances.ndim == 1
    )
    everything = np.concatenate([mean, scale, components.ravel(), variances, [noise, middle, outer]])
    positive = min(scale.min(), variances.min(), noise, outer - middle) > 0.0 if shapes_fit else False
    if not shapes_fit or not positive or not np.isfinite(everything).all():
        raise ValueError(f"block {number} has arrays that do not fit together or are not finite")
    return BlockNovelty(mean, scale, components, variances, noise, middle, outer)
