"""The bundled heads of the facial actions: what they are made of, their folder, and their figures."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from neopain import paths
from neopain.core.errors import SettingFault
from neopain.core.facial_actions import FacialAction
from neopain.vision.actions.heads import ActionHeads, to_bytes
from neopain_export.manifest_text import manifest_text
from neopain_export.study.data.simulated_sets import simulated_set
from neopain_export.study.evaluation.configurations import network_of
from neopain_export.study.features.executors import Executor
from neopain_export.study.features.extraction import extract
from neopain_export.study.features.extractor import Equipment
from neopain_export.study.features.feature_table import FeatureTable, join
from neopain_export.training.actions.card import FIGURES, action_card
from neopain_export.training.actions.heads import (
    BLOCKS,
    RIDGE,
    Agreement,
    agreement,
    fit_heads,
    told_by,
    truth_of,
    with_mesh,
)
from neopain_export.training.folder.model_folder import CARD_FILE, MANIFEST_FILE, replace_files

FOLDER = "facial_actions"
FILE = "heads.npz"
VERSION = "1.0.0"
SEED = 1
SETS = (("simulated", 320), ("simulated-hard", 480))
"""As of the bundled classifier: it learns from the training groups of both, and the hard one's test group
says what it is worth."""
BEYOND = ("simulated-hard-2", 960)
"""What no head learnt from: its test group has other skins, cameras and ways of drawing still."""
LANDMARKER = "face-landmarker"


@dataclass(frozen=True, slots=True, eq=False)
class FittedActions:
    """Heads and what is known of them.

    Attributes:
        heads: fitted on `learned_from`.
        learned_from: faces with a mesh, also badly seen ones.
        tested: faces with a mesh that the monitor would score, of infants, skin tones and cameras held out.
        figures: by action, over `tested`.
    """

    heads: ActionHeads
    learned_from: FeatureTable
    tested: FeatureTable
    figures: Mapping[FacialAction, Agreement]


def equipment() -> Equipment:
    """What looks at the pictures."""
    return Equipment(BLOCKS, (paths.models() / "dlib_face_int8",), paths.models() / "face_landmarker")


def build(executor: Executor, cache: Path) -> FittedActions:
    """Draw, look, fit, measure. Raises: NeopainError."""
    drawn = [simulated_set(title, SEED, count, told=True) for title, count in SETS]
    seen = [extract(samples, equipment(), executor, cache, keep_poor_views=True) for samples in drawn]
    return fitted(join(seen), extract(drawn[-1], equipment(), executor, cache))


def fitted(table: FeatureTable, well_seen: FeatureTable) -> FittedActions:
    """Fit on the training group of `table`, measure on the test group of `well_seen`.

    Raises: SettingFault.
    """
    learned_from = with_mesh(table.rows(table.groups == "train"))
    tested = with_mesh(well_seen.rows(well_seen.groups == "test"))
    if not len(tested.labels):
        raise SettingFault(f"expected a test group in {well_seen.title}; got none")
    heads = fit_heads(learned_from)
    told, truth = told_by(heads, tested), truth_of(tested)
    figures = {action: agreement(told[:, n], truth[:, n]) for n, action in enumerate(FacialAction)}
    return FittedActions(heads, learned_from, tested, figures)


def manifest_values(made: FittedActions) -> dict[str, Any]:
    """The manifest as nested values. Raises: SettingFault when a network's file is not known."""
    table = made.learned_from
    sizes = {block.name: block.size for block in table.layout.blocks}
    known = dict(table.networks)
    used = sorted({name for block in BLOCKS if (name := network_of(block)) is not None})
    if not {*used, LANDMARKER} <= set(known):
        raise SettingFault(f"expected the sha256 of {', '.join((*used, LANDMARKER))}; got {sorted(known)}")
    payload = to_bytes(made.heads)
    return {
        "schema": 1,
        "name": "facial-actions",
        "version": VERSION,
        "kind": "actions",
        "file": FILE,
        "sha256": hashlib.sha256(payload).hexdigest(),
        "bytes": len(payload),
        "licence": "Apache-2.0",
        "source": "this project's own generator of simulated neonates",
        "made_by": "neopain-export build",
        "layout": [{"name": name, "size": sizes[name]} for name in BLOCKS],
        "networks": {name: known[name] for name in (*used, LANDMARKER)},
        "training": {
            "data": table.title,
            "simulated": table.simulated,
            "subjects": len(np.unique(table.subjects)),
            "pictures": len(table.labels),
            "recipe": f"ridge regression of each true strength, penalty {RIDGE:g} a feature, no selection",
            "seed": SEED,
        },
        "result": _result(made),
    }


def write(made: FittedActions, folder: Path) -> None:
    """Write heads, card and, last, the manifest. Raises: RecordFault."""
    values = manifest_values(made)
    replace_files(
        folder,
        {
            FILE: to_bytes(made.heads),
            CARD_FILE: action_card(values).encode(),
            MANIFEST_FILE: manifest_text(values).encode(),
        },
    )


def same_as(made: FittedActions, folder: Path) -> bool:
    """Whether the heads in a folder, and what their manifest says, are these bit for bit."""
    try:
        text = (folder / MANIFEST_FILE).read_text("utf-8")
        return text == manifest_text(manifest_values(made)) and (folder / FILE).read_bytes() == to_bytes(
            made.heads
        )
    except (OSError, UnicodeError):
        return False


def _result(made: FittedActions) -> dict[str, str | int | float | bool]:
    found: dict[str, str | int | float | bool] = {
        "protocol": "well seen faces of the hard set's test group: other neonates, tones and cameras",
        "simulated": made.tested.simulated,
        "tested_pictures": len(made.tested.labels),
        "tested_subjects": len(np.unique(made.tested.subjects)),
    }
    for action, seen in made.figures.items():
        for name in FIGURES:
            found[f"{action}_{name}"] = round(getattr(seen, name), 4)
    return found
