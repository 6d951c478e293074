"""What a person asks for when starting a session; loads neither cameras nor models."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from neopain.bedside.cameras.known_cameras import CameraAccess
from neopain.core.alarms.sound_policy import DEFAULT_AUDIO, AudioPolicy
from neopain.core.clinical.clips import DEFAULT_CLIPS, ClipRule
from neopain.core.clinical.reassessment import DEFAULT_INTERVALS, Intervals
from neopain.core.readings import OutsideTraining
from neopain.core.score.infant.adaptation import AdaptationChoice
from neopain.core.score.presets import DEFAULT_PRESET, Preset


@dataclass(frozen=True, slots=True)
class SessionWish:
    """What a person asks for when starting a session.

    Attributes:
        source: what `open_source` takes; for the simulated neonate, files, and cameras that are not known.
        camera: what opens a known camera; it goes before `source`. None for no known one.
        data: folder of the sessions.
        patient_code: pseudonym, "" when not admitted.
        preset: limits and delays.
        pace: whether files play at their own pace.
        headless: whether the watchdog, too, has no window.
        outside_training: what is done with the number of a face unlike training.
        adaptation: whether the score is adapted to the infant from the start; None for as the ward set it.
        audio: which alarms sound, and how often.
        models_in: folder in which a choice of models may stand; None for `data`.
        intervals: of manual assessment, for what has no window to say it.
        clips: how long a clip of pictures is, and how long it is kept, where a consent holds.
        rests: whether a still and calm face is scored less often, see `core.watch.reading_rate`.
    """

    source: str
    data: Path
    camera: CameraAccess | None = None
    patient_code: str = ""
    preset: Preset = DEFAULT_PRESET
    pace: bool = True
    headless: bool = False
    outside_training: OutsideTraining = OutsideTraining.REFUSE
    audio: AudioPolicy = DEFAULT_AUDIO
    rests: bool = True
    models_in: Path | None = None
    clips: ClipRule = DEFAULT_CLIPS
    adaptation: AdaptationChoice | None = None
    intervals: Intervals = DEFAULT_INTERVALS
