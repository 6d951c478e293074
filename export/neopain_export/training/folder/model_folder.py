"""A model folder: the pickle, its manifest and its card."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from neopain.core.errors import RecordFault, SettingFault
from neopain.vision.models.known_answers import FILE as VECTORS_FILE
from neopain_export.manifest_text import manifest_text
from neopain_export.study.evaluation.configurations import network_of
from neopain_export.training.fitting.intensity import FILE as INTENSITY_FILE
from neopain_export.training.fitting.known_answers import known_answers, vectors_content
from neopain_export.training.fitting.novelty import FILE as NOVELTY_FILE
from neopain_export.training.fitting.pipeline import classes_in
from neopain_export.training.fitting.recipe import Recipe
from neopain_export.training.fitting.trained import Trained
from neopain_export.training.folder.card import card_text

MODEL_FILE = "pain.pkl"
CARD_FILE = "card.md"
MANIFEST_FILE = "manifest.toml"
LANDMARKER = "face-landmarker"
LIBRARIES = ("scikit-learn", "numpy")


@dataclass(frozen=True, slots=True)
class Identity:
    """What the model is called.

    Attributes:
        name: small letters, digits, - and _.
        version: of the model, not of the program.
        licence: SPDX id, or the words of the data's owner.
        source: where the training pictures came from.
        made_by: the command that makes it again.
        real_faces: what is known of real newborns' faces, in words; "" when nothing is.
    """

    name: str
    version: str
    licence: str
    source: str
    made_by: str
    real_faces: str = ""


def manifest_values(identity: Identity, trained: Trained, recipe: Recipe) -> dict[str, Any]:
    """The manifest as nested values, in the form that `neopain.vision.models.manifest` reads.

    Raises: SettingFault when the table does not know the file of a network that it used.
    """
    table, payload = trained.learned_from, trained.payload
    sizes = {block.name: block.size for block in table.layout.blocks}
    known = dict(table.networks)
    used = sorted({network for block in recipe.blocks if (network := network_of(block)) is not None})
    missing = [name for name in (*used, LANDMARKER) if name not in known]
    if missing:
        raise SettingFault(f"expected the sha256 of {', '.join(missing)}; extract the features again")
    return {
        "schema": 1,
        "name": identity.name,
        "version": identity.version,
        "kind": "classifier",
        "file": MODEL_FILE,
        "sha256": hashlib.sha256(payload).hexdigest(),
        "bytes": len(payload),
        "licence": identity.licence,
        "source": identity.source,
        "made_by": identity.made_by,
        "layout": [{"name": name, "size": sizes[name]} for name in recipe.blocks],
        "networks": {name: known[name] for name in (*used, LANDMARKER)},
        "libraries": {library: version(library) for library in LIBRARIES},
        "pickle": {"classes": list(classes_in(payload))},
        "training": {
            "data": table.title,
            "simulated": table.simulated,
            "subjects": len(np.unique(table.subjects)),
            "pictures": len(table.labels),
            "pictures_with_pain": int(table.labels.sum()),
            "left_out": sum(count for _, count in table.left_out),
            "recipe": recipe.in_words,
            "seed": recipe.seed,
        }
        | ({"real_faces": identity.real_faces} if identity.real_faces else {}),
        "known_answers": known_answers(payload, trained.vectors),
        "novelty": trained.novelty.values(),
        **({} if trained.intervals is None else {"interval": trained.intervals.values()}),
        **({} if trained.calm is None else {"adaptation": trained.calm.values()}),
        "result": dict(trained.result),
    } | ({} if trained.intensity is None else {"intensity": trained.intensity.values(trained.vectors)})


def write_model_folder(folder: Path, values: Mapping[str, Any], trained: Trained) -> None:
    """Write the files, the card and, last, the manifest. Raises: RecordFault."""
    replace_files(
        folder,
        {
            MODEL_FILE: trained.payload,
            VECTORS_FILE: vectors_content(trained.vectors),
            NOVELTY_FILE: trained.novelty.payload,
            **({} if trained.intensity is None else {INTENSITY_FILE: trained.intensity.payload}),
            CARD_FILE: card_text(values).encode(),
            MANIFEST_FILE: manifest_text(values).encode(),
        },
    )


def write_texts(folder: Path, values: Mapping[str, Any]) -> None:
    """Write card and manifest again, each whole; the model's own file stays. Raises: RecordFault."""
    replace_files(
        folder, {CARD_FILE: card_text(values).encode(), MANIFEST_FILE: manifest_text(values).encode()}
    )


def replace_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files into a folder in this order, each whole or not at all. Raises: RecordFault."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            _replace(folder / name, content)
    except OSError as error:
        raise RecordFault(
            f"expected a writable folder; got {folder}: {error.strerror}; choose another with --out"
        ) from error


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(content)
    partial.replace(path)
