"""`neopain-export annotate`: a rater judges pictures, blinded, in a window."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from neopain.core.clock import SystemClock
from neopain.core.errors import SettingFault
from neopain_export.annotation.folder.passes import Pass
from neopain_export.annotation.folder.plan import Plan, is_annotation, ordered, read_plan, write_plan
from neopain_export.annotation.folder.results import results_of
from neopain_export.annotation.folder.whose_turn import RATERS, rate
from neopain_export.annotation.rating.order import MOST_REPEATED
from neopain_export.annotation.rating.tasks import TASKS
from neopain_export.annotation.sources.listing import list_items
from neopain_export.annotation.sources.looks import note_looks
from neopain_export.commands.annotation.told import lines_of
from neopain_export.commands.annotation.window import show
from neopain_export.commands.options import numbers
from neopain_export.commands.options.outputs import new_folder, resolved

EVERY_S = 1.0


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `annotate`."""
    parser = commands.add_parser(
        "annotate",
        help="judge pictures, films or kept clips, blinded and shuffled, in a window",
        description="One rater, one picture (or second of a film) at a time, without file, infant, time or "
        "score. Every answer is kept at once; start it again to go on. A second rater starts it with the "
        "same --out and other initials. Then `neopain-export adjudicate` and `neopain-export annotations`. "
        "No picture is copied.",
    )
    parser.add_argument(
        "sources",
        nargs="*",
        type=Path,
        metavar="SOURCES",
        help="folders of pictures (a folder an infant), films, clips of the monitor (DATA/clips), or a table "
        "with picture or video and subject; not needed to go on",
    )
    parser.add_argument("--rater", required=True, type=numbers.initials, metavar="INITIALS", help="who rates")
    parser.add_argument("--task", choices=list(TASKS), help="what is asked; not needed to go on")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of plan and answers")
    parser.add_argument("--seed", type=numbers.seed, help="of this rater's order (1)")
    parser.add_argument(
        "--repeat",
        type=numbers.share(MOST_REPEATED),
        metavar="SHARE",
        help=f"of the items that are shown twice, 0 to {MOST_REPEATED:g} (0.1)",
    )
    parser.add_argument(
        "--every", type=numbers.seconds, metavar="S", help="from one shown second of a film to the next (1)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Returns: 0 also for whoever stops before the end. Raises: NeopainError."""
    folder = new_folder(args.out, "--out", args.sources, own=is_annotation)
    plan = _plan(args, folder)
    clock = SystemClock()
    rated = rate(folder, plan, args.rater, seed=args.seed, repeat=args.repeat, clock=clock)
    show(rated, clock)
    say_how_it_stands(folder, plan, rated)
    return 0


def say_how_it_stands(folder: Path, plan: Plan, rated: Pass) -> None:
    """Where this rater is; the figures of agreement only once both are done, so that none can be swayed."""
    course = rated.course
    if not course.finished:
        left = len(course.order) - course.answered
        sys.stdout.write(f"{rated.rater.who}: {left} of {len(course.order)} left; start it again to go on\n")
        return
    results = results_of(folder, plan)
    if len(results.finished) < RATERS:
        sys.stdout.write(f"{rated.rater.who}: finished; a second rater can begin, or is not done yet\n")
        return
    sys.stdout.write("\n".join(lines_of(plan, results)) + "\n")


def _plan(args: argparse.Namespace, folder: Path) -> Plan:
    """The folder's plan, made where there is none. Raises: NeopainError."""
    if not is_annotation(folder):
        if not args.sources or args.task is None:
            missing = "SOURCES" if not args.sources else "--task"
            raise SettingFault(f"expected {missing}: no annotation was begun in {args.out}; say what to rate")
        plan = _listed(args, [resolved(one, "SOURCES") for one in args.sources], args.task)
        write_plan(folder, plan)
        return plan
    plan = read_plan(folder)
    if args.task not in {None, plan.task.id}:
        raise SettingFault(
            f"expected --task {plan.task.id}, with which {args.out} was begun; got {args.task}; leave it out"
        )
    if args.sources:
        wanted = _listed(args, [resolved(one, "SOURCES") for one in args.sources], plan.task.id)
        if wanted.digest != plan.digest:
            raise SettingFault(
                f"expected the {len(plan.items)} items with which {args.out} was begun; SOURCES and --every "
                f"give {len(wanted.items)}, not the same: leave SOURCES out to go on with those, or name "
                "another --out"
            )
    elif args.every is not None:
        raise SettingFault("--every does nothing without SOURCES; leave it out")
    else:
        note_looks(plan.items, by=args.rater)
    return plan


def _listed(args: argparse.Namespace, sources: list[Path], task: str) -> Plan:
    found = list_items(sources, every_s=args.every or EVERY_S, by=args.rater)
    made = SystemClock().utc().isoformat(timespec="seconds")
    return Plan(TASKS[task], ordered(found.items), made, left_out=found.left_out)
