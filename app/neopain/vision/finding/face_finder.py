"""Finds the infant's face in a frame, follows it, and tells when another face is there.

Single pictures are searched at once and with no memory. In live pictures the search is spread over frames;
a face once found is followed by one small picture and the mesh, and confirmed anew all the time, a part of
the close look with each frame, so that no frame takes much longer than the others.

In a dim frame grain hides a face. Where none is found in such a frame, it is searched without its grain, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from neopain.core.errors import ModelFault, ProgramFault
from neopain.core.frames import Face, Frame
from neopain.core.text import Text
from neopain.vision.finding.close_look import CloseLook, Sight
from neopain.vision.finding.evidence import ANOTHER, margin, may_be_scored, preference, worth
from neopain.vision.finding.face_landmarker import FaceLandmarker
from neopain.vision.finding.face_witness import FaceWitness
from neopain.vision.finding.proposal import FaceDetector, Proposal, apart, gathered
from neopain.vision.finding.search import Hunt, Search
from neopain.vision.finding.track import ANOTHER_POSSIBLE, ANOTHER_SIZE_LEAST, Track
from neopain.vision.finding.turned_view import FrameLevels
from neopain.vision.finding.way_up import WayUpWitness

LONGEST_SIDE_PX = 32_766
"""OpenCV refuses a longer side (SHRT_MAX in its `remap`)."""

_CLOSE_LOOKS = 4  # places of one single picture that are looked at closely
_RIVALS = 2  # places beside a new face in a live picture that are


class InfantFaceFinder:
    """A FaceFinder. Used by one thread."""

    def __init__(
        self,
        detector: FaceDetector,
        landmarker: FaceLandmarker,
        witness: WayUpWitness,
        face_witness: FaceWitness,
        *,
        follow: bool = True,
    ) -> None:
        """Take the opened networks.

        Args:
            detector: proposes faces.
            landmarker: confirms and aligns them; closed by `close`.
            witness: says whether a face is upright.
            face_witness: says whether what no mesh confirms is a face.
            follow: let the last picture's face vouch for this one's (a live picture, a video). False for
                single pictures, whose result must not depend on their order.
        """
        self._landmarker = landmarker
        self._close_look = CloseLook(detector, landmarker, witness, face_witness)
        self._follow = follow
        self._search = Search(detector, landmarker)
        self._hunts = Hunt(self._search), Hunt(self._search)
        """Of frames as they are, and softened."""
        self._track = Track(self._close_look, self._search)
        self._next: tuple[list[Proposal], list[list[Proposal]]] | None = None
        """The place that the next frame is looked at closely for, and all that were seen with it."""
        self._searched = (0, 0)
        self._softened = False

    def find(self, frame: Frame) -> Face | None:
        """The face, or None. Raises: ProgramFault after `close`; ModelFault when a network fails."""
        if self._landmarker.closed:
            raise ProgramFault("the face finder was used after close()")
        if max(frame.image.shape) > LONGEST_SIDE_PX:
            raise ModelFault(
                Text(
                    "a picture has sides of at most {most} px; got {shape}: make it smaller",
                    most=LONGEST_SIDE_PX,
                    shape=frame.image.shape,
                )
            )
        levels = FrameLevels(frame.image)
        return self._live(levels, frame.captured_at) if self._follow else self._single(levels)

    def close(self) -> None:
        """Release the networks; twice is harmless."""
        self._landmarker.close()

    def _single(self, frame: FrameLevels) -> Face | None:
        face = chosen(self._looked_over(frame), min(frame.size))
        if face is None and frame.dim:
            face = chosen(self._looked_over(frame.softened()), min(frame.size))
        return face

    def _looked_over(self, frame: FrameLevels) -> list[Sight]:
        found = gathered(
            self._search.small(frame) + self._search.large(frame) + self._search.by_landmarker(frame)
        )
        sights = self._sights(frame, found[:_CLOSE_LOOKS])
        for search in (self._search.huge, self._search.giant):
            if all(margin(sight, min(frame.size)) < 0 for sight in sights):
                sights += self._sights(frame, gathered(search(frame))[:_CLOSE_LOOKS])
        return sights

    def _live(self, frame: FrameLevels, at: float) -> Face | None:
        seen = frame.softened() if self._softened else frame
        followed = self._track.followed(seen, at)
        if followed is not None:
            self._next = None
            return followed
        # Looking everywhere and looking closely cost about the same: one frame each.
        if self._next is None or frame.size != self._searched:
            # Softened in every second round of a dim frame; a face is followed as it was found.
            self._softened = not self._softened and frame.dim
            hunt = self._hunts[self._softened]
            found = hunt.places(frame.softened() if self._softened else frame)
            place = hunt.next_place(found)
            self._next = None if place is None else (place, found)
            self._searched = frame.size
            return None
        (place, found), self._next = self._next, None
        sight = self._close_look.at(seen, place)
        if sight is None or margin(sight, min(frame.size)) < 0:
            return None
        rivals = [place for place in found if _rival(place[0], sight.proposal)]
        others = [one for one in self._sights(seen, rivals[:_RIVALS]) if worth(one) >= ANOTHER]
        return self._track.begun(sight, others, seen, at)

    def _sights(self, frame: FrameLevels, found: Sequence[list[Proposal]]) -> list[Sight]:
        sights = (self._close_look.at(frame, place) for place in found)
        return [sight for sight in sights if sight is not None]


def chosen(sights: Sequence[Sight], shorter_px: int) -> Face | None:
    """The face with the most evidence, and how many others there are; None where there is too little."""
    # A large face needs less to be one, and is not preferred to a small one of more worth.
    faces = [sight for sight in sights if margin(sight, shorter_px) >= 0]
    if not faces:
        return None
    ranked = sorted(faces, key=lambda sight: -preference(sight))
    best, others = ranked[0], list[Sight]()
    for sight in ranked[1:]:
        large = sight.proposal.size_px >= ANOTHER_SIZE_LEAST * best.proposal.size_px
        new = all(apart(sight.proposal, one.proposal) for one in (best, *others))
        if worth(sight) >= ANOTHER and large and new:
            others.append(sight)
    clear = may_be_scored(best, shorter_px)
    return replace(best.face, others=len(others), settled=not others, clear=clear)


def _rival(one: Proposal, face: Proposal) -> bool:
    large = one.size_px >= ANOTHER_SIZE_LEAST * face.size_px
    return one.confidence >= ANOTHER_POSSIBLE and large and apart(one, face)
