"""`neopain-export verify`: a study's tables recomputed from its predictions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from neopain_export.commands.options.outputs import resolved
from neopain_export.study.report.verification import verify

MOST_TOLD = 20


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `verify`."""
    parser = commands.add_parser(
        "verify",
        help="recompute every number of a study's tables from its predictions",
        description="Read the predictions in a study's folder, compute results.csv, corrected.csv and "
        "tables.md again, compare every number, and check that every file is the one that the run wrote. "
        "Needs neither pictures nor features. Exit 1 when anything differs.",
    )
    parser.add_argument("folder", type=Path, metavar="STUDY", help="the folder that `study --out` wrote")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Returns: 0 when everything agrees, else 1. Raises: NeopainError."""
    verdict = verify(resolved(args.folder, "STUDY"))
    for sentence in verdict.wrong[:MOST_TOLD]:
        sys.stdout.write(f"{sentence}\n")
    if len(verdict.wrong) > MOST_TOLD:
        sys.stdout.write(f"and {len(verdict.wrong) - MOST_TOLD} more\n")
    if verdict.wrong:
        sys.stdout.write(f"{args.folder}: {len(verdict.wrong)} things are not as the run wrote them\n")
        return 1
    rounded = f", {verdict.rounded} lines to the last digit" if verdict.rounded else ""
    sys.stdout.write(f"{args.folder}: {verdict.numbers} numbers recomputed; all agree{rounded}\n")
    return 0
