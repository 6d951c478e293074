"""Looks closely at one place of a frame: is it a face, which way up, and where are eyes and mouth?

No single network can be trusted with that. The detector proposes faces at any roll, and proposes heads from
behind and knees as well; MediaPipe's detector is strict, and wants the face upright; its mesh lies down on
anything. So the place is shown to the detector in many turns, then upright to MediaPipe, and what all say is
added up to one evidence.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from neopain.core.frames import Alignment, Box, Face
from neopain.vision.finding.face_landmarker import FaceLandmarker, Mesh
from neopain.vision.finding.head_pose import (
    LEFT_EYE,
    MOUTH,
    NOSE_TIP,
    RIGHT_EYE,
    pose_of_five,
    roll_of,
    turn_of_head,
)
from neopain.vision.finding.proposal import FaceDetector, Proposal
from neopain.vision.finding.turned_view import FrameLevels, TurnedView, about

TURN_STEP_DEG = 30
DETECTOR_SIDE_PX = 128
DETECTOR_MARGIN = 2.2
"""Side of a detector's picture over the face's size: the face fills a little less than half."""
MESH_SIDE_PX = 256
MESH_MARGINS = (2.2, 3.0)
SURENESS_MARGINS = (1.5, 2.2, 3.0)

_LEAST = 0.1  # asked of the detectors in a close look
_MIDDLE = 0.2  # of the picture's side: further from the middle is another face
_BEST_TURNS = 5
_MESHES_WORTH = (0.0, 0.15, 1.0)
_MESH_APART = 0.28  # of the distance from eyes to mouth or between the eyes, whichever is longer
_MESH_ROLL_DEG = 25.0
_WAYS_UP = 3
_ANOTHER_WAY_DEG = 40.0
_CLEAR = 2.3  # detector, MediaPipe and meshes of one way up: no other needs to be tried
_SPREAD_DEG = 25.0


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What a close look saw.

    Attributes:
        face: aligned by the mesh where two meshes agree with the key points.
        evidence: 0..4; see `CloseLook.at`.
        proposal: the detector's, in px of the frame, after the way up was found.
        sureness: MediaPipe's detector, 0..1.
        meshes: how many meshes agreed with the key points.
    """

    face: Face
    evidence: float
    proposal: Proposal
    sureness: float
    meshes: int


@dataclass(frozen=True, slots=True, eq=False)
class _WayUp:
    """One way up that was tried: key points, MediaPipe's score, and meshes that agree."""

    upright: Proposal
    sureness: float
    meshes: tuple[Face, ...]

    @property
    def rank(self) -> float:
        return self.upright.confidence + self.sureness + 0.5 * len(self.meshes)


