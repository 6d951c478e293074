"""Builds one monitoring session out of the rooms: the composition root of the running monitor."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

from neopain import __version__, paths
from neopain.bedside.active_models import explaining, pipeline_of
from neopain.bedside.clips.clip_desk import SessionClips
from neopain.bedside.records.rescue import RescueFile
from neopain.bedside.session_wish import SessionWish
from neopain.capture.addresses.credentials import Credentials
from neopain.capture.checks.picture_check import PictureHealth
from neopain.capture.open_source import open_source
from neopain.core.clock import Clock
from neopain.core.ports import FrameSource
from neopain.core.score.infant.adaptation import AdaptationBasis, AdaptationChoice, camera_mark
from neopain.core.sessions import Session
from neopain.core.watch.watch import BedsideWatch
from neopain.store.set_aside import open_to_record
from neopain.vision.features.face_motion import FaceMotion
from neopain.vision.open_models import VisionModels
from neopain.workers.explaining.alarm_map import AlarmExplainer
from neopain.workers.monitor_parts import MonitorParts
from neopain.workers.watchdog.child_process import WatchdogProcess

CLIP = Path("neonate") / "heel_lance.mp4"
WATCHDOG_LOG = "watchdog.log"
"""In the sessions' folder: when a watchdog had to speak, as the monitor could not write that down itself."""
WATCHDOG_CLAIM = "watchdog.claim"
"""In the sessions' folder: which watchdog guards the monitor of this folder; an older one withdraws."""


def build_parts(wish: SessionWish, models: VisionModels, clock: Clock) -> MonitorParts:
    """Everything that one session needs. Raises: SettingFault for a source that makes no sense."""
    opened = source_opener(wish, clock)
    source = opened()
    model_id = models.classifier.model_id
    # Only a screen shows what the score hung on; one computer of many beds has no time for it.
    explainer = None if wish.headless else AlarmExplainer(lambda: explaining(wish.data, model_id))
    pipeline = pipeline_of(
        models,
        clock,
        outside_training=wish.outside_training,
        on_scored=None if explainer is None else explainer.saw,
    )
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
        watch=BedsideWatch(
            wish.preset,
            audio=wish.audio,
            rests=wish.rests,
            basis=AdaptationBasis(
                models.classifier.calm_spread, models.classifier.model_id, camera_mark(source.name)
            ),
            adapts=wish.adaptation is AdaptationChoice.ON,
            head=models.classifier.temporal_head,
        ),
        preset=wish.preset,
        open_store=lambda: open_to_record(wish.data),
        free_bytes=lambda: shutil.disk_usage(wish.data).free,
        clock=clock,
        launch_watchdog=lambda: _launch_watchdog(wish),
        spill=RescueFile(wish.data, session),
        outside_training=wish.outside_training,
        glance=FaceMotion() if wish.rests else None,
        explainer=explainer,
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
