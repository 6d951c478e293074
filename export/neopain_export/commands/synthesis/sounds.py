"""`neopain-export sounds`: synthesise the alarm sounds."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from neopain import paths
from neopain_export.commands.options.outputs import new_folder
from neopain_export.sounds import write_sounds


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `sounds`."""
    parser = commands.add_parser(
        "sounds",
        help="synthesise the alarm sounds",
        description="Write the bursts for alarms, reminder, start-up test and watchdog, always alike.",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder (default: assets/sounds)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the files, print their names. Returns: 0."""
    # Without --out the bundled sounds themselves are renewed: that is what this command is for.
    out = paths.assets() / "sounds" if args.out is None else new_folder(args.out, "--out", [])
    for file in write_sounds(out):
        sys.stdout.write(f"{file}\n")
    return 0
