"""`neopain stay`: the stays of the record, and putting right whose they are."""

from __future__ import annotations

import argparse
from datetime import datetime
from math import inf, nextafter

from neopain import paths
from neopain.bedside.exports.content import stay_id_of
from neopain.bedside.review.recorded_review import RecordedReview
from neopain.commands.arguments import add_data
from neopain.commands.output import say
from neopain.core.clock import SystemClock
from neopain.core.errors import RecordFault, SettingFault
from neopain.core.sessions import Session
from neopain.core.watch.log_lines import last_of_monitor
from neopain.store.sessions import SessionStore


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "List stays; say that two of them were one infant; say that a time of a session was another infant. "
        "Nothing is copied or changed: rows are added, with author and reason, and each is in the audit."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add_data(actions.add_parser("list", help="all stays, newest first"))
    history = actions.add_parser("history", help="what was put right about a stay")
    history.add_argument("stay", metavar="STAY", help="id, its beginning, or the code")
    add_data(history)
    merge = actions.add_parser("merge", help="a stay belongs to another one: they were one infant")
    merge.add_argument("stay", metavar="STAY", help="the one that is merged")
    merge.add_argument("into", metavar="INTO", help="the one that it belongs to")
    _add_why(merge)
    move = actions.add_parser("move", help="a time of a session belongs to another stay")
    move.add_argument("session", metavar="SESSION", help="id, its beginning, or `latest`")
    move.add_argument("to", metavar="STAY", help="whose it is")
    move.add_argument("--since", metavar="TIME", help="ISO 8601, the computer's time without an offset")
    move.add_argument(
        "--until",
        metavar="TIME",
        help="as --since; both left out: the whole session, of one that runs what was recorded until now",
    )
    _add_why(move)
    parser.set_defaults(run=run)


def _add_why(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--author", required=True, help="initials of whoever decided it")
    parser.add_argument("--reason", required=True, help="why, without names")
    add_data(parser)


def run(arguments: argparse.Namespace) -> int:
    """Carry it out. Raises: RecordFault, SettingFault."""
    {"list": _list, "history": _history, "merge": _merge, "move": _move}[arguments.action](arguments)
    return 0


def _list(arguments: argparse.Namespace) -> None:
    lines = [one for one in RecordedReview(paths.data(arguments.data), SystemClock()).lines() if one.is_stay]
    if not lines:
        say("No stay has a session yet.")
    for line in lines:
        here = "  (here now)" if line.open else ""
        span = f"{line.started_utc[:16]} to {line.last_utc[:16]}"
        say(f"{line.id}  {line.patient_code:12}  {span}  {line.sessions} sessions{here}")


def _history(arguments: argparse.Namespace) -> None:
    with SessionStore(paths.data(arguments.data)) as store:
        changes = store.stays.history(_stay(store, arguments.stay))
    if not changes:
        say("Nothing was put right about this stay.")
    for one in changes:
        what = {
            "merge": f"{one.merged_id} merged into {one.stay_id}",
            "move": f"a time of session {one.session_id} moved to {one.stay_id}",
            "correct": f"{one.stay_id} corrected",
        }[one.kind.value]
        say(f"{one.utc[:16]}  {one.author}  {what}: {one.reason}")


def _merge(arguments: argparse.Namespace) -> None:
    with SessionStore(paths.data(arguments.data)) as store:
        stay, into = _stay(store, arguments.stay), _stay(store, arguments.into)
        store.stays.merge(stay, into, utc=_now(), author=arguments.author, reason=arguments.reason)
    say(f"{stay} belongs to {into} now.")


def _move(arguments: argparse.Namespace) -> None:
    with SessionStore(paths.data(arguments.data)) as store:
        session = store.find(arguments.session)
        to = _stay(store, arguments.to)
        since, until = (_second(session, text) for text in (arguments.since, arguments.until))
        summary = next(one for one in store.sessions() if one.session.id == session.id)
        open_end = until is None and not summary.closed
        if open_end:
            # What it records from now on is of whoever lies there now.
            recorded = last_of_monitor(store.entries(session.id), session.started_at, summary.last_at)
            until = nextafter(recorded, inf)
        store.stays.move(
            session.id, since, until, to, utc=_now(), author=arguments.author, reason=arguments.reason
        )
    say(f"That time of {session.id} belongs to {to} now.")
    if open_end:
        say("The session is not closed: what it records from now on stays where it was.")


def _stay(store: SessionStore, which: str) -> str:
    found = stay_id_of(store, which)
    if found is None:
        # A stay that has lost all of its sessions can still be named in full.
        found = next((one.id for one in store.admissions.numbered().values() if which == one.id), None)
    if found is None:
        raise RecordFault(f"no stay is called {which!r}; `neopain stay list` lists them")
    return found


def _second(session: Session, text: str | None) -> float | None:
    """A time as a monotonic second of the session."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise SettingFault(f"expected a time such as 2026-05-31T14:30; got {text!r}") from error
    passed = at - datetime.fromisoformat(session.started_utc)
    return session.started_at + passed.total_seconds()


def _now() -> str:
    return SystemClock().utc().isoformat(timespec="milliseconds")
