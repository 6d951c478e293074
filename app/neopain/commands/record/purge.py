"""`neopain purge`: removes old sessions for good, by the ward's rule; shown before, and logged."""

from __future__ import annotations

import argparse

from neopain import paths
from neopain.bedside.clips.clip_book import ClipBook
from neopain.bedside.records.retention import due, purge_due
from neopain.commands.arguments import add_data
from neopain.commands.output import say
from neopain.core.errors import SettingFault
from neopain.settings import read_ward_settings

LONGEST_DAYS = 36_500


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Remove sessions that are older than the ward keeps them (`[retention] keep_days` in ward.toml, "
        "or --older-than), from the record and from the copies that migrations made. Without --yes it "
        "only shows what would go. Open stays, running sessions and files made by `neopain backup` are "
        "never touched."
    )
    parser.add_argument("--older-than", type=_days, metavar="DAYS", help="instead of the ward's rule")
    parser.add_argument("--yes", action="store_true", help="remove what is shown")
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show, and with --yes remove. Raises: RecordFault, SettingFault."""
    folder = paths.data(arguments.data)
    days = arguments.older_than
    if days is None:
        days = read_ward_settings(folder).keep_days
    if days is None:
        raise SettingFault(
            f"the ward has no rule: write `keep_days` into [retention] of {folder / 'ward.toml'}, or give "
            "--older-than DAYS"
        )
    found = due(folder, days)
    for summary in found:
        session = summary.session
        say(f"{session.id}  {session.started_utc[:16]}  {summary.duration_s:7.0f} s  {session.source}")
    if not found:
        say(f"No closed session is older than {days:g} days.")
    elif not arguments.yes:
        say(f"{len(found)} sessions older than {days:g} days would be removed for good; add --yes to do it.")
    else:
        clips = ClipBook(folder).delete_of_sessions({summary.session.id for summary in found})
        purge_due(folder, found, days)
        say(f"Removed {len(found)} sessions and {clips} clips; the audit names each.")
    return 0


def _days(text: str) -> float:
    try:
        days = float(text)
    except ValueError:
        days = 0.0
    if not 1.0 <= days <= LONGEST_DAYS:
        raise argparse.ArgumentTypeError(f"expected a number of days from 1 to {LONGEST_DAYS}; got {text!r}")
    return days
