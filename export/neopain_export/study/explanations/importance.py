"""Permutation importance: what a model's score is worth when a part of what it sees is another infant's.

Breiman 2001, section 10, by parts that mean something: all features of one network or descriptor together,
and one region of the aligned face at a time, whose pixels are exchanged and looked at anew. The model is not
fitted again. What two parts both say has little importance in either: a low one does not mean that it holds
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SettingFault
from neopain.core.features import FeatureLayout
from neopain.core.frames import FaceCrop, RgbImage
from neopain.vision.explaining.occlusion import blended, region_mask, region_names
from neopain_export.study.evaluation.auc import weighted_auc
from neopain_export.study.intervals.estimates import UNKNOWN, Estimate, estimated
from neopain_export.study.intervals.resamples import draw_resamples

KINDS = FAMILY, BLOCK, REGION = ("family", "block", "region")
Points = Callable[[NDArray[np.float32]], float]


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Rows to ask: labels int64 (n,) (1 pain, 0 not, -1 unknown), subjects text (n,), points float64 (n,)."""

    labels: NDArray[np.int64]
    subjects: NDArray[np.str_]
    points: NDArray[np.float64]

    @property
    def both_labels(self) -> bool:
        """Whether there is an AUC at all."""
        return bool((self.labels == 1).any() and (self.labels == 0).any())


@dataclass(frozen=True, slots=True)
class Importance:
    """One part.

    Attributes:
        kind: FAMILY, BLOCK or REGION.
        name: of it.
        size: features, or pixels.
        auc: of the model with that part exchanged; NaN without labels.
        drop: AUC of the model minus that.
        change: mean absolute change of the score, points.
    """

    kind: str
    name: str
    size: int
    auc: float
    drop: Estimate
    change: Estimate


def feature_parts(layout: FeatureLayout) -> list[tuple[str, str, NDArray[np.intp]]]:
    """Kind, name and places of each family, and of its blocks where it has several."""
    families: dict[str, list[str]] = {}
    for block in layout.blocks:
        families.setdefault(block.name.partition(".")[0], []).append(block.name)
    parts: list[tuple[str, str, NDArray[np.intp]]] = []
    for family, names in families.items():
        slices = [layout.slice_of(name) for name in names]
        parts.append((FAMILY, family, np.concatenate([np.arange(one.start, one.stop) for one in slices])))
        if len(names) > 1:
            parts += [
                (BLOCK, name, np.arange(one.start, one.stop)) for name, one in zip(names, slices, strict=True)
            ]
    return parts


def by_features(
    scored: Scored,
    values: NDArray[np.float32],
    layout: FeatureLayout,
    points: Points,
    repeats: int,
    seed: int,
) -> list[Importance]:
    """Importance of families and blocks; `values` float32 (n, D). Raises: SettingFault with one infant."""
    found = []
    for number, (kind, name, places) in enumerate(feature_parts(layout)):
        told = np.empty((repeats, len(values)))
        for repeat in range(repeats):
            donors = donors_of(scored.subjects, _rng(seed, kind, number, repeat))
            exchanged = values.copy()
            exchanged[:, places] = values[donors][:, places]
            told[repeat] = [points(row) for row in exchanged]
        found.append(weighed(kind, name, len(places), scored, told, seed))
    return found


def by_regions(
    scored: Scored,
    images: Sequence[RgbImage],
    score: Callable[[FaceCrop], float],
    repeats: int,
    seed: int,
    progress: Callable[[str], None] = lambda _name: None,
) -> list[Importance]:
    """Importance of each region of the aligned face, and of the rim. Raises: SettingFault with one infant."""
    found = []
    for number, name in enumerate(region_names()):
        mask = region_mask(name)
        told = np.empty((repeats, len(images)))
        for repeat in range(repeats):
            donors = donors_of(scored.subjects, _rng(seed, REGION, number, repeat))
            for row, donor in enumerate(donors):
                mixed = blended(images[row], images[donor], mask)
                told[repeat, row] = score(FaceCrop(image=mixed, frame_seq=row))
        found.append(weighed(REGION, name, int(mask.sum()), scored, told, seed))
        progress(name)
    return found


def donors_of(subjects: NDArray[np.str_], rng: np.random.Generator) -> NDArray[np.intp]:
    """For each row a row of another infant, by chance.

    Raises: SettingFault where all are of one infant.
    """
    names, member = np.unique(subjects, return_inverse=True)
    if len(names) < 2:
        raise SettingFault(
            f"expected pictures of two infants or more, to exchange their parts; got {len(names)} infant"
        )
    donors = np.empty(len(subjects), np.intp)
    for infant in range(len(names)):
        others = np.flatnonzero(member != infant)
        own = np.flatnonzero(member == infant)
        donors[own] = rng.choice(others, size=len(own))
    return donors


def weighed(
    kind: str, name: str, size: int, scored: Scored, told: NDArray[np.float64], seed: int
) -> Importance:
    """What the exchanged scores say, float64 (repeats, n) points; intervals by drawing infants."""
    resamples = draw_resamples(scored.subjects, seed)
    change = np.abs(told - scored.points).mean(axis=0)
    weights = resamples.of_rows
    infants = len(resamples.subjects)
    changes = estimated((weights @ change) / weights.sum(axis=1), infants)
    if not scored.both_labels:
        return Importance(kind, name, size, float("nan"), UNKNOWN, changes)
    known = scored.labels >= 0
    labels, drawn = scored.labels[known], weights[:, known]
    before = weighted_auc(labels, scored.points[known], drawn)
    after = np.mean([weighted_auc(labels, row[known], drawn) for row in told], axis=0)
    return Importance(kind, name, size, float(after[0]), estimated(before - after, infants), changes)


def _rng(seed: int, kind: str, number: int, repeat: int) -> np.random.Generator:
    return np.random.default_rng([seed, KINDS.index(kind), number, repeat])
