"""`neopain-export realism`: whether drawn faces behave like real ones before networks made for real ones."""

from __future__ import annotations

import argparse
import math
import tempfile
from contextlib import nullcontext
from pathlib import Path

from neopain_export.commands.options import numbers
from neopain_export.commands.options.outputs import new_folder
from neopain_export.neonate.sets.pictures import SERIES
from neopain_export.realism.gates import Gate, judged
from neopain_export.realism.looking import looks
from neopain_export.study.features.executors import choose_crew
from neopain_export.study.features.feature_cache import is_cache
from neopain_export.study.report.markdown import table


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `realism`."""
    parser = commands.add_parser(
        "realism",
        help="compare drawn faces with what was measured on real ones",
        description="Show drawn faces to the monitor's face search and to an expression network, and compare "
        "what they say of plain ones with what they said of public photographs. Exits with 1 when a gate is "
        "not met.",
    )
    parser.add_argument("data", choices=list(SERIES), help="which set to draw")
    parser.add_argument("--seed", type=numbers.seed, default=5, help="of the drawings (5)")
    parser.add_argument("--count", type=numbers.count, default=240, help="how many drawings (240)")
    parser.add_argument("--jobs", type=numbers.jobs, default=-1, help="processes (one a core)")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="keep what was seen here; else nothing is reused"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    if args.cache is not None:
        args.cache = new_folder(args.cache, "--cache", [], is_cache)
    holder = tempfile.TemporaryDirectory() if args.cache is None else nullcontext(args.cache)
    with holder as cache:
        gates = judged(looks(args.seed, args.count, args.data, choose_crew(args.jobs, None), Path(cache)))
    print(f"{args.data}, seed {args.seed}, {args.count} drawings (SIMULATED)\n")  # noqa: T201
    head = ["what", "real", "drawn, plain", "faces", "bounds", "", "drawn, all"]
    print("\n".join(table(head, [_row(gate) for gate in gates])))  # noqa: T201
    met = sum(gate.met for gate in gates)
    print(f"\n{met} of {len(gates)} gates met")  # noqa: T201
    return 0 if met == len(gates) else 1


def _row(gate: Gate) -> list[str]:
    bounds = f"{gate.low:.2f} to {gate.high:.2f}"
    met = "met" if gate.met else "too few, raise --count" if math.isnan(gate.drawn) else "NOT met"
    return [
        gate.name,
        f"{gate.real:.2f}",
        _told(gate.drawn),
        str(gate.faces),
        bounds,
        met,
        _told(gate.hindered),
    ]


def _told(value: float) -> str:
    return "too few" if math.isnan(value) else f"{value:.2f}"
