"""Which views of a frame are shown to the detectors, all at once or spread over frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from neopain.vision.finding.face_landmarker import FaceLandmarker
from neopain.vision.finding.fitted_face import in_frame
from neopain.vision.finding.proposal import FaceDetector, Proposal, gathered
from neopain.vision.finding.turned_view import FrameLevels, whole

ROLLS_DEG = (0, 90, 270, 180, 45, 315, 135, 225)
"""A detector sees faces that lean by up to about 45 degrees; eight turns leave 22.5."""
SMALL_PX, LARGE_PX, HUGE_PX, GIANT_PX = 320, 640, 1280, 1920
"""Longer side of the frame in the four sizes of view: for large faces, for most, for a face of 40 px in a
frame of 1920, and for one in a corner of a frame of 1280. The last costs too much for a live picture."""
LANDMARKER_PX = 256
POSSIBLE = 0.5
"""Confidence from which a place is worth a close look."""
POSSIBLE_FAR = 0.35
"""The same in huge and giant views, which are shown for faces that are hardly seen."""

_HUGE_FROM_PX = 800  # a smaller frame has nothing more to show


class Search:
    """Shows a frame to both detectors. Used by one thread; every method may raise ModelFault."""

    def __init__(self, detector: FaceDetector, landmarker: FaceLandmarker) -> None:
        self._detector, self._landmarker = detector, landmarker

    def small(self, frame: FrameLevels, rolls: Iterable[int] = ROLLS_DEG) -> list[Proposal]:
        """Proposals in small views, px of the frame."""
        return _proposed(frame, self._detector, SMALL_PX, rolls)

    def large(self, frame: FrameLevels, rolls: Iterable[int] = ROLLS_DEG) -> list[Proposal]:
        """Proposals in large views."""
        return _proposed(frame, self._detector, LARGE_PX, rolls)

    def huge(self, frame: FrameLevels, rolls: Iterable[int] = ROLLS_DEG) -> list[Proposal]:
        """Proposals in huge views, of frames that have so much to show."""
        if max(frame.size) < _HUGE_FROM_PX:
            return []
        return _proposed(frame, self._detector, HUGE_PX, rolls, POSSIBLE_FAR)

    def giant(self, frame: FrameLevels, rolls: Iterable[int] = ROLLS_DEG) -> list[Proposal]:
        """Proposals in giant views, of the same frames."""
        if max(frame.size) < _HUGE_FROM_PX:
            return []
        return _proposed(frame, self._detector, GIANT_PX, rolls, POSSIBLE_FAR)

    def by_landmarker(self, frame: FrameLevels, rolls: Iterable[int] = ROLLS_DEG) -> list[Proposal]:
        """MediaPipe's own proposals: it sees close faces that the other detector misses."""
        return _proposed(frame, self._landmarker, LANDMARKER_PX, rolls)


class Hunt:
    """Spreads a search over frames: small views of all turns in every frame, the others in turn.

    Every frame costs about the same. After four frames every large view was seen once, after eight every
    huge one. A place that was looked at closely without finding a face is passed over until all others had
    their turn.
    """

    def __init__(self, search: Search) -> None:
        self._search = search
        self._step = 0
        self._tried: list[Proposal] = []

    def places(self, frame: FrameLevels) -> list[list[Proposal]]:
        """This frame's places, the surest first; each by its proposals. Raises: ModelFault."""
        pairs = len(ROLLS_DEG) // 2
        pair = ROLLS_DEG[2 * (self._step % pairs) :][:2]
        one = ROLLS_DEG[self._step % len(ROLLS_DEG) :][:1]
        self._step += 1
        return gathered(
            self._search.small(frame)
            + self._search.large(frame, pair)
            + self._search.by_landmarker(frame, pair)
            + self._search.huge(frame, one)
        )

    def next_place(self, found: Sequence[list[Proposal]]) -> list[Proposal] | None:
        """The surest place that was not tried lately; when all were, the surest of all again."""
        untried = [place for place in found if not any(_near(place[0], tried) for tried in self._tried)]
        if found and not untried:
            self._tried.clear()
            untried = list(found)
        if not untried:
            return None
        self._tried.append(untried[0][0])
        return untried[0]


def _near(one: Proposal, other: Proposal) -> bool:
    apart = float(abs(one.centre - other.centre).max())
    return apart < 0.3 * max(one.size_px, other.size_px) and 0.6 < one.size_px / other.size_px < 1.7


def _proposed(
    frame: FrameLevels,
    detector: FaceDetector,
    longest_px: float,
    rolls: Iterable[int],
    least: float = POSSIBLE,
) -> list[Proposal]:
    found = []
    for roll in rolls:
        view = whole(frame, roll, longest_px)
        found += [in_frame(one, view) for one in detector.propose(view.picture(frame), least)]
    return found
