"""`neopain encrypt`: the record unreadable without its key."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from neopain import paths
from neopain.commands.arguments import add_data
from neopain.commands.output import say
from neopain.core.errors import RecordFault


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Encrypt the record (SQLCipher, AES-256), and every record, backup and copy that is made of it from "
        "then on. The key goes into the keyring of this computer; the recovery code, which opens the record "
        "anywhere, is shown once. Who has neither has lost the record. Refused while a monitor runs on this "
        "folder. Not covered: rescue files, logs, settings, and what lies elsewhere already."
    )
    parser.add_argument(
        "--key-file",
        type=Path,
        metavar="FILE",
        help="keep the key in this file instead, elsewhere than the record; where there is no keyring",
    )
    parser.add_argument(
        "--keep-clear", action="store_true", help="leave the record in the clear beside the encrypted one"
    )
    parser.add_argument(
        "--yes", action="store_true", help="do not ask whether the code is written down (for scripts)"
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show the code, ask for it, encrypt. Raises: RecordFault."""
    from neopain.bedside.records.encryption import encrypt, new_key  # noqa: PLC0415  `--help` needs none of it

    folder = paths.data(arguments.data)
    key = new_key(folder, arguments.key_file)
    say("The recovery code. It is shown this once: write it down and keep it away from this computer.")
    say()
    say(f"    {key.code}")
    say()
    if not arguments.yes:
        _ask_for(key.code)
    done, where = encrypt(folder, key, arguments.key_file, keep_clear=arguments.keep_clear)
    say(f"{done.record} is encrypted. Its key lies {where}.")
    if done.aside is not None:
        say(f"The record in the clear is {done.aside}.")
    tell_clear(done.clear)
    return 0


def tell_clear(files: Sequence[Path]) -> None:
    """Name what can still be read without a key."""
    for path in files:
        say(f"In the clear: {path}")


def _ask_for(code: str) -> None:
    last = code.rpartition("-")[2]
    sys.stdout.write("Type the last group of the code to go on: ")
    sys.stdout.flush()
    if sys.stdin.readline().strip().upper() != last:
        raise RecordFault("that is not its last group; nothing was changed, and this code is of no use")
