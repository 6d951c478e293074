"""`neopain verify`: whether the record is as it was written, and the first row that is not."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from neopain import paths
from neopain.commands.arguments import add_data
from neopain.commands.output import say
from neopain.store.sessions import SessionStore

MOST_SHOWN = 20


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Look through the whole record: pages, every row's checksum, the counters and the audit's chain. "
        "It may run while the monitor does and changes nothing. The exit code is 0 when all is as it was "
        "written, else 1."
    )
    parser.add_argument("--json", action="store_true", help="as JSON, for scripts")
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what is wrong, the first bad row first. Raises: RecordFault."""
    folder: Path = paths.data(arguments.data)
    with SessionStore(folder, read_only=True) as store:
        found = list(store.verify())
        path = store.path
    if arguments.json:
        say(json.dumps({"record": str(path), "sound": not found, "faults": found}, indent=2))
    elif not found:
        say(f"{path} is as it was written.")
    else:
        for line in found[:MOST_SHOWN]:
            say(f"DAMAGED  {line}")
        if len(found) > MOST_SHOWN:
            say(f"... and {len(found) - MOST_SHOWN} more")
        say("What reads can be exported; a record that cannot be written is set aside by the next session.")
    return 1 if found else 0
