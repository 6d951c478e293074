"""`neopain backup`: the whole bedside in one file, while monitoring goes on."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain import paths
from neopain.commands.arguments import add_data
from neopain.commands.output import say


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Copy the record into one new file, as of now, checked when it is written, and with it the known "
        "cameras, the settings of ward and screen, the PIN's digest and what the record refused; a running "
        "monitor goes on. The file holds everything about the patients: keep it as safe as the record "
        "itself. No login of a camera is in it: those are in the computer's keyring. A purge does not "
        "reach it."
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="the file to write (.sqlite3); never replaced"
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the copy. Raises: RecordFault."""
    # Loaded only to copy: `--help` has no need of cameras.
    from neopain.bedside.records.backup import back_up  # noqa: PLC0415

    done = back_up(paths.data(arguments.data), arguments.file)
    say(f"Wrote {arguments.file}: {done.sessions} sessions, checked.")
    if done.files:
        say(f"With it: {', '.join(done.files)}.")
    for name in done.left_out:
        say(f"Not in it: {name} ({why_left_out(name)}).")
    return 0


def why_left_out(name: str) -> str:
    """What to do about a part of the data folder that is in no backup."""
    if name.startswith(f"{paths.BEDS}/"):
        return "a record of its own: back it up with --data and this folder"
    if name.startswith("models/"):
        return "a choice of models holds for one machine: `neopain-export promote` makes it again"
    return "it cannot be read, or is too large: copy it by hand"
