"""`neopain-export events`: alarms held against what happened."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from neopain.core.errors import SettingFault
from neopain.core.score.presets import DEFAULT_PRESET, PRESETS, preset_by_id, with_limits
from neopain.vision.scoring.classifier import load_classifier
from neopain_export.commands.options import numbers
from neopain_export.commands.options.outputs import holds_only, new_folder
from neopain_export.study.data.doubles import spelling_told
from neopain_export.study.events.measures import judge
from neopain_export.study.events.recordings import read_events, read_recording, refuse_doubles
from neopain_export.study.events.replay import replay
from neopain_export.study.events.report import FILES, EventStudy, headline, write

AFTER_S = 30


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `events`."""
    parser = commands.add_parser(
        "events",
        help="hold the monitor's alarms against painful and painless procedures",
        description="Run recorded readings (`neopain export SESSION --csv FILE`) once more through the "
        "monitor's watch and count, by event: painful ones with an alarm, false alarms an hour, delays.",
    )
    parser.add_argument(
        "--readings", type=Path, required=True, nargs="+", metavar="FILE", help="exported sessions, CSV"
    )
    parser.add_argument(
        "--events",
        type=Path,
        required=True,
        metavar="FILE",
        help="CSV with recording (a file's name), start_s, end_s, pain (1 or 0) and, if known, subject",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the report")
    parser.add_argument(
        "--preset",
        default=DEFAULT_PRESET.id,
        metavar="ID",
        help=f"limits and times: {', '.join(preset.id for preset in PRESETS)} (default {DEFAULT_PRESET.id})",
    )
    for name in ("lower-limit", "upper-limit"):
        parser.add_argument(
            f"--{name}", type=numbers.number(0.0, 10.0), metavar="POINTS", help="instead of the preset's"
        )
    parser.add_argument(
        "--model",
        type=Path,
        metavar="DIR",
        help="average with the temporal head of this model, which made the readings, or is to",
    )
    parser.add_argument(
        "--after",
        type=numbers.whole(0, 600),
        default=AFTER_S,
        metavar="S",
        help=f"seconds past an event's end in which an alarm counts for it ({AFTER_S})",
    )
    parser.add_argument(
        "--seed", type=numbers.whole(0, numbers.LARGEST_SEED), default=1, help="of the intervals (1)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    inputs = [*args.readings, args.events, *([] if args.model is None else [args.model])]
    out = new_folder(args.out, "--out", inputs, own=holds_only(FILES))
    preset = with_limits(
        preset_by_id(args.preset), lower_limit=args.lower_limit, upper_limit=args.upper_limit
    )
    head = None if args.model is None else load_classifier(args.model).temporal_head
    if args.model is not None and head is None:
        raise SettingFault(f"expected a model with a temporal head; {args.model} has none; leave --model out")
    recordings = [read_recording(path) for path in args.readings]
    refuse_doubles(recordings)
    events = read_events(args.events, {one.name: one for one in recordings})
    told_of = {event.recording for event in events}
    replays = [replay(one, preset, head) for one in recordings]
    judged = [one for each in replays for one in judge(each, events, args.after)]
    command = shlex.join(("neopain-export", *args.words))
    study = EventStudy(replays, events, judged, preset, args.after, args.seed, command)
    write(study, out)
    for row in headline(study):
        sys.stdout.write(f"{row[0]}: {row[1]} ({row[2]})\n")
    silent = sorted(one.name for one in recordings if one.name not in told_of)
    if silent:
        sys.stdout.write(f"without events, counted for false alarms only: {', '.join(silent)}\n")
    for line in (*spelling_told(event.subject for event in events), f"written: {out}"):
        sys.stdout.write(f"{line}\n")
    return 0
