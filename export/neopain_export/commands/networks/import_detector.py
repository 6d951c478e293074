"""`neopain-export import-detector`: somebody's face detector to one that the monitor can use."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain_export.commands.options import numbers
from neopain_export.commands.options.outputs import new_folder
from neopain_export.detectors.detector_import import DetectorRequest, import_detector
from neopain_export.detectors.roles import HABITS

REMINDER = (
    "Detectors trained in NICUs exist and may not be passed on; many published ones are for research only, "
    "and YOLO's own code and weights are AGPL. They stay with you; NeoPain ships none of them."
)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `import-detector`."""
    parser = commands.add_parser(
        "import-detector",
        help="take a face detector of your own (ONNX) into use",
        description=(
            "Read an ONNX file of a known family of face detectors with five key points, let it find drawn "
            "faces, and write its folder. `neopain-export promote DIR` then makes the monitor use it."
        ),
        epilog=REMINDER,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the ONNX file")
    parser.add_argument("--family", required=True, choices=list(HABITS), help="how it writes faces")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the detector")
    parser.add_argument(
        "--licence", required=True, type=numbers.one_line, metavar="TEXT", help="licence of its weights"
    )
    parser.add_argument(
        "--source",
        type=numbers.one_line,
        default="not stated",
        metavar="TEXT",
        help="who made it, from what pictures (not stated)",
    )
    parser.add_argument(
        "--name", type=numbers.model_name, default="my-face-detector", help="(my-face-detector)"
    )
    parser.add_argument(
        "--version", type=numbers.one_line, default="1", dest="model_version", metavar="TEXT", help="(1)"
    )
    parser.add_argument(
        "--channels", choices=("RGB", "BGR"), help="order of colours that it wants (by the family)"
    )
    parser.add_argument(
        "--mean",
        type=numbers.number(-1e6, 1e6),
        nargs=3,
        metavar="X",
        help="subtracted from pixels 0..255, in the channels' order (by the family)",
    )
    parser.add_argument(
        "--scale", type=numbers.number(0.0, 1e6), help="factor after the mean (by the family)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import one detector, print what it proved. Returns: 0. Raises: NeopainError."""
    mean = None if args.mean is None else (args.mean[0], args.mean[1], args.mean[2])
    manifest, proof = import_detector(
        DetectorRequest(
            file=args.file,
            family=args.family,
            folder=new_folder(args.out, "--out", [args.file]),
            name=args.name,
            version=args.model_version,
            licence=args.licence,
            source=args.source,
            channels=args.channels,
            mean=mean,
            scale=args.scale,
        )
    )
    for line in (
        f"{manifest.id}, family {args.family}, sha256 {manifest.sha256}",
        proof.line,
        f"licence, as you say: {manifest.licence}",
        REMINDER,
        f"{args.out}: next, `neopain-export promote {args.out}`",
    ):
        print(line)  # noqa: T201
    return 0
