"""Shows a drawn set to the monitor's face search and to the expression network."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from neopain import paths
from neopain.core.frames import Frame
from neopain.vision.actions.expression import ExpressionNetwork
from neopain.vision.features.crop import SimilarityAligner
from neopain.vision.models.manifest import read_trusted
from neopain.vision.networks.embedding import NetworkEmbedding
from neopain.vision.networks.inference import open_network
from neopain.vision.open_finder import open_finder
from neopain_export.neonate.sets.pictures import LabelledPicture, draw_pictures
from neopain_export.realism.gates import Look

EXPRESSION = "mini_xception"
"""The network's folder among the bundled models."""


def looks(seed: int, count: int, title: str) -> Iterator[Look]:
    """Look at the first `count` drawings of a set. Raises: ModelFault, EnvironmentFault."""
    models = paths.models()
    finder = open_finder(models, follow=False)
    manifest, graph = read_trusted(models / EXPRESSION)
    network = ExpressionNetwork(NetworkEmbedding(open_network(graph, prefer_gpu=False), manifest))
    aligner = SimilarityAligner()
    try:
        for number, drawn in enumerate(draw_pictures(seed, count, title)):
            frame = Frame(number, 0.0, np.ascontiguousarray(drawn.picture[:, :, ::-1]))
            face = finder.find(frame)
            told = None if face is None else network.distress(aligner.crop(frame, face))
            yield _look(drawn, told)
    finally:
        finder.close()


def _look(drawn: LabelledPicture, told: float | None) -> Look:
    known = drawn.nuisances
    return Look(
        state=drawn.state,
        bare=not known["hindrances"] and known["incubator_wall"] == known["side_lying"] == "no",
        yaw_deg=float(known["yaw_deg"]),
        roll_deg=float(known["roll_deg"]),
        found=told is not None,
        distress=told,
        mouth=float(known["vertical_stretch"]),
    )
