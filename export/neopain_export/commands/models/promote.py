"""`neopain-export promote`: choose the model that the monitor uses."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain import paths
from neopain.core.errors import ModelFault
from neopain.vision.models.manifest import ModelKind, read_manifest
from neopain.vision.models.selection import detector_selection_file, selection_file
from neopain_export.commands.options.outputs import resolved
from neopain_export.limited import in_child
from neopain_export.training.release.floor import pass_floor
from neopain_export.training.release.promotion import back_to_default, in_use, promote
from neopain_export.training.release.trial import try_detector, try_model


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `promote`."""
    parser = commands.add_parser(
        "promote",
        help="make a trained model, or an imported detector, the one that the monitor uses",
        description="Open the model exactly as the monitor does and, if it is accepted, write the choice "
        "into the data folder. The monitor's screen and `neopain doctor` show which model runs.",
    )
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="the model's folder")
    which.add_argument("--default", action="store_true", help="go back to the bundled model")
    which.add_argument("--default-detector", action="store_true", help="go back to the bundled face detector")
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
    if args.default or args.default_detector:
        what = "model" if args.default else "face detector"
        gone = back_to_default(selection_file(data) if args.default else detector_selection_file(data))
        print(f"the bundled {what} {'is in use again' if gone else 'was in use already'}")  # noqa: T201
        return 0
    folder = resolved(args.folder, "DIR")
    if _is_detector(folder):
        return _promote_detector(args, folder, data)
    before = in_use(selection_file(data))
    tried = in_child(try_model, folder, what=str(folder))
    warning = pass_floor(folder, forced=args.force)
    if warning:
        # Its manifest says so from now on, and is another one.
        tried = in_child(try_model, folder, what=str(folder))
    written = promote(
        folder, selection_file(data), manifest_sha256=tried.manifest_sha256, networks=tried.networks
    )
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


def _is_detector(folder: Path) -> bool:
    """What cannot be read is left to the child, which asks the monitor's own loader."""
    try:
        return read_manifest(folder).kind is ModelKind.DETECTOR
    except ModelFault:
        return False


def _promote_detector(args: argparse.Namespace, folder: Path, data: Path) -> int:
    target = detector_selection_file(data)
    before = in_use(target)
    tried = in_child(try_detector, folder, what=str(folder))
    written = promote(folder, target, manifest_sha256=tried.manifest_sha256, networks={})
    for line in (
        f"{tried.model_id}, a {tried.family} network, proposes faces to the monitor from its next start",
        f"folder: {folder}; licence: {tried.licence}",
        "what counts as a face was chosen with the bundled detector: watch what it finds and what it misses",
        f"in use until now: {before}",
        f"written to {written}, which only you can write",
        _how_to_start(args.data, "--default-detector"),
    ):
        print(line)  # noqa: T201
    return 0


def _how_to_start(given: Path | None, back: str = "--default") -> str:
    data = "" if given is None else f" --data {given}"
    return f"now `neopain monitor{data}` uses it; `neopain-export promote {back}{data}` goes back"
