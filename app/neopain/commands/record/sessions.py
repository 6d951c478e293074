"""`neopain sessions`: which sessions are recorded."""

from __future__ import annotations

import argparse
import json

from neopain import paths
from neopain.commands.arguments import add_data
from neopain.commands.output import say
from neopain.core.record import SessionSummary
from neopain.store.sessions import SessionStore


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.add_argument("--json", action="store_true", help="as JSON, for scripts")
    add_data(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the list. Raises: RecordFault."""
    folder = paths.data(arguments.data)
    with SessionStore(folder) as store:
        found = store.sessions()
    if arguments.json:
        say(json.dumps([as_plain(summary) for summary in found], indent=2, ensure_ascii=False))
    elif not found:
        say(f"No sessions in {folder} yet; `neopain monitor` records one.")
    else:
        say(f"{'id':36}  {'started (UTC)':23}  {'length':>8}  {'readings scored':>15}  {'alarms':>6}  source")
        for summary in found:
            say(_line(summary))
    return 0


def as_plain(summary: SessionSummary) -> dict[str, object]:
    """A session as JSON values; these keys are a contract."""
    session = summary.session
    return {
        "id": session.id,
        "patient_code": session.patient_code,
        "started_utc": session.started_utc,
        "ended_utc": summary.ended_utc,
        "closed": summary.closed,
        "duration_s": round(summary.duration_s, 3),
        "source": session.source,
        "simulated": session.simulated,
        "readings": summary.readings,
        "scored": summary.scored,
        "alarms": summary.alarms,
        "app_version": session.app_version,
        "model_id": session.model_id,
        "provider": session.provider,
    }


def _line(summary: SessionSummary) -> str:
    session = summary.session
    share = f"{100 * summary.scored / summary.readings:.0f} %" if summary.readings else "--"
    source = session.source + (" [SIMULATED]" if session.simulated else "")
    note = "" if summary.closed else "  (not closed)"
    started = session.started_utc.replace("T", " ")[:23]
    numbers = f"{summary.duration_s:7.0f}s  {share:>15}  {summary.alarms:>6}"
    return f"{session.id:36}  {started:23}  {numbers}  {source}{note}"
