"""What the composition root builds for one session."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from neopain.core.clock import Clock
from neopain.core.ports import (
    FrameSource,
    MotionGlance,
    PictureCheck,
    SessionRecorder,
    SpillFile,
)
from neopain.core.readings import OutsideTraining
from neopain.core.score.presets import Preset
from neopain.core.sessions import Session
from neopain.core.watch.watch import BedsideWatch
from neopain.pipeline import PainPipeline
from neopain.workers.clips.clip_ports import ClipDesk
from neopain.workers.explaining.alarm_map import AlarmExplainer
from neopain.workers.watchdog.child_process import Watchdog


@dataclass(frozen=True, slots=True)
class MonitorParts:
    """What the composition root built for one session; `launch_watchdog` and `spill` None for none.

    Attributes:
        glance: looks whether a face stirred; None where every picture is scored.
        turn: entered for each analysed frame, where several monitors share a computer.
        explainer: says what the score hung on at the last pain alarm; None where nobody looks at it.
        clips: keeps pictures where a consent holds; None where none are ever kept.
        reopen_source: gives another source like `source`, which standby has closed. Raises: EnvironmentFault.
    """

    session: Session
    source: FrameSource
    reopen_source: Callable[[], FrameSource]
    check: PictureCheck
    pipeline: PainPipeline
    watch: BedsideWatch
    preset: Preset
    open_store: Callable[[], SessionRecorder]
    free_bytes: Callable[[], int]
    clock: Clock
    launch_watchdog: Callable[[], Watchdog] | None = None
    spill: SpillFile | None = None
    outside_training: OutsideTraining = OutsideTraining.REFUSE
    glance: MotionGlance | None = None
    turn: Callable[[], AbstractContextManager[object]] = nullcontext
    clips: ClipDesk | None = None
    explainer: AlarmExplainer | None = None
