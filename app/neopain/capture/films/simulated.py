"""The simulated neonate as a live source: a bundled clip that plays for ever at its own pace."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

import cv2

from neopain.capture.films.film import Film
from neopain.capture.recorded_source import RecordedSource
from neopain.core.clock import Clock
from neopain.core.foreign_words import why
from neopain.core.frames import BgrImage, Frame
from neopain.core.sessions import SourceState
from neopain.core.text import Text

LONGEST_WAIT_S = 1.5
SEEK_FROM = 45
"""Skipping more pictures than this seeks; decoding them one by one would take longer."""
_REMEDY = Text("reinstall NeoPain, or make the clip again with 'python -m neopain_export.neonate.clip'")


class SimulatedNeonate(RecordedSource):
    """A newborn that sleeps, wakes, fusses, is lanced, cries and recovers; then again.

    Never a real infant: `simulated` is true, and screen and record say so.

    Its status: LIVE, FAILED for a missing or damaged clip, STOPPED.
    """

    name: str = Text("simulated neonate")
    simulated = True

    def __init__(
        self,
        clip: Path,
        clock: Clock,
        *,
        pace: bool = True,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        """Nothing is opened yet.

        Args:
            clip: the video; its phases stand in the TOML file of the same name beside it.
            clock: as in `RecordedSource`.
            pace: the same.
            wait: the same.
        """
        self._clip = clip
        super().__init__(clock, pace=pace, wait=wait)
        self._capture: Film | None = None
        self._fps, self._length = 1.0, 1
        self._starts: tuple[float, ...] = ()
        self._names: tuple[str, ...] = ()
        self._position = 0
        self._seq = -1
        self._started_at: float | None = None

    def phase(self, now: float) -> str:
        """What the child goes through at `now` (monotonic s), such as `heel lance`; "" before the start."""
        if self._started_at is None or not self._names:
            return ""
        played_s = now - self._started_at if self._pace else self._seq / self._fps
        within_s = max(played_s, 0.0) % (self._length / self._fps)
        return self._names[max(bisect_right(self._starts, within_s) - 1, 0)]

    def read(self) -> Frame | None:
        """The picture that is due; waits for it."""
        if self._stop.is_set():
            return None
        if not self._opened():
            self._wait(LONGEST_WAIT_S)
            return None
        wanted = self._next_wanted()
        if wanted is None:
            return None
        with self._lock:
            image = self._picture(wanted)
            if image is None:
                return None
            self._seq = wanted
            self._live()
            return Frame(seq=wanted, captured_at=self._clock.monotonic(), image=image)

    def _opened(self) -> bool:
        with self._lock:
            if self._capture is not None:
                return True
            if self._status.state is SourceState.FAILED or self._stop.is_set():
                return False
            capture = self._clip_film() if self._read_phases() else None
            if capture is None:
                return False
            length, fps = int(capture.get(cv2.CAP_PROP_FRAME_COUNT)), capture.get(cv2.CAP_PROP_FPS)
            if not capture.isOpened() or length < 1 or not fps > 0.0:
                capture.release()
                self._fail(Text("{clip} cannot be read as a video", clip=self._clip.name))
                return False
            self._capture, self._length, self._fps = capture, length, fps
            self._started_at = self._clock.monotonic()
            return True

    def _clip_film(self) -> Film | None:
        try:
            return Film(self._clip)
        except OSError as fault:
            self._fail(
                Text(
                    "{clip} in {folder} cannot be opened: {why}",
                    clip=self._clip.name,
                    folder=self._clip.parent,
                    why=why(fault),
                )
            )
            return None

    def _read_phases(self) -> bool:
        if not self._clip.is_file():
            self._fail(
                Text(
                    "{clip} is missing from {folder}",
                    clip=self._clip.name,
                    folder=self._clip.parent,
                )
            )
            return False
        script = self._clip.with_suffix(".toml")
        try:
            phases = tomllib.loads(script.read_text(encoding="utf-8"))["phase"]
            marks = sorted((float(phase["start_s"]), str(phase["name"])) for phase in phases)
        except (OSError, ValueError, KeyError, TypeError) as fault:
            self._fail(
                Text(
                    "{script} does not name the clip's phases: {fault}",
                    script=script.name,
                    fault=fault,
                )
            )
            return False
        self._starts, self._names = tuple(start for start, _ in marks), tuple(name for _, name in marks)
        return True

    def _next_wanted(self) -> int | None:
        """Number of the picture to give, once it is due; None when closed meanwhile."""
        following = self._seq + 1
        if not self._pace or self._started_at is None:
            return following
        ahead_s = self._started_at + following / self._fps - self._clock.monotonic()
        if ahead_s > 0.0:
            self._wait(min(ahead_s, LONGEST_WAIT_S))
            return None if self._stop.is_set() else following
        now_due = int((self._clock.monotonic() - self._started_at) * self._fps)
        return max(following, now_due)

    def _picture(self, wanted: int) -> BgrImage | None:
        """Go to picture `wanted` of the endless film and decode it. The lock is held."""
        if self._capture is None:
            return None
        place = wanted % self._length
        if place < self._position or place - self._position > SEEK_FROM:
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, float(place))
            self._position = place
        while self._position <= place:
            if not self._capture.grab():
                self._fail(
                    Text(
                        "{clip} is damaged at picture {place} of {length}",
                        clip=self._clip.name,
                        place=self._position,
                        length=self._length,
                    )
                )
                return None
            self._position += 1
        decoded, image = self._capture.retrieve()
        if not decoded:
            self._fail(
                Text(
                    "{clip} is damaged at picture {place} of {length}",
                    clip=self._clip.name,
                    place=place,
                    length=self._length,
                )
            )
            return None
        picture: BgrImage = image
        return picture

    def _fail(self, detail: str) -> None:
        self._release()
        self._say(SourceState.FAILED, Text("{what}; {remedy}", what=detail, remedy=_REMEDY))

    def _release(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None