class CloseLook:
    """Detector and MediaPipe together, on one place. Used by one thread."""

    def __init__(self, detector: FaceDetector, landmarker: FaceLandmarker) -> None:
        self._detector, self._landmarker = detector, landmarker

    def at(self, frame: FrameLevels, found: Sequence[Proposal]) -> Sight | None:
        """A face where proposals are, or None where nothing is seen there from close by.

        The evidence is the sum of the surest proposal's confidence, the mean of the detector's five surest
        turns, MediaPipe's score of the upright place, and 1 where two meshes lie where the key points are
        (0.15 for one).

        Args:
            frame: where to look.
            found: proposals of one place, the surest first.

        Raises: ModelFault, ProgramFault.
        """
        turns = self._turns(frame, found[0])
        best: _WayUp | None = None
        for way in ways_up([*turns, *found]):
            tried = self._tried(frame, way)
            if best is None or tried.rank > best.rank:
                best = tried
            if best.rank >= _CLEAR:
                break
        if best is None:
            return None
        surest = sorted((one.confidence for one in turns), reverse=True)[:_BEST_TURNS]
        evidence = (
            max([*surest[:1], found[0].confidence])
            + sum(surest) / _BEST_TURNS
            + best.sureness
            + _MESHES_WORTH[len(best.meshes)]
        )
        key_points = _float32(best.upright.key_points)
        # One mesh alone was laid over an ear or a cheek once in four.
        by_both = len(best.meshes) == len(MESH_MARGINS)
        face = replace(best.meshes[0], key_points=key_points) if by_both else by_key_points(best.upright)
        return Sight(face, evidence, best.upright, best.sureness, len(best.meshes))

    def _tried(self, frame: FrameLevels, way: Proposal) -> _WayUp:
        """How well one way up agrees with everything."""
        again = self.again(frame, way)
        upright = again if again is not None and again.confidence >= 0.5 * way.confidence else way
        seen = [one for one in (self._confirmed(frame, upright, m) for m in SURENESS_MARGINS) if one]
        sureness = max((one.confidence for one in seen), default=0.0)
        meshes = tuple(
            mesh
            for mesh in (self.mesh(frame, upright, margin, *seen[:1]) for margin in MESH_MARGINS)
            if mesh is not None
        )
        return _WayUp(upright, sureness, meshes)

    def _confirmed(self, frame: FrameLevels, upright: Proposal, margin: float) -> Proposal | None:
        """What MediaPipe's detector sees in the middle of an upright square; px of the frame."""
        return _middle(self._landmarker, _view(upright, margin, MESH_SIDE_PX), frame, margin)

    def again(self, frame: FrameLevels, known: Proposal) -> Proposal | None:
        """The same face by one small picture in which it should stand upright, or None."""
        view = _view(known, DETECTOR_MARGIN, DETECTOR_SIDE_PX)
        return _middle(self._detector, view, frame, DETECTOR_MARGIN)

    def mesh(
        self, frame: FrameLevels, upright: Proposal, margin: float = MESH_MARGINS[0], *seconds: Proposal
    ) -> Face | None:
        """The mesh of an upright face; None where none is, or it lies elsewhere than the key points.

        Args:
            frame: where to look.
            upright: where the face is, and its key points.
            margin: side of the picture over the face's size.
            seconds: other proposals of the face, whose key points may agree as well.
        """
        view = _view(upright, margin, MESH_SIDE_PX)
        mesh = self._landmarker.mesh(view.picture(frame))
        if mesh is None or not any(agrees(mesh, view, one) for one in (upright, *seconds)):
            return None
        return by_mesh(mesh, view)

    def sureness(self, frame: FrameLevels, upright: Proposal, margin: float) -> float:
        """MediaPipe's score, 0..1, of an upright face in a square `margin` times as wide."""
        seen = self._confirmed(frame, upright, margin)
        return 0.0 if seen is None else seen.confidence

    def _turns(self, frame: FrameLevels, found: Proposal) -> list[Proposal]:
        step = TURN_STEP_DEG if self._detector.quick else 90
        views = [
            about(found.centre, found.size_px, roll, margin=DETECTOR_MARGIN, side_px=DETECTOR_SIDE_PX)
            for roll in range(0, 360, step)
        ]
        seen = (_middle(self._detector, view, frame, DETECTOR_MARGIN) for view in views)
        return [one for one in seen if one is not None]


def ways_up(proposals: list[Proposal]) -> list[Proposal]:
    """The rolls worth trying, by the surest proposal of each, at most three.

    First the surest proposal's own; then the one about which most proposals gather, which may be another:
    a face is proposed upright in several turns, a wrong way up in one.
    """
    surest = sorted(proposals, key=lambda one: -one.confidence)
    gathered = sorted(proposals, key=lambda one: -_support(one, proposals))
    chosen: list[Proposal] = []
    for one in (*surest[:1], *gathered):
        if all(_between_deg(one.roll_deg, other.roll_deg) > _ANOTHER_WAY_DEG for other in chosen):
            chosen.append(one)
    return chosen[:_WAYS_UP]


def _support(one: Proposal, proposals: list[Proposal]) -> float:
    return sum(
        other.confidence**3 * math.exp(-((_between_deg(one.roll_deg, other.roll_deg) / _SPREAD_DEG) ** 2))
        for other in proposals
    )


