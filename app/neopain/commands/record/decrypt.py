"""`neopain decrypt`: the record in the clear again."""

from __future__ import annotations

import argparse

from neopain import paths
from neopain.commands.arguments import add_data
from neopain.commands.output import say


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Put the record back in the clear. The encrypted one stays beside it, and the key where it is, as "
        "backups may need it. Refused while a monitor runs on this folder."
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Decrypt it. Raises: RecordFault."""
    from neopain.bedside.records.encryption import decrypt  # noqa: PLC0415  `--help` needs none of it

    done = decrypt(paths.data(arguments.data))
    if done.aside is None:
        say(f"{done.record} is in the clear.")
    else:
        say(f"{done.record} is in the clear. The encrypted one is {done.aside}.")
    return 0
