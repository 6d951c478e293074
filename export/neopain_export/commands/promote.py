"""`neopain-export promote`: choose the model that the monitor uses."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain import paths
from neopain.vision.open_models import open_models
from neopain_export.training.floor import pass_floor
from neopain_export.training.promotion import back_to_default, promote


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
    parser.add_argument("--data", type=Path, metavar="DIR", help="the monitor's data folder")
    parser.add_argument(
        "--force",
        action="store_true",
        help="promote a model that was not better than chance; manifest, card and screen then say so",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    data = paths.data(args.data)
    if args.default:
        gone = back_to_default(data)
        print("the bundled model is in use again" if gone else "the bundled model was in use already")  # noqa: T201
        return 0
    models = open_models(paths.models(), chosen=args.folder.expanduser().resolve(), prefer_gpu=False)
    models.close()
    warning = pass_floor(args.folder.expanduser().resolve(), forced=args.force)
    written = promote(args.folder, data)
    training = models.classifier.training
    kind = "SIMULATED neonates" if training.simulated else training.data
    print(f"{models.classifier.model_id}, trained on {kind}, is what the monitor uses from its next start")  # noqa: T201
    if warning:
        print(f"WARNING: forced although {warning}; manifest, card and screen say so")  # noqa: T201
    print(f"written to {written}; `neopain-export promote --default` goes back")  # noqa: T201
    return 0
