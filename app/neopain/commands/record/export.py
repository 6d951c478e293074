"""`neopain export`: a recorded session, or a whole stay, as files for others."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from neopain import paths
from neopain.bedside.exports.export import export_record
from neopain.bedside.review.handover import handover_page
from neopain.commands.arguments import add_data
from neopain.commands.output import say
from neopain.core.errors import SettingFault
from neopain.reports.content.level import Level
from neopain.reports.formats.registry import FORMATS

STDOUT = "-"


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Write the readings and the log of a session, or of a whole stay (UTC and relative time, raw and "
        "smoothed score 0 to 10, quality, reason, latency) in one or several formats, each with a manifest "
        "beside it; or its handover as a page. Files that exist are not replaced unless asked for."
    )
    parser.add_argument(
        "which",
        metavar="SESSION|STAY|latest",
        help="id or its beginning (see `neopain sessions`, `neopain stay list`), a stay's code, or `latest`",
    )
    for one in FORMATS:
        parser.add_argument(f"--{one.option}", metavar="FILE|-", help=f"{one.help}; - is stdout")
    parser.add_argument("--pdf", metavar="FILE", help="the page for a handover, A4; clinical level only")
    parser.add_argument(
        "--hours", type=float, metavar="N", help="of the page: the last N hours (default: all of it)"
    )
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
    if not asked and arguments.pdf is None:
        options = ", ".join(f"--{one.option} FILE" for one in FORMATS)
        raise SettingFault(f"say what to write: {options}, --pdf FILE (several at once are fine)")
    if [given for _, given in asked].count(STDOUT) > 1:
        raise SettingFault("only one format can go to stdout; give the others a file")
    level = Level(arguments.level)
    _check_page(arguments, level)
    data = paths.data(arguments.data)
    written = list(
        export_record(
            data,
            arguments.which,
            [(one, sys.stdout if given == STDOUT else Path(given)) for one, given in asked],
            level=level,
            replace=arguments.replace,
        )
    )
    if arguments.pdf is not None:
        written += _write_page(data, arguments)
    if not any(given == STDOUT for _, given in asked):
        for file in written:
            say(f"Wrote {file}")
    return 0


def _check_page(arguments: argparse.Namespace, level: Level) -> None:
    if arguments.pdf is not None and level is not Level.CLINICAL:
        raise SettingFault("--pdf has no level research; choose another format or level")
    if arguments.pdf == STDOUT:
        raise SettingFault("--pdf wants a file; give it one")
    if arguments.hours is not None and not arguments.hours > 0.0:
        raise SettingFault(f"--hours is over 0; got {arguments.hours:g}")


def _write_page(data: Path, arguments: argparse.Namespace) -> list[Path]:
    handover = handover_page(data, arguments.which, arguments.hours)
    # The page is drawn by the window's toolkit, which needs no display for it.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from neopain.ui.review.handover_pdf import write_pdf  # noqa: PLC0415 - loaded for this option only

    return write_pdf(handover, Path(arguments.pdf), replace=arguments.replace)
