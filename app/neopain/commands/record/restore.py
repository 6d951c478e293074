"""`neopain restore`: a backup in the place of the record."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain import paths
from neopain.commands.arguments import add_data
from neopain.commands.output import say
from neopain.commands.record.backup import why_left_out


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Put a backup in the place of the record, with the cameras, settings and PIN that came with it. The "
        "backup is checked first; what is there is set aside beside it, never deleted. Logins of cameras are "
        "in no backup. Refused while a monitor runs on this folder."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what `neopain backup` wrote")
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Restore it. Raises: RecordFault."""
    # Loaded only to restore: `--help` has no need of cameras.
    from neopain.bedside.records.backup import restore  # noqa: PLC0415
    from neopain.bedside.records.kept_files import CAMERAS  # noqa: PLC0415

    done = restore(paths.data(arguments.data), arguments.file)
    say(f"Restored {done.sessions} sessions into {done.record}.")
    if done.aside is not None:
        say(f"The record before is {done.aside}; `neopain recover {done.aside}` adds its sessions.")
    if done.files:
        say(f"With it came {', '.join(done.files)}.")
    for path in done.files_aside:
        say(f"What was there before is {path}.")
    if CAMERAS in done.files:
        say(
            "Logins of cameras are in no backup but in the keyring of the computer that they were typed on; "
            "where one is missing, attach the camera once more (`neopain camera list`)."
        )
    for name in done.files:
        if name.startswith("unwritten-"):
            say(f"{name} is not in the record yet: `neopain recover {done.record.with_name(name)}`.")
    for name in done.left_out:
        say(f"Not in the backup: {name} ({why_left_out(name)}).")
    return 0
