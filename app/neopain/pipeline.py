"""The life of one frame: picture in, Reading out.

No thread, no Qt, no clock of its own beyond the one it is given for the latency. The parts come from outside
as ports, so that it is tested without MediaPipe and ONNX Runtime.
"""

from __future__ import annotations

import logging
from contextlib import suppress

from neopain.core.clock import Clock
from neopain.core.errors import ProgramFault
from neopain.core.frames import Face, Frame, View
from neopain.core.ports import Classifier, FaceAligner, FaceFinder, FeatureExtractor
from neopain.core.readings import PainScore, Quality, Reading, Reason
from neopain.core.score.smoothing import ScoreSmoother

logger = logging.getLogger(__name__)

_FAULTS_OF_A_FRAME = Exception
"""Of whatever library (cv2.error, OSError ...): what one odd picture uncovers costs this frame only."""


class PainPipeline:
    """Frame -> Face -> FaceCrop -> FeatureVector -> PainScore -> Reading; used by one thread."""

    def __init__(
        self,
        *,
        finder: FaceFinder,
        aligner: FaceAligner,
        extractor: FeatureExtractor,
        classifier: Classifier,
        smoother: ScoreSmoother,
        clock: Clock,
    ) -> None:
        if extractor.layout != classifier.layout:
            raise ProgramFault(
                f"classifier {classifier.model_id} wants features {classifier.layout.id}, "
                f"the extractor gives {extractor.layout.id}; open both from one model folder"
            )
        self._finder = finder
        self._aligner = aligner
        self._extractor = extractor
        self._classifier = classifier
        self._smoother = smoother
        self._clock = clock
        self._told: str | None = None
        """The fault that was logged last: a lasting one is logged once, not with every frame."""

    def process(self, frame: Frame) -> Reading:
        """One Reading for one frame, whatever it shows: a fault of a model or of ours is a reading too."""
        face: Face | None = None
        view: View | None = None
        try:
            face = self._finder.find(frame)
            if face is None:
                return self._without_number(frame, Reason.FACE_NOT_FOUND, None, None)
            crop = self._aligner.crop(frame, face)
            view = self._aligner.view(frame, face, crop)
            refusal = self._aligner.refuse(view)
            if refusal is not None:
                return self._without_number(frame, refusal, face, view)
            score = self._classifier.score(self._extractor.extract(crop))
            reading = self._with_number(frame, score, face, view)
        except _FAULTS_OF_A_FRAME as fault:
            self._log(frame, fault)
            return self._without_number(frame, Reason.MODEL_FAULT, face, view)
        self._told = None
        return reading

    def close(self) -> None:
        """Release the detector."""
        self._finder.close()

    def _with_number(self, frame: Frame, score: PainScore, face: Face, view: View) -> Reading:
        smoothed = self._smoother.update(frame.captured_at, score.points)
        return Reading(
            frame_seq=frame.seq,
            captured_at=frame.captured_at,
            quality=Quality.OK,
            raw=score.points,
            smoothed=smoothed,
            latency_s=self._clock.monotonic() - frame.captured_at,
            face=face,
            view=view,
        )

    def _log(self, frame: Frame, fault: Exception) -> None:
        told = f"{type(fault).__name__}: {fault}"
        if told != self._told:
            self._told = told
            logger.error("the model could not score frame %d", frame.seq, exc_info=fault)

    def _without_number(self, frame: Frame, reason: Reason, face: Face | None, view: View | None) -> Reading:
        # A frame out of order was refused by the smoother already; there is nothing to tell it.
        with suppress(ProgramFault):
            self._smoother.gap(frame.captured_at)
        return Reading.cannot_assess(
            reason,
            frame_seq=frame.seq,
            captured_at=frame.captured_at,
            latency_s=self._clock.monotonic() - frame.captured_at,
            face=face,
            view=view,
        )
