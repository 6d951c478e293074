"""A video file as a source, at its own pace or as fast as it can be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2

from neopain.capture.addresses.names import shown_name
from neopain.capture.films.film import Film
from neopain.capture.films.film_sizes import SizeWatch
from neopain.capture.films.film_time import LONGEST_GAP_S, FilmTime
from neopain.capture.recorded_source import RecordedSource
from neopain.core.clock import Clock
from neopain.core.foreign_words import why
from neopain.core.frames import BgrImage, Frame
from neopain.core.sessions import SourceEvent, SourceState
from neopain.core.text import Text

DEFAULT_FPS = 25.0
MAX_FPS = 240.0
LONGEST_WAIT_S = 1.5
LONGEST_SKIP_S = 1.0
"""One `read` gives a picture after this much skipping, even if it is late."""
SHORT_BY_S = 0.5
"""A film lacks its end when this much is missing; a sound track may be a little longer than the pictures."""
TELL_EVERY_S = 60.0


class VideoSource(RecordedSource):
    """One pass through a video file.

    Its status: LIVE, ENDED after the last picture, FAILED for a file that is no video, STOPPED.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        pace: bool = True,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        """Nothing is opened yet.

        Args:
            path: the file.
            clock: as in `RecordedSource`.
            pace: the same.
            wait: the same.
        """
        self.name = shown_name(path)
        self._path = path
        super().__init__(clock, pace=pace, wait=wait)
        self._capture: Film | None = None
        self._sizes: SizeWatch | None = None
        self._interval_s = 1.0 / DEFAULT_FPS
        self._length, self._length_s = 0.0, 0.0
        self._seq = -1
        self._time = FilmTime()
        self._told_at: dict[str, float] = {}
        self._due_at: float | None = None
        self._pending = False

    def read(self) -> Frame | None:
        """The picture that is due; waits for it."""
        if self._stop.is_set() or self._status.state is SourceState.ENDED:
            return None
        if not self._opened():
            self._wait(LONGEST_WAIT_S)
            return None
        if not self._next_due():
            return None
        if self._pace and not self._wait_until_due():
            return None
        return self._give()

    def _opened(self) -> bool:
        with self._lock:
            if self._capture is not None:
                return True
            if self._status.state is SourceState.FAILED or self._stop.is_set():
                return False
            try:
                capture, sizes = Film(self._path), SizeWatch(self._path)
            except OSError as fault:
                self._say(
                    SourceState.FAILED,
                    Text("{file} cannot be opened: {why}; check the file", file=self.name, why=why(fault)),
                )
                return False
            if not capture.isOpened():
                self._say(
                    SourceState.FAILED,
                    Text("{file} cannot be read as a video; check or convert the file", file=self.name),
                )
                capture.release()
                sizes.close()
                return False
            fps = capture.get(cv2.CAP_PROP_FPS)
            if 0.0 < fps <= MAX_FPS:
                self._interval_s = min(1.0 / fps, LONGEST_GAP_S)
                self._length = capture.get(cv2.CAP_PROP_FRAME_COUNT)
            # A rate beyond MAX_FPS is the clock's of a container that knows none; the quotient is right.
            if fps > 0.0:
                self._length_s = capture.get(cv2.CAP_PROP_FRAME_COUNT) / fps
            self._capture, self._sizes = capture, sizes
            return True

    def _next_due(self) -> bool:
        """Grab the next picture, or the last one of those that are late. False at the end."""
        give_at = self._clock.monotonic() + LONGEST_SKIP_S
        while not self._pending or (self._late() and self._clock.monotonic() < give_at):
            if not self._grab():
                return False
        return True

    def _grab(self) -> bool:
        with self._lock:
            if self._capture is None:
                return False
            passed_over = self._capture.passed_over
            if not self._capture.grab():
                self._say(SourceState.ENDED, self._how_it_ended())
                self._release()
                return False
            self._seq += 1
            told_s = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
            if self._changes_size(told_s):
                return False
            leapt_s = self._time.step(told_s, self._interval_s)
            self._pending = True
            if self._capture.passed_over > passed_over:
                self._tell_hole()
        if leapt_s:
            self._tell_jump(leapt_s)
        if self._due_at is None:
            self._due_at = self._clock.monotonic() - self._time.position_s
        return True

    def _changes_size(self, told_s: float) -> bool:
        """End the film where OpenCV would begin to stretch its pictures. The lock is held."""
        change = None if self._sizes is None else self._sizes.changed(self._seq, told_s)
        if change is None:
            return False
        before, after = (f"{width} x {height}" for width, height in (change.before, change.after))
        self._say(
            SourceState.ENDED,
            Text(
                "the picture size changes from {before} to {after} after {seconds:.0f} s; what "
                "follows cannot be shown undistorted: cut the film there",
                before=before,
                after=after,
                seconds=self._time.position_s,
            ),
        )
        self._release()
        return True

    def _tell_hole(self) -> None:
        text = Text("a part of the film is damaged: pictures of it cannot be shown; copy the file again")
        self._tell("film_damaged", text)

    def _tell_jump(self, leapt_s: float) -> None:
        how = (
            Text("forward by {seconds:.0f} s", seconds=leapt_s)
            if leapt_s > 0.0
            else Text("back by {seconds:.0f} s", seconds=-leapt_s)
        )
        text = Text(
            "the film's time stamps jump {how} (jump {number}); the pictures go on after {most:g} s at most",
            how=how,
            number=self._time.jumps,
            most=LONGEST_GAP_S,
        )
        self._tell("film_time_jumped", text)

    def _tell(self, code: str, text: str) -> None:
        now = self._clock.monotonic()
        if now - self._told_at.get(code, float("-inf")) >= TELL_EVERY_S:
            self._told_at[code] = now
            self._events.append(SourceEvent(now, code, text))

    def _how_it_ended(self) -> str:
        """Whether the film has as many pictures as its file promises. The lock is held."""
        if self._capture is not None and self._capture.fault is not None:
            return Text(
                "the video broke off: {why}; check the disk or the network drive",
                why=why(self._capture.fault),
            )
        missing_s = self._length_s - self._time.position_s - self._interval_s
        if self._length:
            missing_s = min(missing_s, (self._length - self._seq - 1) * self._interval_s)
        # A length in time tells nothing once the stamps jumped.
        if self._time.jumps or missing_s < SHORT_BY_S:
            return Text("the video is over")
        return Text(
            "the video ended early: about {missing:.1f} s of {length:.1f} s are missing; the "
            "file may be cut short or damaged: copy it again",
            missing=missing_s,
            length=self._length_s,
        )

    def _late(self) -> bool:
        return self._pace and self._ahead_s() < -self._interval_s

    def _ahead_s(self) -> float:
        return (self._due_at or 0.0) + self._time.position_s - self._clock.monotonic()

    def _wait_until_due(self) -> bool:
        """False if the picture is not due soon; it stays pending."""
        ahead_s = self._ahead_s()
        if ahead_s > 0.0:
            self._wait(min(ahead_s, LONGEST_WAIT_S))
        return ahead_s <= LONGEST_WAIT_S and not self._stop.is_set()

    def _give(self) -> Frame | None:
        image: BgrImage | None = None
        with self._lock:
            self._pending = False
            captured_at = self._clock.monotonic()
            if self._capture is not None:
                image = self._capture.retrieve()[1]
            if image is None:
                return None
            self._live()
        return Frame(seq=self._seq, captured_at=captured_at, image=image)

    def _release(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None
        if self._sizes is not None:
            self._sizes.close()
            self._sizes = None
