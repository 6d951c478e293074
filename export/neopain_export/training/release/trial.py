"""Opens a model folder as the monitor would, before anybody says that the monitor may."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neopain import paths
from neopain.core.frames import Frame
from neopain.vision.models.manifest import read_manifest
from neopain.vision.open_finder import open_finder
from neopain.vision.open_models import open_models


@dataclass(frozen=True, slots=True)
class Tried:
    """What was found in a model folder that opens, and is to be pinned.

    Attributes:
        model_id: name and version.
        manifest_sha256: of the classifier's manifest.
        networks: name -> the same of each network that is not bundled.
        learned_from: in words; simulated pictures say so.
        known_answers: probabilities, first without pain, last with.
        lines: what was opened, a line each.
    """

    model_id: str
    manifest_sha256: str
    networks: dict[str, str]
    learned_from: str
    known_answers: tuple[float, ...]
    lines: tuple[str, ...]


def try_model(folder: Path) -> Tried:
    """Open everything and ask the known answers. Raises: ModelFault."""
    models = open_models(paths.models(), chosen=folder, prefer_gpu=False)
    models.close()
    classifier = models.classifier
    training = classifier.training
    return Tried(
        classifier.model_id,
        classifier.manifest.digest,
        dict(models.networks),
        "SIMULATED neonates" if training.simulated else training.data,
        classifier.known_answers,
        tuple(f"{line.kind} {line.name} {line.version}, sha256 {line.sha256}" for line in models.describe()),
    )


@dataclass(frozen=True, slots=True)
class TriedDetector:
    """A face detector that opens and looks at a picture, and is to be pinned; as in `Tried`."""

    model_id: str
    manifest_sha256: str
    family: str
    licence: str


def try_detector(folder: Path) -> TriedDetector:
    """Open it as the monitor does and look at an empty picture. Raises: ModelFault."""
    finder = open_finder(paths.models(), detector=folder, follow=False)
    try:
        finder.find(Frame(0, 0.0, np.full((240, 320, 3), 128, np.uint8)))
    finally:
        finder.close()
    manifest = read_manifest(folder)
    family = "" if manifest.detector is None else manifest.detector.family
    return TriedDetector(manifest.id, manifest.digest, family, manifest.licence)
