"""Fits the novelty detector of a classifier on the very faces that it learnt from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from neopain.core.errors import SettingFault
from neopain.vision.scoring.novelty import BlockNovelty, root_mean_square, to_bytes
from neopain_export.study.features.feature_table import FeatureTable

FILE = "novelty.npz"
FOLDS = 5
MOST_COMPONENTS = 150
FACES_PER_COMPONENT = 2
"""At most one component for so many faces: more would describe the faces one by one."""
OUTER = 0.99
"""The quantile of held-out faces at which a block's scaled distance is 1."""
KNOWN_SHARE = 0.98
"""The share of held-out training faces that the threshold calls known."""
_FLAT = 1e-6
"""The least scale of a feature, so that one that never changed counts, and divides by no zero."""


@dataclass(frozen=True, slots=True, eq=False)
class FittedNovelty:
    """A novelty detector and what the manifest says of it.

    Attributes:
        blocks: by feature block, in the manifest's order.
        threshold: of the root mean square of the blocks' scaled distances.
        components, faces, subjects: what it was fitted with.
        payload: its file.
    """

    blocks: dict[str, BlockNovelty]
    threshold: float
    components: int
    faces: int
    subjects: int
    payload: bytes

    def distances(self, table: FeatureTable) -> NDArray[np.float64]:
        """Distances of a table's faces in multiples of the limit, float64 (n,)."""
        found = [
            block.scaled(block.mahalanobis(table.columns((name,)))) for name, block in self.blocks.items()
        ]
        return root_mean_square(found) / self.threshold

    def refused_share(self, table: FeatureTable) -> float:
        """The share of a table's faces that are unlike training, 0..1."""
        return float((self.distances(table) > 1.0).mean())

    @property
    def method(self) -> str:
        """For manifest and card."""
        return (
            f"probabilistic PCA of each block ({self.components} components, {self.faces} training faces of "
            f"{self.subjects} subjects); the Mahalanobis distance, scaled so that of training subjects held "
            f"out in {FOLDS} folds the median is 0 and the {100 * OUTER:g} % point is 1; root mean square of "
            f"the blocks; the threshold is the {100 * KNOWN_SHARE:g} % point of the held-out subjects"
        )

    def values(self) -> dict[str, Any]:
        """The manifest's table `[novelty]`."""
        return {
            "file": FILE,
            "sha256": hashlib.sha256(self.payload).hexdigest(),
            "bytes": len(self.payload),
            "blocks": list(self.blocks),
            "method": self.method,
            "threshold": self.threshold,
        }


def fit_novelty(table: FeatureTable, names: tuple[str, ...]) -> FittedNovelty:
    """Fit the named blocks on all rows; the same rows give the same bits.

    Raises: SettingFault when there are fewer than two subjects.
    """
    subjects = len(np.unique(table.subjects))
    if subjects < 2:
        raise SettingFault(
            f"a novelty detector needs two subjects, to hold one out; got {subjects} in {table.title}"
        )
    folds = list(GroupKFold(min(FOLDS, subjects)).split(table.values, groups=table.subjects))
    components = min(MOST_COMPONENTS, *(max(1, len(learnt) // FACES_PER_COMPONENT) for learnt, _ in folds))
    blocks, held_out = {}, []
    with threadpool_limits(limits=1):
        for name in names:
            values = table.columns((name,))
            distances = np.empty(len(values))
            for learnt, tested in folds:
                distances[tested] = _fitted(values[learnt], components, 0.0, 1.0).mahalanobis(values[tested])
            middle, outer = (float(np.quantile(distances, share)) for share in (0.5, OUTER))
            block = _fitted(values, components, middle, max(outer, middle + _FLAT))
            blocks[name] = block
            held_out.append(block.scaled(distances))
    threshold = float(np.quantile(root_mean_square(held_out), KNOWN_SHARE))
    return FittedNovelty(
        blocks, round(threshold, 6), components, len(table.labels), subjects, to_bytes(blocks)
    )


def _fitted(values: NDArray[np.float32], components: int, middle: float, outer: float) -> BlockNovelty:
    faces = values.astype(np.float64)
    mean, scale = faces.mean(axis=0), np.maximum(faces.std(axis=0), _FLAT)
    count = min(components, values.shape[1] - 1) or 1
    found = PCA(count, svd_solver="full").fit((faces - mean) / scale)
    return BlockNovelty(
        mean=np.asarray(mean, np.float32),
        scale=np.asarray(scale, np.float32),
        components=np.asarray(found.components_, np.float32),
        variances=np.asarray(np.maximum(found.explained_variance_, _FLAT), np.float32),
        noise=float(np.float32(max(found.noise_variance_, _FLAT))),
        middle=float(np.float32(middle)),
        outer=float(np.float32(outer)),
    )
