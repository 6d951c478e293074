"""`neopain-export annotations`: how far the raters agree, and their answers as the study's table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from neopain.core.clock import SystemClock
from neopain.core.errors import SettingFault
from neopain_export.annotation.folder.plan import read_plan
from neopain_export.annotation.folder.results import refuse_unfinished, results_of
from neopain_export.annotation.folder.study_table import is_our_table, manifest_path, write_table
from neopain_export.annotation.folder.whose_turn import RATERS
from neopain_export.commands.annotation.told import lines_of
from neopain_export.commands.options.outputs import new_file, resolved


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `annotations`."""
    parser = commands.add_parser(
        "annotations",
        help="how far the raters agree, and their answers as a table for `study`",
        description="Print who is how far, kappa and prevalence of each question with intervals by infant, "
        "and each rater's agreement with themself. With --out also the table that `neopain-export study` "
        "reads, and beside it a manifest: who, when, seeds, digest of each item, releases. Paths in it are "
        "relative to it.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="the --out of `neopain-export annotate`")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the .csv file to write")
    parser.add_argument(
        "--leave-out-disputed",
        action="store_true",
        help="write the table although disputes are open; these items are left out and counted",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    folder = resolved(args.folder, "DIR")
    if args.out is None:
        if args.leave_out_disputed:
            raise SettingFault("--leave-out-disputed does nothing without --out; leave it out")
        plan = read_plan(folder)
        sys.stdout.write("\n".join(lines_of(plan, results_of(folder, plan))) + "\n")
        return 0
    table = new_file(args.out, "--out", [args.folder], own=is_our_table, suffix=".csv")
    if not table.exists():
        new_file(manifest_path(table), "--out", [args.folder])
    plan = read_plan(folder)
    results = results_of(folder, plan)
    refuse_unfinished(results, leave_out=args.leave_out_disputed)
    if args.leave_out_disputed and not results.undecided:
        raise SettingFault("--leave-out-disputed does nothing where no dispute is open; leave it out")
    done = write_table(table, plan, results, SystemClock())
    left_out = ", ".join(f"{why} {count}" for why, count in done.left_out) or "none"
    sys.stdout.write("\n".join([*lines_of(plan, results), "", f"{args.out}: {done.rows} rows; "]))
    sys.stdout.write(f"left out: {left_out}\n")
    if len(results.finished) < RATERS:
        sys.stdout.write(
            "one rater only: nobody knows how far another would agree; say so where you publish\n"
        )
    return 0
