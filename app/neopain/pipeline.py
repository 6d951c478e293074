"""The life of one frame: picture in, raw score or reason out.

No thread, no Qt, no clock of its own beyond the one it is given for the latency, and no memory: averaging
over time belongs to the watch, which owns the preset. The parts come from outside as ports, so that it is
tested without MediaPipe and ONNX Runtime.
"""

from __future__ import annotations

import logging

from neopain.core.clock import Clock
from neopain.core.errors import ProgramFault
from neopain.core.frames import Face, Frame, View
from neopain.core.ports import Classifier, FaceAligner, FaceFinder, FeatureExtractor
from neopain.core.readings import RawReading, Reason

logger = logging.getLogger(__name__)

_FAULTS_OF_A_FRAME = Exception
"""Of whatever library (cv2.error, OSError ...): what one odd picture uncovers costs this frame only."""


class PainPipeline:
    """Frame -> Face -> FaceCrop -> FeatureVector -> PainScore -> RawReading; used by one thread."""

    def __init__(
        self,
        *,
        finder: FaceFinder,
        aligner: FaceAligner,
        extractor: FeatureExtractor,
        classifier: Classifier,
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
        self._clock = clock
        self._told: str | None = None
        """The fault that was logged last: a lasting one is logged once, not with every frame."""

    def process(self, frame: Frame) -> RawReading:
        """One raw reading for one frame, whatever it shows: a fault of a model or of ours is one too."""
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
            reading = RawReading(
                frame.seq, frame.captured_at, score.points, None, self._latency_s(frame), face, view
            )
        except _FAULTS_OF_A_FRAME as fault:
            self._log(frame, fault)
            return self._without_number(frame, Reason.MODEL_FAULT, face, view)
        self._told = None
        return reading

    def close(self) -> None:
        """Release the detector."""
        self._finder.close()

    def _latency_s(self, frame: Frame) -> float:
        return self._clock.monotonic() - frame.captured_at

    def _log(self, frame: Frame, fault: Exception) -> None:
        told = f"{type(fault).__name__}: {fault}"
        if told != self._told:
            self._told = told
            logger.error("the model could not score frame %d", frame.seq, exc_info=fault)

    def _without_number(
        self, frame: Frame, reason: Reason, face: Face | None, view: View | None
    ) -> RawReading:
        return RawReading(frame.seq, frame.captured_at, None, reason, self._latency_s(frame), face, view)
