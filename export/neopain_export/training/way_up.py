"""Learns the witness of the way up: dlib's network for faces, half of it, under one linear layer.

Learnt on drawings alone, whose roll is known: upright faces against the same turned by a quarter or a half,
and against places without a face. So it owes nothing to what other detectors take for upright. The half is
quantised first, calibrated on some of these views, so that the layer learns from what it will be given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from neopain.core.errors import ModelFault
from neopain.vision.finding.fitted_face import in_frame
from neopain.vision.finding.turned_view import FrameLevels, about, whole
from neopain.vision.finding.way_up import MARGIN, OUTPUT
from neopain.vision.models.manifest import read_trusted
from neopain.vision.networks.embedding import prepared
from neopain.vision.networks.inference import open_network
from neopain.vision.open_finder import open_detector
from neopain_export.neonate.sets.pictures import LabelledPicture, draw_pictures
from neopain_export.networks.layers import Preprocessing
from neopain_export.networks.network_folder import NetworkDescription
from neopain_export.networks.quantise import quantised
from neopain_export.networks.way_up_graph import cut_to, with_linear_head

if TYPE_CHECKING:
    from neopain.core.frames import RgbImage
    from neopain.vision.finding.proposal import FaceDetector, Proposal
    from neopain.vision.models.manifest import InputSpec

TRUNK, DETECTOR = "dlib_face", "face_detector"
SET = "simulated-hard"
STAGES = ("stage3_gap", "stage4_gap")
PENALTY = 0.003
"""C of scikit-learn's LogisticRegression on standardised values."""

_WAYS_DEG = (0, 0, 0, 180, 180, 90, -90)
_LEANS_DEG, _OTHERS_LEAN_DEG = 25.0, 40.0
_PLACES_WITHOUT = 2
_YAW_MOST_DEG = 70.0
_SIGHT_PX = (240, 320)
_LEAST = 0.3
_CALIBRATED_ON = 32
"""Views; more of them only add rare values, which make every step of eight bits coarser."""


@dataclass(frozen=True, slots=True, eq=False)
class Witness:
    """A learnt witness.

    Attributes:
        graph: the ONNX file, in eight bits but for the linear layer.
        described: for manifest and card.
    """

    graph: bytes
    described: NetworkDescription


@dataclass(frozen=True, slots=True, eq=False)
class _Examples:
    upright: NDArray[np.bool_]
    pictures: int
    views: list[RgbImage]


def learnt(models: Path, seed: int, count: int, checked: int) -> Witness:
    """Learn on `count` hard drawings of a seed, and check on `checked` of the next seed.

    Raises: ModelFault; EnvironmentFault without OpenGL or head pack.
    """
    manifest, trunk = read_trusted(models / TRUNK)
    part = manifest.network
    if part is None:
        raise ModelFault(f"{models / TRUNK}: expected a network, got a {manifest.kind}. Restore its folder.")
    detector = open_detector(*read_trusted(models / DETECTOR))
    examples = _examples(draw_pictures(seed, count, SET), detector, part.input, seed)
    eight = _in_eight_bits(trunk, examples.views, part.input)
    values = _features(eight, examples.views, part.input)
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=PENALTY, max_iter=1000)
    model.fit(scaler.transform(values), examples.upright)
    weights = model.coef_[0] / scaler.scale_
    bias = float(model.intercept_[0] - weights @ scaler.mean_)
    others = _examples(draw_pictures(seed + 1, checked, SET), detector, part.input, seed)
    told = _features(eight, others.views, part.input) @ weights + bias
    agreed = float(((told > 0) == others.upright).mean())
    described = NetworkDescription(
        name="way-up",
        version="1.1.0",
        title="The witness of the way up",
        tensor=part.input.tensor,
        height=part.input.height,
        width=part.input.width,
        preprocessing=Preprocessing(part.input.channels, part.input.mean, part.input.scale),
        outputs={OUTPUT: 1},
        licence=manifest.licence,
        source=f"{manifest.id} (sha256 {manifest.sha256}), {' and '.join(STAGES)}, under a linear layer "
        "learnt by NeoPain on drawings of its own",
        notes=(
            f"learnt on {len(examples.upright)} views of {examples.pictures} simulated faces, seed {seed}",
            f"right on {100 * agreed:.1f} % of {len(others.upright)} views of {others.pictures} others",
        ),
    )
    return Witness(with_linear_head(eight, STAGES, weights, bias, OUTPUT), described)


