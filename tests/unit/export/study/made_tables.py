"""Feature tables made of numbers, for the tests of the study."""

import numpy as np

from neopain.core.features import FeatureBlock, FeatureLayout
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.features.refused import RefusedPictures

LAYOUT = FeatureLayout(
    (FeatureBlock("net-a.pool_gap", 40), FeatureBlock("lbp.p8r1", 30), FeatureBlock("hog.o9", 30))
)


def made_table(*, subjects=12, each=8, strength=2.0, seed=0, layout=LAYOUT, informative=3):
    """Noise, with `informative` features of each block that carry the class at `strength` standard deviations."""
    random = np.random.default_rng(seed)
    count = subjects * each
    labels = np.tile([0, 1], count // 2).astype(np.int64)
    names = np.array([f"s{place // each:02d}-{place % each}" for place in range(count)])
    owners = np.array([name.split("-")[0] for name in names])
    values = random.normal(size=(count, layout.size)).astype(np.float32)
    for block in layout.blocks:
        start = layout.slice_of(block.name).start
        values[:, start : start + informative] += strength * labels[:, None]
    groups = np.where(owners < f"s{subjects // 2:02d}", "train", "test")
    return FeatureTable(
        "made", True, layout, values, labels, owners, groups, np.where(labels, "cry", "rest"), names,
        (("net-a", "0" * 64), ("face-landmarker", "1" * 64)), (("face_not_found", 2),),
    )  # fmt: skip


def with_refused(table, pain=6, calm=3):
    """The table beside refused pictures; one infant has nothing but refused ones."""
    count = pain + calm
    subjects = np.array([f"s{place % 12:02d}" for place in range(count - 1)] + ["s99"])
    refused = RefusedPictures(
        labels=(np.arange(count) < pain).astype(np.int64),
        names=np.array([f"lost{place}" for place in range(count)]),
        subjects=subjects,
        groups=np.where(np.arange(count) % 2, "train", "test"),
        states=np.where(np.arange(count) < pain, "cry", "rest"),
        reasons=np.where(np.arange(count) % 3, "face_not_found", "too_dark"),
        about={"skin": np.full(count, "dark")},
    )
    slots = {slot: getattr(table, slot) for slot in table.__slots__}
    skin = np.where(np.arange(len(table.labels)) % 3, "light", "dark")
    weight = np.array([f"{800 + place}" for place in range(len(table.labels))])
    return type(table)(
        **{**slots, "refused": refused, "about": {"skin": skin, "weight": weight}, "rule": "pain = NIPS >= 3"}
    )
