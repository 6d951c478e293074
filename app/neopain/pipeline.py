"""The life of one frame: picture in, raw score or reason out.

No thread, no Qt, no clock of its own beyond the one it is given for the latency, and no memory: averaging
over time belongs to the watch, which owns the preset. The parts come from outside as ports, so that it is
tested without MediaPipe and ONNX Runtime.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from neopain.core.clock import Clock
from neopain.core.errors import ProgramFault
from neopain.core.facial_actions import FacialActions
from neopain.core.features import FeatureVector
from neopain.core.frames import Face, FaceCrop, Frame, View
from neopain.core.ports import (
    ActionMeter,
    Classifier,
    ExpressionWitness,
    FaceAligner,
    FaceFinder,
    FeatureExtractor,
    NoveltyDetector,
)
from neopain.core.readings import OutsideTraining, RawReading, Reason

logger = logging.getLogger(__name__)

_FAULTS_OF_A_FRAME = Exception
"""Of whatever library (cv2.error, OSError ...): what one odd picture uncovers costs this frame only."""

PARTLY_COVERED = frozenset(
    {Reason.BROW_COVERED, Reason.EYES_COVERED, Reason.NOSE_COVERED, Reason.MOUTH_COVERED}
)
"""Where one part of the face is covered there is no score, and the actions of the others are still told."""
UNSCORED = "the model could not score frame %d"
UNTOLD = "single signs of frame %d could not be told"
"""What is logged of a fault."""
KNOWN_WITHIN = 1.0
"""The distance up to which a face is known; `NoveltyDetector` measures in multiples of the limit."""


class PainPipeline:
    """Frame -> Face -> FaceCrop -> FeatureVector -> PainScore -> RawReading; used by one thread."""

    def __init__(
        self,
        *,
        finder: FaceFinder,
        aligner: FaceAligner,
        extractor: FeatureExtractor,
        novelty: NoveltyDetector,
        classifier: Classifier,
        clock: Clock,
        meter: ActionMeter | None = None,
        witness: ExpressionWitness | None = None,
        outside_training: OutsideTraining = OutsideTraining.REFUSE,
        measure_refused: bool = False,
        on_scored: Callable[[FaceCrop], None] | None = None,
    ) -> None:
        """Take the parts. Raises: ProgramFault when extractor and classifier do not belong together.

        `meter` and `witness` look at every face whose view is good, also at one unlike training, and `meter`
        at one of which a single part is covered; what they say stands beside a score and changes none.
        `outside_training` says what to do with a face unlike training. With `measure_refused` a face whose
        view is refused gets its distance, too; that costs as much as a score, so a live monitor leaves it.
        `on_scored` hears of the aligned face of each score, and returns at once.
        """
        if extractor.layout != classifier.layout:
            raise ProgramFault(
                f"classifier {classifier.model_id} wants features {classifier.layout.id}, the extractor "
                f"gives {extractor.layout.id}; open both from one model folder"
            )
        self._finder = finder
        self._aligner = aligner
        self._extractor = extractor
        self._novelty = novelty
        self._classifier = classifier
        self._meter = meter
        self._witness = witness
        self._outside_training = outside_training
        self._measure_refused = measure_refused
        self._on_scored = on_scored
        self._clock = clock
        self._told: dict[str, str] = {}
        """The fault that was logged last of each kind: a lasting one is logged once, not with every frame."""

    def process(self, frame: Frame) -> RawReading:
        """One raw reading for one frame, whatever it shows: a fault of a model or of ours is one too."""
        face: Face | None = None
        view: View | None = None
        try:
            face = self._finder.find(frame)
            if face is None:
                return self._without_number(frame, Reason.FACE_NOT_FOUND)
            crop = self._aligner.crop(frame, face)
            view = self._aligner.view(frame, face, crop)
            refusal = self._aligner.refuse(view)
            partly = refusal in PARTLY_COVERED and self._meter is not None
            if refusal is not None and not (self._measure_refused or partly):
                return self._without_number(frame, refusal, face, view)
            features = self._extractor.extract(crop)
            if refusal is not None:
                measured = self._novelty.distance(features) if self._measure_refused else None
                shown = self._signs(frame, face, view, crop, features)[0] if partly else None
                return replace(self._without_number(frame, refusal, face, view, measured), actions=shown)
            distance = self._novelty.distance(features)
            actions, distress = self._signs(frame, face, view, crop, features)
            # Written so that a distance that is no number is unlike training too.
            if not distance <= KNOWN_WITHIN:
                return replace(
                    self._unlike_training(frame, face, view, features, distance),
                    actions=actions,
                    distress=distress,
                )
            score = self._classifier.score(features)
            if self._on_scored is not None:
                self._on_scored(crop)
            reading = RawReading(
                frame_seq=frame.seq,
                captured_at=frame.captured_at,
                raw=score.points,
                latency_s=self._latency_s(frame),
                face=face,
                view=view,
                distance=distance,
                interval=score.interval,
                intensity=score.intensity,
                actions=actions,
                distress=distress,
            )
        except _FAULTS_OF_A_FRAME as fault:
            self._log(UNSCORED, frame, fault)
            return self._without_number(frame, Reason.MODEL_FAULT, face, view)
        self._told.pop(UNSCORED, None)
        return reading

    def close(self) -> None:
        """Release the detector."""
        self._finder.close()

    def _latency_s(self, frame: Frame) -> float:
        return self._clock.monotonic() - frame.captured_at

    def _unlike_training(
        self, frame: Frame, face: Face, view: View, features: FeatureVector, distance: float
    ) -> RawReading:
        outside = None
        if self._outside_training is OutsideTraining.SHOW:
            outside = self._classifier.score(features).points
        return self._without_number(frame, Reason.UNLIKE_TRAINING, face, view, distance, outside)

    def _signs(
        self, frame: Frame, face: Face, view: View, crop: FaceCrop, features: FeatureVector
    ) -> tuple[FacialActions | None, float | None]:
        """A fault of a witness costs its word on this frame, and is logged; the score goes on."""
        try:
            actions = None if self._meter is None else self._meter.measure(face, view, crop, features)
            distress = None
            if self._witness is not None and not view.covered:
                distress = self._witness.distress(crop)
        except _FAULTS_OF_A_FRAME as fault:
            self._log(UNTOLD, frame, fault)
            return None, None
        self._told.pop(UNTOLD, None)
        return actions, distress

    def _log(self, what: str, frame: Frame, fault: Exception) -> None:
        told = f"{type(fault).__name__}: {fault}"
        if told != self._told.get(what):
            self._told[what] = told
            logger.error(what, frame.seq, exc_info=fault)

    def _without_number(
        self,
        frame: Frame,
        reason: Reason,
        face: Face | None = None,
        view: View | None = None,
        distance: float | None = None,
        outside: float | None = None,
    ) -> RawReading:
        return RawReading(
            frame.seq, frame.captured_at, None, reason, self._latency_s(frame), face, view, distance, outside
        )
