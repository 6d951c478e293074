"""`neopain backup`: the whole record in one file, while monitoring goes on."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain import paths
from neopain.bedside.backup import back_up
from neopain.commands.arguments import add_data
from neopain.commands.output import say


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Copy the record into one new file, as of now, checked when it is written; a running monitor "
        "goes on. The file holds everything about the patients: keep it as safe as the record itself. A "
        "purge does not reach it."
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="the file to write (.sqlite3); never replaced"
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the copy. Raises: RecordFault."""
    sessions = back_up(paths.data(arguments.data), arguments.file)
    say(f"Wrote {arguments.file}: {sessions} sessions, checked.")
    return 0
