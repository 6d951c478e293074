"""`neopain-export import`: a published weight file to a network that the monitor and the study can run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from neopain.core.errors import SettingFault
from neopain_export.commands import numbers
from neopain_export.commands.outputs import new_folder
from neopain_export.networks.architectures import ARCHITECTURES
from neopain_export.networks.foreign_import import import_foreign
from neopain_export.networks.graph import LrnForm, Storage
from neopain_export.networks.network_import import ImportRequest, ImportResult, import_network
from neopain_export.networks.preprocessing import Convention

OTHER = "other"
REMINDER = (
    "The weights' licence binds you: VGG-F, VGG-M and VGG-S are for non-commercial use only, VGG-Face is "
    "CC BY-NC 4.0. They stay with you; NeoPain ships none of them."
)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `import`."""
    parser = commands.add_parser(
        "import",
        help="make a network out of a published weight file",
        description=(
            "Read weights of MatConvNet (.mat), Caffe (.caffemodel), Keras (.h5), PyTorch (.pth, "
            ".safetensors) or a whole ONNX graph, check them against the network's layers, "
            "and write ONNX, manifest and card."
        ),
        epilog=REMINDER,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the weight file as published")
    parser.add_argument(
        "--network", required=True, choices=[*ARCHITECTURES, OTHER], help="what it should hold"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the network")
    parser.add_argument("--name", help="the network's name in manifests and features (default: --network)")
    parser.add_argument("--version", default="1", dest="model_version", help="its version (default: 1)")
    parser.add_argument("--up-to", default="fc7", metavar="LAYER", help="last layer to import (default: fc7)")
    parser.add_argument(
        "--outputs", type=_names, metavar="NAMES", help="`all`, or names with commas (default: from conv5 on)"
    )
    parser.add_argument("--storage", type=Storage, choices=list(Storage), default=Storage.SINGLE)
    parser.add_argument("--lrn", type=LrnForm, choices=list(LrnForm), default=LrnForm.BAND)
    parser.add_argument(
        "--convention",
        type=Convention,
        choices=list(Convention),
        default=Convention.AUTO,
        help="channel order and range that the weights were trained for (default: by the file)",
    )
    mean = parser.add_mutually_exclusive_group()
    mean.add_argument(
        "--mean",
        type=numbers.number(-1e6, 1e6),
        nargs=3,
        metavar="X",
        help="mean pixel, in the channels' order",
    )
    mean.add_argument("--mean-file", type=Path, metavar="FILE", help="mean as .binaryproto or .npy")
    parser.add_argument(
        "--scale", type=numbers.number(0.0, 1e6), default=1.0, help="for `other`: factor after the mean"
    )
    parser.add_argument("--licence", metavar="TEXT", help="licence of the weights")
    parser.add_argument("--source", metavar="TEXT", help="where the weights come from")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import one file, print what was found. Returns: 0. Raises: NeopainError."""
    if args.scale != 1.0 and args.network != OTHER:
        raise SettingFault("expected --scale with --network other only; the other networks know their own")
    sources = [args.file] if args.mean_file is None else [args.file, args.mean_file]
    request = ImportRequest(
        file=args.file,
        folder=new_folder(args.out, "--out", sources),
        name=args.name or args.network,
        version=args.model_version,
        outputs=args.outputs,
        convention=args.convention,
        mean=None if args.mean is None else np.asarray(args.mean, np.float32),
        mean_file=args.mean_file,
        licence=args.licence,
        source=args.source,
    )
    if args.network == OTHER:
        result = import_foreign(request, scale=args.scale)
    else:
        result = import_network(
            request, ARCHITECTURES[args.network], last=args.up_to, storage=args.storage, lrn_form=args.lrn
        )
    for line in _lines(result, args.out):
        sys.stdout.write(line + "\n")
    return 0


def _lines(result: ImportResult, folder: Path) -> list[str]:
    manifest = result.manifest
    told = manifest.network
    if told is None:
        raise TypeError(f"{manifest.id} is no network")
    fed = told.input
    return [
        f"{result.form} -> {folder / manifest.file} ({manifest.bytes / 1e6:.1f} MB)",
        f"sha256 {manifest.sha256}",
        f"input: {fed.channels} {fed.height}x{fed.width}, mean {fed.mean}, scale {fed.scale:g}",
        f"outputs: {', '.join(f'{name} {size}' for name, size in told.outputs.items())}",
        *result.notes,
        f"licence: {manifest.licence}",
        REMINDER,
    ]


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise argparse.ArgumentTypeError(f"expected names with commas between; got {text!r}")
    return names
