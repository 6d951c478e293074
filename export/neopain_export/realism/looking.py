"""Shows a drawn set to the monitor's face search and to the expression network."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from neopain import paths
from neopain.core.frames import FaceCrop, Frame
from neopain.vision.crop import SimilarityAligner
from neopain.vision.manifest import read_trusted
from neopain.vision.networks.embedding import NetworkEmbedding
from neopain.vision.networks.inference import open_network
from neopain.vision.open_finder import DETECTOR, LANDMARKER, open_finder_of
from neopain_export.neonate.sets.pictures import LabelledPicture, draw_pictures
from neopain_export.networks.mini_xception.table import CLASSES, OUTPUT
from neopain_export.realism.gates import Look

EXPRESSION = "mini_xception"
"""The network's folder among the bundled models."""
NEGATIVE = ("angry", "disgust", "fear", "sad")
WINDOW = (slice(22, 206), slice(20, 204))
"""Rows and columns of the aligned face that hold it as the network's own pictures do: brow to chin."""


def looks(seed: int, count: int, title: str) -> Iterator[Look]:
    """Look at the first `count` drawings of a set. Raises: ModelFault, EnvironmentFault."""
    models = paths.models()
    finder = open_finder_of(read_trusted(models / LANDMARKER), read_trusted(models / DETECTOR), follow=False)
    manifest, graph = read_trusted(models / EXPRESSION)
    network = NetworkEmbedding(open_network(graph, prefer_gpu=False), manifest)
    aligner = SimilarityAligner()
    try:
        for number, drawn in enumerate(draw_pictures(seed, count, title)):
            frame = Frame(number, 0.0, np.ascontiguousarray(drawn.picture[:, :, ::-1]))
            face = finder.find(frame)
            told = None if face is None else distress(network, aligner.crop(frame, face))
            yield _look(drawn, told)
    finally:
        finder.close()


def distress(network: NetworkEmbedding, crop: FaceCrop) -> float:
    """Angry, disgusted, afraid and sad together, 0..1. Raises: ModelFault."""
    face = np.ascontiguousarray(crop.image[WINDOW])
    classes = network.blocks(face, [OUTPUT])[f"{network.name}.{OUTPUT}"]
    return float(np.clip(sum(classes[CLASSES.index(name)] for name in NEGATIVE), 0.0, 1.0))


def _look(drawn: LabelledPicture, told: float | None) -> Look:
    known = drawn.nuisances
    return Look(
        state=drawn.state,
        bare=not known["hindrances"] and known["incubator_wall"] == known["side_lying"] == "no",
        yaw_deg=float(known["yaw_deg"]),
        roll_deg=float(known["roll_deg"]),
        found=told is not None,
        distress=told,
    )
