"""`neopain export`: a recorded session as files for others."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from neopain import paths
from neopain.bedside.export import export_session
from neopain.commands.arguments import add_data
from neopain.commands.output import say
from neopain.core.errors import SettingFault
from neopain.reports.formats import FORMATS
from neopain.reports.level import Level

STDOUT = "-"


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Write a session's readings and log (UTC and relative time, raw and smoothed score 0 to 10, quality, "
        "reason, latency) in one or several formats. Files that exist are not replaced unless asked for."
    )
    parser.add_argument("session", metavar="SESSION|latest", help="id, the beginning of one, or `latest`")
    for one in FORMATS:
        parser.add_argument(f"--{one.option}", metavar="FILE|-", help=f"{one.help}; - is stdout")
    parser.add_argument(
        "--level",
        choices=[level.value for level in Level],
        default=Level.CLINICAL.value,
        help="research leaves out patient code, dates, source, authors and free text",
    )
    parser.add_argument("--replace", action="store_true", help="replace files that exist")
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the files. Raises: RecordFault, SettingFault."""
    asked = [(one, given) for one in FORMATS if (given := getattr(arguments, one.option)) is not None]
    if not asked:
        options = ", ".join(f"--{one.option} FILE" for one in FORMATS)
        raise SettingFault(f"say what to write: {options} (several at once are fine)")
    if [given for _, given in asked].count(STDOUT) > 1:
        raise SettingFault("only one format can go to stdout; give the others a file")
    written = export_session(
        paths.data(arguments.data),
        arguments.session,
        [(one, sys.stdout if given == STDOUT else Path(given)) for one, given in asked],
        level=Level(arguments.level),
        replace=arguments.replace,
    )
    if not any(given == STDOUT for _, given in asked):
        for file in written:
            say(f"Wrote {file}")
    return 0
