"""The commands of `neopain`, by name: adding one touches its own file and its row here.

A command's file is loaded only when that command is asked for, so `neopain --version` and `--help` load no
camera, no model and no database.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast


class CommandModule(Protocol):
    """What a command's file offers."""

    def register(self, parser: argparse.ArgumentParser) -> None:
        """Describe the command, add its arguments, and set `run` as the parser's default."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command's name on the command line, its file below `neopain.commands`, and its line in the list.

    Attributes:
        sees: whether it looks at faces, which takes memory.
    """

    name: str
    module: str
    help: str
    sees: bool = False

    def load(self) -> CommandModule:
        """Import the file."""
        return cast("CommandModule", importlib.import_module(f"neopain.commands.{self.module}"))


COMMANDS = (
    Command(
        "monitor",
        "monitoring.monitor",
        "watch a camera, a stream, a file or the simulated neonate",
        sees=True,
    ),
    Command("sessions", "record.sessions", "list the recorded sessions, newest first"),
    Command("stay", "record.stay", "list stays, and put right whose a time is"),
    Command("export", "record.export", "write a session or a whole stay as files for others"),
    Command("clips", "record.clips", "consent to keep pictures, its withdrawal, and the kept clips"),
    Command("rescore", "record.rescore", "another model over the kept clips of a stay", sees=True),
    Command("verify", "record.verify", "check that the record is as it was written"),
    Command("recover", "record.recover", "read a rescue file, or a damaged record, back into the record"),
    Command("backup", "record.backup", "copy the record into a file, while monitoring goes on"),
    Command("restore", "record.restore", "put a backup in the place of the record"),
    Command("purge", "record.purge", "remove old sessions for good, by the ward's rule"),
    Command("encrypt", "record.encrypt", "encrypt the record; the key goes into this computer's keyring"),
    Command("decrypt", "record.decrypt", "put the record back in the clear"),
    Command("unlock", "record.unlock", "give this computer the key, from the recovery code"),
    Command("score", "score", "score the faces in pictures", sees=True),
    Command("camera", "camera", "find, test, list and forget cameras"),
    Command("doctor", "installation.doctor", "check what works on this machine", sees=True),
    Command("licences", "installation.licences", "list what NeoPain is made of, and its licences"),
)


def asked_of(argv: Sequence[str]) -> str | None:
    """The name of the command that `argv` asks for; None for the window."""
    return next((word for word in argv if not word.startswith("-")), None)


def sees(argv: Sequence[str]) -> bool:
    """Whether what `argv` asks for looks at faces; the window does."""
    asked = asked_of(argv)
    return asked is None or any(command.sees for command in COMMANDS if command.name == asked)


def add_commands(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    """Add every command; only the one that `argv` names is loaded and knows its arguments."""
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    asked = asked_of(argv)
    for command in COMMANDS:
        own = subparsers.add_parser(command.name, help=command.help)
        if command.name == asked:
            command.load().register(own)
