"""`neopain clips`: consent to keep pictures, its withdrawal, and the clips."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain import paths
from neopain.bedside.clips.clip_book import ClipBook
from neopain.bedside.clips.clip_keys import ClipKeys
from neopain.bedside.clips.consents import ConsentBook
from neopain.bedside.clips.stay_named import HERE, stay_named
from neopain.bedside.clips.wish import ask_for_clip
from neopain.commands.arguments import add_data
from neopain.commands.output import say
from neopain.core.clinical.consent import GIVER_WORDS, LONGEST_DAYS, PURPOSE_WORDS, ConsentBy, ConsentFor
from neopain.core.clock import SystemClock
from neopain.core.errors import RecordFault


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Pictures are never kept without a consent for this very stay. With one, the seconds around alarms, "
        "procedures and wishes are kept, encrypted, until the ward's rule ([clips] in ward.toml) or a "
        "withdrawal removes them. All of it is in the audit."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    consent = actions.add_parser("consent", help="log the consent for whoever is admitted now")
    consent.add_argument("--by", required=True, choices=[one.value for one in ConsentBy], help="who gave it")
    consent.add_argument("--for", required=True, dest="purpose", choices=[one.value for one in ConsentFor])
    consent.add_argument("--asked-by", required=True, metavar="INITIALS", help="who asked for it")
    consent.add_argument(
        "--days",
        type=float,
        default=7.0,
        metavar="N",
        help=f"how long it holds, to {LONGEST_DAYS} (default: 7)",
    )
    add_data(consent)
    withdraw = actions.add_parser("withdraw", help="end it and remove all clips of the stay, at once")
    _add_stay(withdraw)
    _add_by(withdraw)
    listed = actions.add_parser("list", help="the consent that holds, and the clips, oldest first")
    add_data(listed)
    keep = actions.add_parser("keep", help="ask the monitor that runs on the folder for a clip of now")
    add_data(keep)
    export = actions.add_parser("export", help="write a clip's pictures, in the clear, into a new folder")
    export.add_argument("clip", metavar="CLIP", help="id or its beginning")
    export.add_argument("folder", type=Path, metavar="FOLDER", help="it must not exist")
    _add_by(export)
    delete = actions.add_parser("delete", help="remove clips for good")
    delete.add_argument("clips", nargs="+", metavar="CLIP", help="ids or their beginnings")
    _add_by(delete)
    parser.set_defaults(run=run)


def _add_stay(parser: argparse.ArgumentParser) -> None:
    words = f"id, its beginning or the code; `{HERE}` for whoever is admitted now (default)"
    parser.add_argument("stay", nargs="?", default=HERE, metavar="STAY", help=words)


def _add_by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", required=True, metavar="INITIALS", help="who does it")
    add_data(parser)


def run(arguments: argparse.Namespace) -> int:
    """Carry it out. Raises: RecordFault, SettingFault."""
    acts = {
        "consent": _consent,
        "withdraw": _withdraw,
        "list": _list,
        "keep": _keep,
        "export": _export,
        "delete": _delete,
    }
    return acts[arguments.action](arguments, paths.data(arguments.data))


def _consent(arguments: argparse.Namespace, data: Path) -> int:
    keys = ClipKeys(data)
    book = ConsentBook(data, SystemClock(), keys)
    given = book.give(
        ConsentBy(arguments.by),
        ConsentFor(arguments.purpose),
        asked_by=arguments.asked_by,
        days=arguments.days,
    )
    say(f"Logged: pictures of stay {given.stay_id} may be kept until {given.until_utc[:16]} UTC, or its end.")
    say(f"Their key lies {keys.where(given.stay_id)}.")
    return 0


def _withdraw(arguments: argparse.Namespace, data: Path) -> int:
    done = ConsentBook(data, SystemClock()).withdraw(stay_named(data, arguments.stay), by=arguments.by)
    say(f"Withdrawn. {done.removed} clips are removed, and the key with which any copy could be read.")
    for path in done.left:
        say(f"Still on the disk, and unreadable: {path}; remove it by hand.")
    return 1 if done.left else 0


def _list(_: argparse.Namespace, data: Path) -> int:
    consent = ConsentBook(data, SystemClock()).standing() if _has_record(data) else None
    if consent is None:
        say("No consent holds for whoever is here now: no pictures are kept.")
    else:
        say(
            f"Consent of {GIVER_WORDS[consent.given_by]} for {PURPOSE_WORDS[consent.purpose]}, asked by "
            f"{consent.asked_by} on {consent.given_utc[:16]} UTC, until {consent.until_utc[:16]} UTC"
        )
    clips = ClipBook(data).clips()
    for one in clips:
        head = one.head
        why = (
            f"cannot be opened: {one.why_not}" if head is None else f"{head.reason.value} {head.what}".strip()
        )
        say(f"{one.kept.clip_id}  {one.kept.utc:%Y-%m-%dT%H:%M}  {one.kept.bytes / 1e6:7.1f} MB  {why}")
    if not clips:
        say("No clip is kept.")
    return 0


def _keep(_: argparse.Namespace, data: Path) -> int:
    if ConsentBook(data, SystemClock()).standing() is None:
        raise RecordFault("no consent holds for whoever is here now; see `neopain clips consent --help`")
    ask_for_clip(data)
    say("Asked for. It is in `neopain clips list` when it is whole; a monitor must run on this folder.")
    return 0


def _export(arguments: argparse.Namespace, data: Path) -> int:
    book = ClipBook(data)
    count = book.export(book.find(arguments.clip), arguments.folder, by=arguments.by)
    say(f"Wrote {count} pictures and their readings to {arguments.folder}.")
    say("They are in the clear, and a withdrawal does not reach them: delete them as soon as you can.")
    return 0


def _delete(arguments: argparse.Namespace, data: Path) -> int:
    book = ClipBook(data)
    found = [book.find(one) for one in arguments.clips]
    book.delete(found, by=arguments.by)
    say(f"Removed {len(found)} clips; the audit names each.")
    return 0


def _has_record(data: Path) -> bool:
    # Opening one would make it.
    return any(data.glob("*.sqlite3"))
