"""Looks closely at one place of a frame: is it a face, which way up, and where are eyes and mouth?

No single network can be trusted with that. The detector proposes faces at any roll, and proposes heads from
behind and knees as well; MediaPipe's detector is strict, and wants the face upright; its mesh lies down on
anything. So the place is shown to the detector in many turns, then upright to MediaPipe, and what all say is
added up to one evidence. All of them may agree on a face that stands on its head: a witness from elsewhere
(`way_up`) has its say in which way is up, and without it nothing is scored. What no mesh confirms is shown
to a witness of the face itself (`face_witness`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from neopain.core.frames import BgrImage, Face
from neopain.vision.finding.face_landmarker import FaceLandmarker
from neopain.vision.finding.face_witness import FaceWitness
from neopain.vision.finding.fitted_face import (
    agrees,
    anchors_of_mesh,
    by_key_points,
    by_mesh,
    float32,
    in_frame,
    measure,
    points_of,
    turned_over,
)
from neopain.vision.finding.proposal import FaceDetector, Proposal
from neopain.vision.finding.turned_view import FrameLevels, TurnedView, about
from neopain.vision.finding.way_up import WayUp, WayUpWitness
from neopain.vision.finding.ways_up import ways_up

TURN_STEP_DEG = 30
DETECTOR_SIDE_PX = 128
DETECTOR_MARGIN = 2.2
"""Side of a detector's picture over the face's size: the face fills a little less than half."""
MESH_SIDE_PX = 256
MESH_MARGINS = (2.2, 3.0)
SURENESS_MARGINS = (1.5, 2.2, 3.0)

SURE_DETECTOR = 0.5
"""Confidence of the upright place below which meshes do not suffice: they were laid over a foot in a sock."""

_LEAST = 0.1  # asked of the detectors in a close look
_MIDDLE = 0.2  # of the picture's side: further from the middle is another face
_BEST_TURNS = 5
_MESHES_WORTH = (0.0, 0.15, 1.0)
_CLEAR = 3.2  # detector, MediaPipe, meshes and witness of one way up: no other needs to be tried
_LEAD_WORTH = 2.0  # a lead of so much is worth 0.73, none 0.5
_LIKENESS_WORTH, _LIKENESS_SPREAD = 0.5, 0.3  # in the choice between ways up that no mesh confirms
_TWINS_APART = 0.1  # of two meshes laid over different pictures; in the `measure` of a face
_TWINS_UPRIGHT, _TWINS_LEAD = 2.5, 4.0
_TWINS_SIZE = 2.2  # of a face over that measure


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What a close look saw.

    Attributes:
        face: aligned by the mesh where two meshes agree with the key points.
        evidence: 0..4; see `CloseLook.at`.
        proposal: the detector's, in px of the frame, after the way up was found.
        sureness: MediaPipe's detector, 0..1.
        meshes: how many meshes agreed with the key points, or with each other and the witness.
        way_up: the witness's word on this way up.
        likeness: the witness's of the face itself; None where two meshes agree with a sure detector, and it
            is not asked.
        softened: whether grain was taken out of the frame first.
    """

    face: Face
    evidence: float
    proposal: Proposal
    sureness: float
    meshes: int
    way_up: WayUp
    likeness: float | None = None
    softened: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _WayUp:
    """One way up that was tried: key points, MediaPipe's score, meshes that agree, and the witness."""

    upright: Proposal
    sureness: float
    meshes: tuple[Face, ...]
    way_up: WayUp

    @property
    def confirmed(self) -> bool:
        """Whether both meshes agree. One mesh alone was laid over an ear or a cheek once in four."""
        return len(self.meshes) == len(MESH_MARGINS)

    @property
    def rank(self) -> float:
        lead = 1.0 / (1.0 + math.exp(-self.way_up.lead / _LEAD_WORTH))
        return self.upright.confidence + self.sureness + 0.5 * len(self.meshes) + lead


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """A mesh in px of the frame, and whether it lies where key points are."""

    face: Face
    agrees: bool


