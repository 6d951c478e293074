"""Frames sampled out of video files, by OpenCV."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from neopain.core.errors import SourceFault
from neopain.core.frames import BgrImage

STRAIN_STEP_S = 0.2
"""Between the two frames of a strain: six frames at 30 a second; a grimace moves in it, a head little."""
VIDEO_SUFFIXES = frozenset({".mp4", ".mov", ".avi", ".mkv", ".mpg", ".mpeg", ".wmv", ".webm", ".m4v"})


@dataclass(frozen=True, slots=True)
class VideoFrame:
    """The frame of a video that is shown at `time_s`."""

    path: Path
    time_s: float

    def load(self) -> BgrImage:
        """Decode up to the frame. Raises: SourceFault when the video is shorter or unreadable."""
        capture = _open(self.path)
        try:
            capture.set(cv2.CAP_PROP_POS_MSEC, self.time_s * 1000.0)
            read, image = capture.read()
        finally:
            capture.release()
        if not read or image is None:
            raise SourceFault(
                f"expected a frame at {self.time_s:g} s in {self.path}; got none; correct the manifest"
            )
        return image.astype(np.uint8, copy=False)

    def digest(self) -> str:
        """Hash of the video's bytes and the time. Raises: SourceFault."""
        return hashlib.sha256(f"{_file_digest(self.path)}@{self.time_s:.6f}".encode()).hexdigest()


def sample_times(path: Path, every_s: float, start_s: float = 0.0) -> tuple[float, ...]:
    """Times of the frames `every_s` apart from `start_s` to the end of the video. Raises: SourceFault."""
    if every_s <= 0.0:
        raise SourceFault(f"expected a positive time between frames; got {every_s:g} s")
    capture = _open(path)
    try:
        frames_per_s = capture.get(cv2.CAP_PROP_FPS)
        count = capture.get(cv2.CAP_PROP_FRAME_COUNT)
    finally:
        capture.release()
    if frames_per_s <= 0 or count <= 0:
        raise SourceFault(f"expected a video that states its length; got {path}; convert it to MP4")
    duration_s = (count - 1) / frames_per_s
    return tuple(float(time_s) for time_s in np.arange(start_s, duration_s + 1e-9, every_s))


def frame_before(path: Path, time_s: float) -> VideoFrame | None:
    """The frame STRAIN_STEP_S earlier, for facial strain; None at the video's start."""
    return VideoFrame(path, time_s - STRAIN_STEP_S) if time_s >= STRAIN_STEP_S else None


def is_video(path: Path) -> bool:
    """Whether the file's ending says that it is a video."""
    return path.suffix.lower() in VIDEO_SUFFIXES


def _open(path: Path) -> cv2.VideoCapture:
    capture = cv2.VideoCapture(str(path))
    if not capture.isOpened():
        raise SourceFault(f"expected a video that OpenCV reads; got {path}; convert it to MP4 (H.264)")
    return capture


@lru_cache(maxsize=64)
def _file_digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise SourceFault(f"expected a readable video; got {path}: {error.strerror}") from error