def _between_deg(one: float, other: float) -> float:
    return abs((one - other + 180.0) % 360.0 - 180.0)


def _middle(
    detector: FaceDetector | FaceLandmarker, view: TurnedView, frame: FrameLevels, margin: float
) -> Proposal | None:
    """The surest face in the middle of a view, of about the size that was expected; px of the frame."""
    middle = np.array([view.width / 2, view.height / 2])
    expected = view.width / margin
    for one in detector.propose(view.picture(frame), _LEAST):
        apart = np.abs(one.centre - middle).max()
        if apart < _MIDDLE * view.width and 0.45 < one.size_px / expected < 2.2:
            return in_frame(one, view)
    return None


def in_frame(one: Proposal, view: TurnedView) -> Proposal:
    """A proposal in px of the frame."""
    return Proposal(
        one.confidence,
        view.to_frame(one.centre[None])[0],
        float(one.size_px / view.scale),
        view.to_frame(one.key_points),
    )


def agrees(mesh: Mesh, view: TurnedView, upright: Proposal) -> bool:
    """Whether a mesh's eyes and mouth lie where the detector's key points are, the same way up."""
    expected = _anchors_of_five(view.to_picture(upright.key_points))
    seen = np.array([mesh.points[list(pair)].mean(axis=0) for pair in (RIGHT_EYE, LEFT_EYE, MOUTH)])
    across = np.linalg.norm(expected[1] - expected[0])
    down = np.linalg.norm(expected[2] - expected[:2].mean(axis=0))
    apart = np.linalg.norm(seen - expected, axis=1).mean()
    return bool(apart <= _MESH_APART * max(across, down)) and abs(roll_of(mesh.points)) <= _MESH_ROLL_DEG


def by_mesh(mesh: Mesh, view: TurnedView) -> Face:
    """The face in px of the frame."""
    yaw_deg, pitch_deg = turn_of_head(mesh.transformation, roll_of(mesh.points))
    landmarks = _float32(view.to_frame(mesh.points))
    return Face(
        box=_bounds(landmarks),
        landmarks=landmarks,
        depth=(mesh.depth / view.scale).astype(np.float32),
        roll_deg=roll_of(landmarks),
        yaw_deg=yaw_deg,
        pitch_deg=pitch_deg,
    )


def by_key_points(one: Proposal) -> Face:
    """The face of a proposal in px of the frame, without a mesh."""
    _, yaw_deg, pitch_deg = pose_of_five(one.key_points)
    half = one.size_px / 2
    return Face(
        box=Box(float(one.centre[0] - half), float(one.centre[1] - half), one.size_px, one.size_px),
        landmarks=np.zeros((0, 2), np.float32),
        depth=np.zeros(0, np.float32),
        roll_deg=one.roll_deg,
        yaw_deg=yaw_deg,
        pitch_deg=pitch_deg,
        aligned_by=Alignment.KEY_POINTS,
        key_points=_float32(one.key_points),
    )


def by_points_of(face: Face, one: Proposal) -> Proposal:
    """A proposal with the five points of a face's mesh."""
    eyes = [face.landmarks[list(pair)].mean(axis=0) for pair in (RIGHT_EYE, LEFT_EYE)]
    points = np.array([*eyes, face.landmarks[NOSE_TIP], *face.landmarks[list(MOUTH)]], np.float64)
    return replace(one, key_points=points)


def _view(one: Proposal, margin: float, side_px: int) -> TurnedView:
    return about(one.centre, one.size_px, one.roll_deg, margin=margin, side_px=side_px)


def _anchors_of_five(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([points[0], points[1], points[3:].mean(axis=0)])


def _bounds(points: NDArray[np.float32]) -> Box:
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return Box(float(left), float(top), float(right - left), float(bottom - top))


def _float32(values: NDArray[np.float64]) -> NDArray[np.float32]:
    return values.astype(np.float32)
