"""What an export format is: a word, a line of help, and a function that writes a session."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TextIO

from neopain.reports.level import Content, Level


class Writer(Protocol):
    """Writes a session's content as one format."""

    def __call__(self, content: Content, target: Path | TextIO, *, level: Level, replace: bool) -> list[Path]:
        """Gives the files written, the chief one first; none for a stream.

        Args:
            content: the session, unabridged; the writer brings it to the level.
            target: the chief file, or an open text stream.
            level: who it is for.
            replace: whether a file that exists may be replaced.

        Raises:
            RecordFault: it cannot be written, or exists and may not be replaced; nothing is changed then.
        """


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format.

    Attributes:
        option: word of its option, without dashes.
        ending: ending of its chief file, with the dot.
        help: one line for the command line.
        write: writes it.
    """

    option: str
    ending: str
    help: str
    write: Writer
