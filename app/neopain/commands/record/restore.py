"""`neopain restore`: a backup in the place of the record."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain import paths
from neopain.bedside.backup import restore
from neopain.commands.arguments import add_data
from neopain.commands.output import say


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Put a backup in the place of the record. The backup is checked first; the record that is there "
        "is set aside beside it, never deleted. Refused while a monitor runs on this folder."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what `neopain backup` wrote")
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Restore it. Raises: RecordFault."""
    done = restore(paths.data(arguments.data), arguments.file)
    say(f"Restored {done.sessions} sessions into {done.record}.")
    if done.aside is not None:
        say(f"The record before is {done.aside}; `neopain recover {done.aside}` adds its sessions.")
    return 0