def _in_eight_bits(trunk: bytes, views: list[RgbImage], spec: InputSpec) -> bytes:
    """As far as its stages, calibrated on evenly spread views."""
    chosen = np.linspace(0, len(views) - 1, min(len(views), _CALIBRATED_ON)).astype(int)
    return quantised(
        cut_to(trunk, STAGES), spec.tensor, [prepared(views[one], spec) for one in chosen], in_float=STAGES
    )


def _features(graph: bytes, views: list[RgbImage], spec: InputSpec) -> NDArray[np.float64]:
    """(views, values): the stages one after another, as the network that will run gives them."""
    network = open_network(graph, prefer_gpu=False)
    told = [network.run(STAGES, prepared(view, spec)) for view in views]
    return np.array([np.concatenate([one[stage].ravel() for stage in STAGES]) for one in told], np.float64)


def _examples(
    pictures: Iterator[LabelledPicture], detector: FaceDetector, spec: InputSpec, seed: int
) -> _Examples:
    rng = np.random.default_rng([seed, 1])
    upright: list[bool] = []
    views: list[RgbImage] = []
    seen = 0
    for drawn in pictures:
        roll = -float(drawn.nuisances["roll_deg"])
        frame = FrameLevels(np.ascontiguousarray(drawn.picture[:, :, ::-1]))
        face = _upright_face(frame, roll, detector)
        if face is None or abs(float(drawn.nuisances["yaw_deg"])) > _YAW_MOST_DEG:
            continue
        seen += 1
        for centre, size, turn, is_upright in _views(rng, face, roll, frame.size):
            view = about(centre, size, turn, margin=MARGIN, side_px=spec.width).picture(frame)
            shown = view[:, ::-1] if rng.random() < 0.5 else view
            views.append(np.ascontiguousarray(shown[:, :, ::-1]))
            upright.append(is_upright)
    return _Examples(np.array(upright), seen, views)


def _upright_face(frame: FrameLevels, roll_deg: float, detector: FaceDetector) -> Proposal | None:
    """The face where the detector sees it when it is shown the right way up; never asked otherwise."""
    best: Proposal | None = None
    for longest_px in _SIGHT_PX:
        for lean in (-15.0, 0.0, 15.0):
            view = whole(frame, roll_deg + lean, longest_px)
            for one in detector.propose(view.picture(frame), _LEAST):
                found = in_frame(one, view)
                right = abs((found.roll_deg - roll_deg + 180.0) % 360.0 - 180.0) < 35.0
                if right and (best is None or found.confidence > best.confidence):
                    best = found
    return best


def _views(
    rng: np.random.Generator, face: Proposal, roll_deg: float, frame_px: tuple[int, int]
) -> Iterator[tuple[NDArray[np.float64], float, float, bool]]:
    """Centre, size and roll of views of one face and of places beside it, and whether each is upright."""
    for way in _WAYS_DEG:
        lean = _OTHERS_LEAN_DEG if way else _LEANS_DEG
        centre = face.centre + rng.normal(0.0, 0.06, 2) * face.size_px
        size = face.size_px * float(np.exp(rng.normal(0.0, 0.12)))
        yield centre, size, roll_deg + way + float(rng.uniform(-lean, lean)), not way
    for _ in range(_PLACES_WITHOUT):
        centre = rng.uniform(0.0, 1.0, 2) * frame_px
        size = float(np.exp(rng.uniform(np.log(40.0), np.log(300.0))))
        if np.linalg.norm(centre - face.centre) > 0.6 * max(size, face.size_px):
            yield centre, size, float(rng.uniform(0.0, 360.0)), False
