"""`neopain recover`: reads a rescue file, or a damaged record, back into the record."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain import paths
from neopain.bedside.records.recovery import recover
from neopain.commands.arguments import add_data
from neopain.commands.output import say


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Read back what lies elsewhere: a rescue file (unwritten-*.jsonl), a JSON Lines export of "
        "clinical level, or a damaged record that was set aside (*.sqlite3). What the record holds "
        "already is not doubled, so twice is as good as once. The file itself stays. The exit code is 0 "
        "when all of the file could be read, 1 when something in it is damaged."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="what to read back")
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read it back and say what came. Raises: RecordFault."""
    done = recover(paths.data(arguments.data), arguments.file)
    for one in done:
        say(f"Session {one.session_id}: found {one.found}")
        say(f"  new in the record: {one.new}")
        for damage in one.damaged:
            say(f"  LEFT OUT  {damage}")
    if not done:
        say(f"{arguments.file} holds no session that could be read.")
    return 1 if not done or any(one.damaged for one in done) else 0
