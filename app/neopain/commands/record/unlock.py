"""`neopain unlock`: this computer gets the key of an encrypted record."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from neopain import paths
from neopain.commands.arguments import add_data
from neopain.commands.output import say


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Type the recovery code of an encrypted record, or of a backup that is to be restored here: this "
        "computer then keeps the key as the one did that encrypted it. May run while a monitor does; what "
        "that could not write goes into the record within seconds."
    )
    parser.add_argument(
        "--key-file", type=Path, metavar="FILE", help="keep the key in this file; where there is no keyring"
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Ask for the code. Raises: RecordFault."""
    from neopain.bedside.records.encryption import unlock  # noqa: PLC0415  `--help` needs none of it

    # Never from the command line, which all see in the list of processes.
    asked = "Recovery code: "
    code = getpass.getpass(asked) if sys.stdin is not None and sys.stdin.isatty() else sys.stdin.readline()
    where = unlock(paths.data(arguments.data), code, arguments.key_file)
    say(f"Unlocked. The key lies {where}.")
    return 0
