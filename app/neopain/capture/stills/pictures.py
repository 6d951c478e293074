"""A picture, or a folder of pictures in name order: one by one for scoring, or as a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from neopain.capture.addresses.names import shown_name
from neopain.capture.recorded_source import RecordedSource
from neopain.capture.stills.picture_file import SUFFIXES, read_picture
from neopain.core.clock import Clock
from neopain.core.errors import SettingFault
from neopain.core.foreign_words import why as reason_of
from neopain.core.frames import BgrImage, Frame
from neopain.core.sessions import SourceState
from neopain.core.text import Text

OTHER_SUFFIXES = frozenset(
    {
        ".heic",
        ".heif",
        ".avif",
        ".gif",
        ".jp2",
        ".jxl",
        ".ppm",
        ".pgm",
        ".dng",
        ".cr2",
        ".cr3",
        ".nef",
        ".arw",
    }
)
INTERVAL_S = 1.0
"""Time between two pictures of a folder that is monitored at pace."""


def list_pictures(path: Path) -> tuple[Path, ...]:
    """The picture itself, or a folder's pictures (by suffix, not its sub-folders') in name order.

    Raises: SettingFault if there is nothing of the kind.
    """
    if is_there(path, Path.is_file):
        return (path,)
    if not is_there(path, Path.is_dir):
        raise SettingFault(
            Text(
                "expected a picture or a folder of pictures; {path} does not exist; check the path", path=path
            )
        )
    try:
        found = sorted(
            (entry for entry in path.iterdir() if entry.suffix.lower() in SUFFIXES),
            key=lambda entry: entry.name,
        )
    except OSError as fault:
        raise SettingFault(
            Text(
                "the folder {path} cannot be listed: {why}; check its permissions",
                path=path,
                why=reason_of(fault),
            )
        ) from None
    pictures = tuple(entry for entry in found if not is_there(entry, Path.is_dir))
    if not pictures:
        raise SettingFault(
            Text(
                "the folder {path} holds no pictures ({names}); check the path",
                path=path,
                names=", ".join(sorted(SUFFIXES)),
            )
        )
    return pictures


def other_kinds(path: Path) -> tuple[Path, ...]:
    """A folder's pictures of kinds that are not read, such as those of a telephone, in name order."""
    try:
        return tuple(sorted(entry for entry in path.iterdir() if entry.suffix.lower() in OTHER_SUFFIXES))
    except OSError:
        return ()


def is_there(path: Path, kind: Callable[[Path], bool] = Path.exists) -> bool:
    """Whether there is such a file; False for what the system refuses to look at: too long a name, say."""
    try:
        return kind(path)
    except (OSError, ValueError):
        return False


def iter_pictures(path: Path) -> Iterator[tuple[Path, BgrImage | None, str]]:
    """Each picture of `list_pictures` as (file, uint8 (H, W, 3) BGR, ""), or (file, None, why).

    Raises: SettingFault on the first step, as `list_pictures`.
    """
    for file in list_pictures(path):
        yield file, *read_picture(file)


class PictureSource(RecordedSource):
    """One pass through the pictures. An unreadable one gives None, and STALE with its name and why.

    Its status: LIVE, STALE for an unreadable file, ENDED after the last one, STOPPED.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        pace: bool = True,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        """The folder is listed now.

        Args:
            path: a picture or a folder.
            clock: as in `RecordedSource`.
            wait: the same.
            pace: one picture a second; else as fast as they can be read.

        Raises: SettingFault, as `list_pictures`.
        """
        self.name = shown_name(path)
        self._files = list_pictures(path)
        super().__init__(clock, pace=pace, wait=wait)
        self._next = 0
        self._why, self._readable = "", False
        self._due_at: float | None = None

    def read(self) -> Frame | None:
        """The next picture; waits until it is due."""
        self._wait_until_due()
        if self._stop.is_set() or self._status.state is SourceState.ENDED:
            return None
        if self._next == len(self._files):
            # Else the reason would go with the state that it came with.
            if self._why and not self._readable:
                self._say(
                    SourceState.ENDED,
                    Text("that was the last picture; none could be read: {why}", why=self._why),
                )
            else:
                self._say(SourceState.ENDED, Text("that was the last picture"))
            return None
        file, seq = self._files[self._next], self._next
        self._next += 1
        captured_at = self._clock.monotonic()
        image, why = read_picture(file)
        if image is None:
            self._why = Text("{file}: {why}", file=shown_name(file), why=why)
            self._say(SourceState.STALE, self._why)
            return None
        self._readable = True
        self._live()
        return Frame(seq=seq, captured_at=captured_at, image=image)

    def _wait_until_due(self) -> None:
        if not self._pace or self._next == len(self._files):
            return
        now = self._clock.monotonic()
        if self._due_at is not None and self._due_at > now:
            self._wait(self._due_at - now)
        self._due_at = max(now, self._due_at or now) + INTERVAL_S
