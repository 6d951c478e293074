"""The single examinations of `neopain doctor`; each says what was found and what to do."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from neopain import __version__, paths
from neopain.commands.startup.display import display_fault, has_display
from neopain.commands.startup.system_libraries import install_command, missing_libraries
from neopain.core.errors import NeopainError
from neopain.core.readings import Reason
from neopain.ui.platform.sound_players import sound_output

if TYPE_CHECKING:
    from neopain.core.readings import RawReading
    from neopain.vision.open_models import VisionModels

LIBRARIES = (
    "numpy", "opencv-contrib-python", "mediapipe", "onnxruntime-gpu", "onnxruntime", "scikit-learn",
    "scikit-image", "PySide6-Essentials", "pyqtgraph",
)  # fmt: skip
LOW_DISK_BYTES = 1_000_000_000
FULL_DISK_BYTES = 50_000_000

TRIAL_PICTURES = 20


class Level(StrEnum):
    """How bad: ok, worth knowing, or monitoring cannot work."""

    OK = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report."""

    check: str
    level: Level
    found: str
    remedy: str = ""


def program() -> Iterator[Finding]:
    """Versions of what runs."""
    yield Finding(
        "neopain", Level.OK, f"{__version__}, Python {platform.python_version()}, {platform.platform()}"
    )
    versions = []
    for library in LIBRARIES:
        try:
            versions.append(f"{library} {metadata.version(library)}")
        except metadata.PackageNotFoundError:
            continue
    yield Finding("libraries", Level.OK, ", ".join(versions))


def privacy() -> Iterator[Finding]:
    """Telemetry of the libraries is off; nothing but the camera's connection is opened."""
    import neopain.vision.networks.inference  # noqa: F401, PLC0415  it sees to that, and is what would send

    if os.environ.get("ORT_DISABLE_TELEMETRY") == "1":
        yield Finding(
            "telemetry",
            Level.OK,
            "off: ONNX Runtime's is disabled, this MediaPipe has none; no pictures are stored",
        )
    else:
        yield Finding(
            "telemetry",
            Level.BROKEN,
            "ONNX Runtime's telemetry is not disabled",
            "set ORT_DISABLE_TELEMETRY=1",
        )


def models(data: Path, *, prefer_gpu: bool) -> Iterator[Finding]:
    """Open the models as the monitor does and score one picture of the simulated neonate."""
    from neopain.bedside.active_models import open_active_models  # noqa: PLC0415  what is examined may not load

    try:
        opened = open_active_models(data, prefer_gpu=prefer_gpu)
    except NeopainError as fault:
        yield Finding(
            "models", Level.BROKEN, str(fault), "reinstall, or make it again with `neopain-export build`"
        )
        return
    for line in opened.describe():
        yield Finding(
            "model", Level.OK, f"{line.kind} {line.name} {line.version}, sha256 {line.sha256[:16]}..."
        )
    yield Finding("network runs on", Level.OK, opened.extractor.provider)
    try:
        reading = _one_reading(opened)
    except NeopainError as fault:
        yield Finding("trial reading", Level.BROKEN, str(fault))
        return
    if reading is not None and reading.reason is Reason.UNLIKE_TRAINING:
        # So it should be with a model that learnt from real newborns only.
        yield Finding(
            "trial reading",
            Level.OK,
            f"the model works, and refused the simulated neonate as unlike its training faces "
            f"(distance {reading.distance:.2f}, limit 1)",
        )
    elif reading is None or reading.raw is None:
        why = "no picture" if reading is None else str(reading.reason)
        yield Finding("trial reading", Level.BROKEN, f"the simulated neonate was not scored: {why}")
    else:
        yield Finding(
            "trial reading",
            Level.OK,
            f"simulated neonate scored {reading.raw:.1f} of 10 in {1000 * reading.latency_s:.0f} ms",
        )


def _one_reading(opened: VisionModels) -> RawReading | None:
    from neopain.bedside.active_models import pipeline_of  # noqa: PLC0415
    from neopain.bedside.build_session import CLIP  # noqa: PLC0415
    from neopain.capture.films.simulated import SimulatedNeonate  # noqa: PLC0415
    from neopain.core.clock import SystemClock  # noqa: PLC0415

    clock = SystemClock()
    source = SimulatedNeonate(paths.assets() / CLIP, clock)
    pipeline = pipeline_of(opened, clock)
    try:
        reading = None
        # A live search may spread its first look over some pictures.
        for _ in range(TRIAL_PICTURES):
            frame = source.read()
            if frame is not None:
                reading = pipeline.process(frame)
            if reading is not None and reading.reason is not Reason.FACE_NOT_FOUND:
                break
        return reading
    finally:
        source.close()
        pipeline.close()


def disk(data: Path) -> Iterator[Finding]:
    """The sessions' folder can be written and has room."""
    from neopain.store.sessions import SessionStore  # noqa: PLC0415

    try:
        with SessionStore(data) as store:
            store.check()
            count = len(store.sessions())
        free = shutil.disk_usage(data).free
    except (NeopainError, OSError) as fault:
        yield Finding("record", Level.BROKEN, str(fault), "choose another folder with --data or NEOPAIN_DATA")
        return
    yield Finding("record", Level.OK, f"{data}: {count} sessions, undamaged")
    if free < FULL_DISK_BYTES:
        yield Finding("disk", Level.BROKEN, f"{free / 1e6:.0f} MB free", "free some space")
    elif free < LOW_DISK_BYTES:
        yield Finding("disk", Level.NOTE, f"{free / 1e6:.0f} MB free: low", "free some space")
    else:
        yield Finding("disk", Level.OK, f"{free / 1e9:.0f} GB free")


def cameras() -> Iterator[Finding]:
    """USB cameras; none is worth knowing, not a fault: a stream or a file works too."""
    from neopain.capture.usb.cameras import list_cameras  # noqa: PLC0415

    found = list_cameras()
    if not found:
        yield Finding("cameras", Level.NOTE, "no USB camera", "attach one, or use a network camera's address")
    for camera in found:
        yield Finding("camera", Level.OK, f"{camera.index}: {camera.name} ({camera.path})")


def display() -> Iterator[Finding]:
    """Whether a window can open; headless monitoring works without."""
    if sys.platform == "linux":
        missing = missing_libraries()
        if missing:
            names = " ".join(library.name for library in missing)
            yield Finding("system libraries", Level.NOTE, f"missing: {names}", install_command(missing))
        else:
            yield Finding("system libraries", Level.OK, "all there")
    fault = display_fault()
    if not fault:
        yield Finding("display", Level.OK, "there is one")
    elif has_display():
        yield Finding("display", Level.NOTE, fault, "use `neopain monitor --headless`")
    else:
        yield Finding("display", Level.NOTE, "none", "use `neopain monitor --headless`")


def sound() -> Iterator[Finding]:
    """Whether alarms can be heard; without, they are only seen and a technical alarm says so."""
    output = sound_output()
    if output:
        yield Finding("sound", Level.OK, output)
    else:
        yield Finding("sound", Level.NOTE, "no sound device: alarms are only seen", "attach a loudspeaker")
