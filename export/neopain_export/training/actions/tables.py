"""How well the facial actions are told, by kind of feature, skin tone and camera, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from neopain.core.facial_actions import FacialAction
from neopain.vision.actions.heads import ActionHeads
from neopain.vision.actions.mesh_distances import NAME as MESH
from neopain_export.study.evaluation.auc import weighted_auc
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.intervals.estimates import Estimate, estimated
from neopain_export.study.intervals.resamples import draw_resamples
from neopain_export.study.report.markdown import interval, table
from neopain_export.training.actions.heads import (
    BLOCKS,
    PRESENT,
    Agreement,
    agreement,
    fit_heads,
    told_by,
    truth_of,
    with_mesh,
)

TITLE = "# Facial actions against what was drawn"
ARMS: Mapping[str, tuple[str, ...]] = {
    "mesh": (MESH,),
    "texture: LBP": ("lbp.u8r1.g7x7",),
    "texture: HOG": ("hog.o9c14b2s112",),
    "objects: VGG-16": ("vgg16-imagenet-int8.block4_pool_gap", "vgg16-imagenet-int8.block5_pool_gap"),
    "faces: dlib": ("dlib-face-int8.stage3_gap", "dlib-face-int8.stage4_gap"),
    "faces and mesh": BLOCKS,
}
"""What the heads could look at; those whose blocks a table lacks are left out."""
TONES = {
    "light (0 to 0.3)": (0.0, 0.3),
    "0.3 to 0.5": (0.3, 0.5),
    "0.5 to 0.75": (0.5, 0.75),
    "dark (0.75 to 1)": (0.75, 1.01),
}

SEED = 1
"""Of the draws of infants."""
Told = NDArray[np.float64]


def actions_report(features: FeatureTable, well_seen: FeatureTable) -> str:
    """The whole page.

    Args:
        features: with poor views; their training group is learnt from.
        well_seen: without; its test group is measured on.

    Raises: SettingFault for sets without true strengths.
    """
    learned = with_mesh(features.rows(features.groups == "train"))
    tested = with_mesh(well_seen.rows(well_seen.groups == "test"))
    truth = truth_of(tested)
    have = {block.name for block in features.layout.blocks}
    arms = {
        name: told_by(fit_heads(learned, blocks), tested, blocks)
        for name, blocks in ARMS.items()
        if set(blocks) <= have
    }
    chosen = told_by(fit_heads(learned), tested)
    tone, camera = tested.about["tone"].astype(np.float64), tested.about["camera"]
    by_tone = {name: (tone >= low) & (tone < high) for name, (low, high) in TONES.items()}
    by_camera = {str(one): camera == one for one in np.unique(camera)}
    about = (
        f"SIMULATED. Heads learnt on {len(learned.labels)} faces of {len(np.unique(learned.subjects))} "
        f"drawn neonates ({features.title}), measured on {len(tested.labels)} faces of "
        f"{len(np.unique(tested.subjects))} others, whose skin tones and cameras were not learnt. AUC of "
        "present (true strength of 0.5 or more) against absent, and r, the correlation with the true "
        "strength. Made by `neopain-export actions`."
    )
    return "\n\n".join(
        [
            TITLE,
            about,
            "## By kind of feature",
            _rows({name: _agreements(told, truth) for name, told in arms.items()}),
            "## By skin tone of the tested",
            _rows(_parts(chosen, truth, by_tone)),
            "## By camera of the tested",
            _rows(_parts(chosen, truth, by_camera)),
            "",
        ]
    )


def bundled_report(heads: ActionHeads, manifest_id: str, well_seen: FeatureTable) -> str:
    """The page of the bundled heads before drawings that they did not learn from.

    Args:
        heads: as the monitor opens them.
        manifest_id: their name and release.
        well_seen: faces that the monitor would score; its test group is measured on.

    Raises: SettingFault for a set without true strengths.
    """
    tested = with_mesh(well_seen.rows(well_seen.groups == "test"))
    told, truth = told_by(heads, tested), truth_of(tested)
    tone = tested.about["tone"].astype(np.float64)
    parts: dict[str, dict[str, NDArray[np.bool_]]] = {
        "skin tone": {name: (tone >= low) & (tone < high) for name, (low, high) in TONES.items()}
    }
    for column, name in (
        ("camera", "camera"),
        ("rendering", "way of drawing"),
        ("infrared", "infrared light"),
    ):
        if column in tested.about:
            seen = tested.about[column]
            parts[name] = {str(one): seen == one for one in np.unique(seen)}
    if "hindrances" in tested.about:
        bare = tested.about["hindrances"] == ""
        parts["what lies on the face"] = {"nothing": bare, "something": ~bare}
    about = (
        f"SIMULATED. {manifest_id} as bundled, measured on {len(tested.labels)} well seen faces of "
        f"{len(np.unique(tested.subjects))} drawn neonates ({well_seen.title}). AUC of present (true "
        "strength of 0.5 or more) against absent, and r, the correlation with the true strength; in brackets "
        "the 95 % interval by infant. *Told*: of the faces that show an action, those told to show it; *kept "
        "silent*: of the others, those told not to. Made by `neopain-export actions --bundled`."
    )
    rows = []
    for place, action in enumerate(FacialAction):
        seen_as = agreement(told[:, place], truth[:, place])
        auc = _auc_by_infant(told[:, place], truth[:, place], tested.subjects)
        rows.append(
            [
                action.replace("_", " "),
                f"{seen_as.present} of {seen_as.faces}",
                interval(auc),
                _shown(seen_as.correlation, 2),
                _shown(seen_as.error, 2),
                _shown(seen_as.told, 2),
                _shown(seen_as.missed_not, 2),
            ]
        )
    head = ["action", "shown", "AUC", "r", "mean error", "told", "kept silent"]
    sections = [TITLE, about, "\n".join(table(head, rows))]
    for name, rows_of in parts.items():
        sections += [f"## By {name}", _rows(_parts(told, truth, rows_of))]
    return "\n\n".join([*sections, ""])


def _auc_by_infant(
    told: NDArray[np.float64], truth: NDArray[np.float64], subjects: NDArray[np.str_]
) -> Estimate:
    present = truth >= PRESENT
    resamples = draw_resamples(subjects, SEED)
    drawn = weighted_auc(present.astype(np.int64), told, resamples.of_rows)
    return estimated(drawn, len(resamples.subjects))


def _parts(told: Told, truth: Told, parts: Mapping[str, NDArray[np.bool_]]) -> dict[str, list[Agreement]]:
    return {
        f"{name}, {int(rows.sum())} faces": _agreements(told[rows], truth[rows])
        for name, rows in parts.items()
        if rows.any()
    }


def _agreements(told: Told, truth: Told) -> list[Agreement]:
    return [agreement(told[:, place], truth[:, place]) for place in range(len(FacialAction))]


def _rows(found: Mapping[str, list[Agreement]]) -> str:
    names = " | ".join(action.replace("_", " ") for action in FacialAction)
    lines = [f"| | {names} |", "|" + "---|" * (1 + len(FacialAction))]
    for name, one in found.items():
        cells = (f"{_shown(seen.auc, 3)}, r {_shown(seen.correlation, 2)}" for seen in one)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _shown(value: float, digits: int) -> str:
    return "-" if np.isnan(value) else f"{value:.{digits}f}"
