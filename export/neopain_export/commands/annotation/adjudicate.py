"""`neopain-export adjudicate`: a third person decides where two raters differ, and nothing else."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from neopain.core.clock import SystemClock
from neopain_export.annotation.folder.plan import read_plan
from neopain_export.annotation.folder.whose_turn import adjudicate
from neopain_export.annotation.sources.looks import note_looks
from neopain_export.commands.annotation.annotate import say_how_it_stands
from neopain_export.commands.annotation.window import show
from neopain_export.commands.options import numbers
from neopain_export.commands.options.outputs import resolved


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `adjudicate`."""
    parser = commands.add_parser(
        "adjudicate",
        help="decide where two raters differ, blinded to who said what",
        description="After two raters finished: shows what they did not answer alike, shuffled, with what is "
        "in dispute to be decided and the rest as both said. Every decision is kept at once; start it again "
        "to go on.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="the --out of `neopain-export annotate`")
    parser.add_argument(
        "--rater", required=True, type=numbers.initials, metavar="INITIALS", help="who decides; neither rater"
    )
    parser.add_argument("--seed", type=numbers.seed, help="of the order (1)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    folder, clock = resolved(args.folder, "DIR"), SystemClock()
    plan = read_plan(folder)
    decided = adjudicate(folder, plan, args.rater, seed=args.seed, clock=clock)
    if decided is None:
        sys.stdout.write("the two raters answered everything alike: there is nothing to decide\n")
        return 0
    shown = {showing.item for showing in decided.course.order}
    note_looks((item for item in plan.items if item.id in shown), by=decided.rater.who)
    show(decided, clock)
    say_how_it_stands(folder, plan, decided)
    return 0
