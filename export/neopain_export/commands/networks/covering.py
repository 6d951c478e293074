"""`neopain-export covering`: the judges of what lies on a face, from nothing but the repository."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import neopain.vision.quality.covering_judges
from neopain import paths
from neopain_export.commands.options import numbers
from neopain_export.training.covering.judges import drawn_faces, fitted, write

SEED, PICTURES = 2, 480


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `covering`."""
    parser = commands.add_parser(
        "covering",
        help="learn what a plaster on a piece of a face looks like (for its developers)",
        description="Lay patches of many textures on drawn faces of the training group, learn to tell the "
        "covered pieces, and write the judges into app/neopain/vision/quality/covering_judges.py.",
    )
    parser.add_argument("--seed", type=numbers.seed, default=SEED, help=f"of the drawings (default: {SEED})")
    parser.add_argument("--count", type=numbers.count, default=PICTURES, help="drawings, test group included")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Learn and write. Returns: 0. Raises: NeopainError."""
    found = fitted(drawn_faces(paths.models(), args.seed, args.count))
    path = Path(neopain.vision.quality.covering_judges.__file__)
    write(found.judges, path)
    sys.stdout.write(f"written: {path}; learnt from {found.faces} faces\n")
    for kind, share in found.seen.items():
        sys.stdout.write(f"{kind}: {100 * share:.0f} % of covered pieces of other infants are seen\n")
    return 0
