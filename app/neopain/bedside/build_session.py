"""Builds one monitoring session out of the rooms: the composition root of the running monitor."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from neopain import __version__, paths
from neopain.bedside.active_models import pipeline_of
from neopain.bedside.cameras.known_cameras import CameraAccess
from neopain.bedside.clips.clip_desk import SessionClips
from neopain.bedside.records.rescue import RescueFile
from neopain.capture.addresses.credentials import Credentials
from neopain.capture.checks.picture_check import PictureHealth
from neopain.capture.open_source import open_source
from neopain.core.alarms.sound_policy import DEFAULT_AUDIO, AudioPolicy
from neopain.core.clinical.clips import DEFAULT_CLIPS, ClipRule
from neopain.core.clock import Clock
from neopain.core.ports import FrameSource
from neopain.core.readings import OutsideTraining
from neopain.core.score.presets import DEFAULT_PRESET, Preset
from neopain.core.sessions import Session
from neopain.core.watch.watch import BedsideWatch
from neopain.store.set_aside import open_to_record
from neopain.vision.features.face_motion import FaceMotion
from neopain.vision.open_models import VisionModels
from neopain.workers.monitor_parts import MonitorParts
from neopain.workers.watchdog.child_process import WatchdogProcess

CLIP = Path("neonate") / "heel_lance.mp4"
WATCHDOG_LOG = "watchdog.log"
"""In the sessions' folder: when a watchdog had to speak, as the monitor could not write that down itself."""
WATCHDOG_CLAIM = "watchdog.claim"
"""In the sessions' folder: which watchdog guards the monitor of this folder; an older one withdraws."""


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
        audio: which alarms sound, and how often.
        models_in: folder in which a choice of models may stand; None for `data`.
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


def build_parts(wish: SessionWish, models: VisionModels, clock: Clock) -> MonitorParts:
    """Everything that one session needs. Raises: SettingFault for a source that makes no sense."""
    opened = source_opener(wish, clock)
    source = opened()
    pipeline = pipeline_of(models, clock, outside_training=wish.outside_training)
    session = Session(
        id=str(uuid.uuid4()),
        patient_code=wish.patient_code,
        started_utc=clock.utc().isoformat(timespec="milliseconds"),
        started_at=clock.monotonic(),
        source=source.name,
        simulated=source.simulated,
        app_version=__version__,
        model_id=models.classifier.model_id,
        provider=models.extractor.provider,
    )
    return MonitorParts(
        session=session,
        source=source,
        reopen_source=opened,
        check=PictureHealth(film=source.simulated),
        pipeline=pipeline,
        watch=BedsideWatch(wish.preset, audio=wish.audio, rests=wish.rests),
        preset=wish.preset,
        open_store=lambda: open_to_record(wish.data),
        free_bytes=lambda: shutil.disk_usage(wish.data).free,
        clock=clock,
        launch_watchdog=lambda: _launch_watchdog(wish),
        spill=RescueFile(wish.data, session),
        outside_training=wish.outside_training,
        glance=FaceMotion() if wish.rests else None,
        clips=SessionClips(wish.data, session, wish.clips, clock),
    )


def source_opener(wish: SessionWish, clock: Clock) -> Callable[[], FrameSource]:
    """What opens the wished source; it raises SettingFault for one that makes no sense."""
    clip, camera = paths.assets() / CLIP, wish.camera
    if camera is None:
        return lambda: open_source(wish.source, clock=clock, clip=clip, pace=wish.pace)
    return lambda: open_source(
        camera.spec,
        clock=clock,
        clip=clip,
        login=camera.login or Credentials(),
        fingerprint=camera.fingerprint,
        name=camera.name,
    )


def _launch_watchdog(wish: SessionWish) -> WatchdogProcess:
    face = ("--console",) if wish.headless else ()
    log, claim = wish.data / WATCHDOG_LOG, wish.data / WATCHDOG_CLAIM
    return WatchdogProcess((*face, "--log", str(log), "--claim", str(claim)))
