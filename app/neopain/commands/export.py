"""`neopain export`: a recorded session as a CSV file for others."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain import paths
from neopain.bedside.export import export_csv
from neopain.commands.arguments import add_data
from neopain.commands.output import say
from neopain.reports.level import Level


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Write a session's readings as a tidy CSV (UTC and relative time, raw and smoothed score "
        "0 to 10, quality, reason, latency in ms), and beside it the events and a description."
    )
    parser.add_argument("session", metavar="SESSION|latest", help="id, the beginning of one, or `latest`")
    parser.add_argument("--csv", required=True, type=Path, metavar="FILE", help="the file to write")
    parser.add_argument(
        "--level",
        choices=[level.value for level in Level],
        default=Level.CLINICAL.value,
        help="research leaves out patient code, dates, source, authors and free text",
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the files. Raises: RecordFault."""
    for written in export_csv(
        paths.data(arguments.data), arguments.session, arguments.csv, level=arguments.level
    ):
        say(f"Wrote {written}")
    return 0