class CloseLook:
    """Detector, MediaPipe and witnesses together, on one place. Used by one thread."""

    def __init__(
        self,
        detector: FaceDetector,
        landmarker: FaceLandmarker,
        witness: WayUpWitness,
        face_witness: FaceWitness,
    ) -> None:
        self._detector, self._landmarker = detector, landmarker
        self._witness, self._face_witness = witness, face_witness

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
        tried: list[_WayUp] = []
        for way in ways_up([*turns, *found]):
            tried.append(self._tried(frame, way))
            if tried[-1].rank >= _CLEAR:
                break
        if not tried:
            return None
        best = max(tried, key=_rank)
        if best.way_up.lead < 0:
            # The detector did not propose it, but the witness does.
            tried.append(self._tried(frame, turned_over(best.upright)))
            best = max(tried, key=_rank)
        likeness = None
        if not best.confirmed:
            best, likeness = self._likest(frame, [one for one in tried if not one.confirmed])
        elif best.upright.confidence < SURE_DETECTOR:
            best, likeness = self._likest(frame, [best])
        surest = sorted((one.confidence for one in turns), reverse=True)[:_BEST_TURNS]
        evidence = (
            max([*surest[:1], found[0].confidence])
            + sum(surest) / _BEST_TURNS
            + best.sureness
            + _MESHES_WORTH[len(best.meshes)]
        )
        face = by_key_points(best.upright)
        if best.confirmed:
            face = replace(best.meshes[0], key_points=float32(best.upright.key_points))
        meshes, softened = len(best.meshes), frame.is_softened
        return Sight(face, evidence, best.upright, best.sureness, meshes, best.way_up, likeness, softened)

    def _likest(self, frame: FrameLevels, tried: Sequence[_WayUp]) -> tuple[_WayUp, float]:
        """Of the ways up between which little decides, the one that the face's witness prefers."""
        least = max(one.rank for one in tried) - _LIKENESS_WORTH
        told = [
            (one, self._face_witness.likeness(frame, at.centre, at.size_px, at.roll_deg))
            for one, at in ((one, one.upright) for one in tried if one.rank >= least)
        ]
        return max(told, key=lambda pair: pair[0].rank + _likeness_worth(pair[1]))

    def _tried(self, frame: FrameLevels, way: Proposal) -> _WayUp:
        """How well one way up agrees with everything."""
        again = self.again(frame, way)
        upright = again if again is not None and again.confidence >= 0.5 * way.confidence else way
        # Detector and mesh are shown the same pictures.
        shown = {margin: _shown(frame, upright, margin) for margin in {*SURENESS_MARGINS, *MESH_MARGINS}}
        seen = [one for one in (_middle(self._landmarker, *shown[m], m) for m in SURENESS_MARGINS) if one]
        sureness = max((one.confidence for one in seen), default=0.0)
        laid = [self._laid(*shown[margin], upright, *seen[:1]) for margin in MESH_MARGINS]
        meshes = tuple(one.face for one in laid if one is not None and one.agrees)
        if len(meshes) < len(laid) and (twins := self._twins(frame, laid)) is not None:
            face, at_mesh, way_up = twins
            known = replace(at_mesh, confidence=upright.confidence)
            return _WayUp(known, sureness, (face,) * len(laid), way_up)
        return _WayUp(upright, sureness, meshes, self.way_up(frame, upright))

    def _twins(self, frame: FrameLevels, laid: Sequence[_Laid | None]) -> tuple[Face, Proposal, WayUp] | None:
        """A mesh that comes out alike in two pictures, where the witness sees a face the same way up.

        A drawn, crying or covered face may have its key points elsewhere. Two meshes alone were laid alike
        over faces on their heads; see decision 10.
        """
        first, second = laid[0], laid[-1]
        if first is None or second is None:
            return None
        one, other = anchors_of_mesh(first.face.landmarks), anchors_of_mesh(second.face.landmarks)
        scale = measure(one)
        if scale < 1.0 or np.linalg.norm(one - other, axis=1).mean() > _TWINS_APART * scale:
            return None
        # Not where the place was thought to be, but where the mesh is: else one face might be two.
        middle = (one[:2].mean(axis=0) + one[2]) / 2
        at_mesh = Proposal(1.0, middle, _TWINS_SIZE * scale, points_of(first.face))
        way_up = self._witness.seen(frame, middle, at_mesh.size_px, first.face.roll_deg)
        if way_up.upright < _TWINS_UPRIGHT or way_up.lead < _TWINS_LEAD:
            return None
        return first.face, at_mesh, way_up

    def again(self, frame: FrameLevels, known: Proposal) -> Proposal | None:
        """The same face by one small picture in which it should stand upright, or None."""
        view = _view(known, DETECTOR_MARGIN, DETECTOR_SIDE_PX)
        return _middle(self._detector, view, view.picture(frame), DETECTOR_MARGIN)

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
        laid = self._laid(*_shown(frame, upright, margin), upright, *seconds)
        return laid.face if laid is not None and laid.agrees else None

    def _laid(self, view: TurnedView, picture: BgrImage, *expected: Proposal) -> _Laid | None:
        mesh = self._landmarker.mesh(picture)
        if mesh is None:
            return None
        return _Laid(by_mesh(mesh, view), any(agrees(mesh, view, one) for one in expected))

    def way_up(self, frame: FrameLevels, upright: Proposal) -> WayUp:
        """What the witness says of a face that is followed."""
        return self._witness.seen(frame, upright.centre, upright.size_px, upright.roll_deg)

    def sureness(self, frame: FrameLevels, upright: Proposal, margin: float) -> float:
        """MediaPipe's score, 0..1, of an upright face in a square `margin` times as wide."""
        seen = _middle(self._landmarker, *_shown(frame, upright, margin), margin)
        return 0.0 if seen is None else seen.confidence

    def _turns(self, frame: FrameLevels, found: Proposal) -> list[Proposal]:
        step = TURN_STEP_DEG if self._detector.quick else 90
        views = [
            about(found.centre, found.size_px, roll, margin=DETECTOR_MARGIN, side_px=DETECTOR_SIDE_PX)
            for roll in range(0, 360, step)
        ]
        seen = (_middle(self._detector, view, view.picture(frame), DETECTOR_MARGIN) for view in views)
        return [one for one in seen if one is not None]


def _rank(one: _WayUp) -> float:
    return one.rank


def _likeness_worth(likeness: float) -> float:
    return _LIKENESS_WORTH / (1.0 + math.exp(-likeness / _LIKENESS_SPREAD))


def _middle(
    detector: FaceDetector | FaceLandmarker, view: TurnedView, picture: BgrImage, margin: float
) -> Proposal | None:
    """The surest face in the middle of a view, of about the size that was expected; px of the frame."""
    middle = np.array([view.width / 2, view.height / 2])
    expected = view.width / margin
    for one in detector.propose(picture, _LEAST):
        apart = np.abs(one.centre - middle).max()
        if apart < _MIDDLE * view.width and 0.45 < one.size_px / expected < 2.2:
            return in_frame(one, view)
    return None


def _shown(frame: FrameLevels, one: Proposal, margin: float) -> tuple[TurnedView, BgrImage]:
    """What MediaPipe's networks are shown of an upright face, and where it is."""
    view = _view(one, margin, MESH_SIDE_PX)
    return view, view.picture(frame)


def _view(one: Proposal, margin: float, side_px: int) -> TurnedView:
    return about(one.centre, one.size_px, one.roll_deg, margin=margin, side_px=side_px)
