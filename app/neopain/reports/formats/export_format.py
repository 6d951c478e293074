"""What an export format is: a word, a line of help, and a function that writes a session."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TextIO

from neopain.core.errors import SettingFault
from neopain.core.text import Text
from neopain.reports.content.level import Content, Level


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
            SettingFault: the level is not offered, or an optional part is not installed; nothing is written.
        """


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format.

    Attributes:
        option: word of its option, without dashes.
        ending: ending of its chief file, with the dot.
        help: one line for the command line.
        write: writes it.
        levels: whom it may be for.
        text: whether it is text, which any stream takes.
        label: as people call it, where that is not the option in capitals.
        needs: the module of an optional extra of the same name as the option; "" for none.
    """

    option: str
    ending: str
    help: str
    write: Writer
    levels: frozenset[Level] = frozenset(Level)
    text: bool = True
    needs: str = ""
    label: str = ""

    @property
    def name(self) -> str:
        """As people call it."""
        return self.label or self.option.upper()

    def check(self, level: Level) -> None:
        """Raises: SettingFault, with the remedy, when this level is not offered or a part is missing."""
        if level not in self.levels:
            raise SettingFault(
                Text(
                    "--{option} has no level {level}; choose another format or level",
                    option=self.option,
                    level=level.value,
                )
            )
        if self.needs and importlib.util.find_spec(self.needs) is None:
            raise SettingFault(
                Text(
                    "--{option} needs the optional part {needs}; install it from the source folder with: "
                    "pip install '.[{option}]'",
                    option=self.option,
                    needs=self.needs,
                )
            )
