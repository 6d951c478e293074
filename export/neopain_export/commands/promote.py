"""`neopain-export promote`: choose the model that the monitor uses."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain import paths
from neopain_export.commands.outputs import resolved
from neopain_export.limited import in_child
from neopain_export.training.floor import pass_floor
from neopain_export.training.promotion import back_to_default, in_use, promote
from neopain_export.training.trial import try_model


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `promote`."""
    parser = commands.add_parser(
        "promote",
        help="make a trained model the one that the monitor uses",
        description="Open the model exactly as the monitor does and, if it is accepted, write the choice "
        "into the data folder. The monitor's screen and `neopain doctor` show which model runs.",
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="the model's folder")
    which.add_argument("--default", action="store_true", help="go back to the bundled model")
    parser.add_argument(
        "--force",
        action="store_true",
        help="promote a model that was not better than chance; manifest, card and screen then say so",
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="the monitor's data folder, as `neopain monitor --data DIR` gets it",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    data = paths.data(args.data)
    if args.default:
        gone = back_to_default(data)
        print("the bundled model is in use again" if gone else "the bundled model was in use already")  # noqa: T201
        return 0
    before = in_use(data)
    folder = resolved(args.folder, "DIR")
    tried = in_child(try_model, folder, what=str(folder))
    warning = pass_floor(folder, forced=args.force)
    if warning:
        # Its manifest says so from now on, and is another one.
        tried = in_child(try_model, folder, what=str(folder))
    written = promote(folder, data, manifest_sha256=tried.manifest_sha256, networks=tried.networks)
    answers = ", ".join(f"{10 * value:.1f}" for value in tried.known_answers)
    for line in (
        f"{tried.model_id}, trained on {tried.learned_from}, is what the monitor uses from its next start",
        *([f"WARNING: forced although {warning}; manifest, card and screen say so"] if warning else []),
        f"folder: {folder}",
        f"known answers as recorded (average picture without pain, of all, with pain): {answers} of 10",
        *tried.lines,
        f"in use until now: {before}",
        f"written to {written}, which only you can write",
        _how_to_start(args.data),
    ):
        print(line)  # noqa: T201
    return 0


def _how_to_start(given: Path | None) -> str:
    data = "" if given is None else f" --data {given}"
    return f"now `neopain monitor{data}` uses it; `neopain-export promote --default{data}` goes back"
