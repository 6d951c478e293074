"""`neopain-export import`: a published weight file to a network that the monitor and the study can run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from neopain.core.errors import SettingFault
from neopain_export.commands.options import numbers
from neopain_export.commands.options.outputs import new_folder
from neopain_export.limited import in_child
from neopain_export.networks.architectures import ARCHITECTURES
from neopain_export.networks.dlib_face import importing as dlib_face_import
from neopain_export.networks.foreign.importing import import_foreign
from neopain_export.networks.foreign.picture_front import LARGEST_SIDE
from neopain_export.networks.graph import LrnForm, Storage
from neopain_export.networks.layers import Lrn
from neopain_export.networks.mini_xception import importing as mini_xception_import
from neopain_export.networks.mmod import importing as mmod_import
from neopain_export.networks.network_import import ImportRequest, ImportResult, import_network
from neopain_export.networks.preprocessing import Convention
from neopain_export.networks.published.recognise import FileForm

OTHER = "other"
SMALL: dict[str, Callable[..., ImportResult]] = {
    mini_xception_import.NAME: mini_xception_import.import_mini_xception,
    mmod_import.NAME: mmod_import.import_mmod,
}
"""Networks of one size, each with an import of its own."""
IMPORT_TIME_S = 1800.0
"""VGG-16 with all its layers is read, written and compared within a minute on a slow machine."""
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
            ".safetensors), dlib's networks for faces (.dat), mini-Xception for expressions (.hdf5) or a "
            "whole ONNX graph, check them against the network's layers, and write ONNX, manifest and card."
        ),
        epilog=REMINDER,
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the weight file as published")
    parser.add_argument(
        "--network",
        required=True,
        choices=[*ARCHITECTURES, dlib_face_import.NAME, *SMALL, OTHER],
        help="what it should hold",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the network")
    parser.add_argument("--name", help="the network's name in manifests and features (default: --network)")
    parser.add_argument("--version", default="1", dest="model_version", help="its version (default: 1)")
    parser.add_argument("--up-to", metavar="LAYER", help="last layer to import (default: fc7)")
    parser.add_argument(
        "--outputs",
        type=_names,
        metavar="NAMES",
        help="`all`, or names with commas (default: from conv5 on); of `other` any tensor: TENSOR, "
        "TENSOR:mean, :mean-last, :cls or :patches, NAME=TENSOR",
    )
    parser.add_argument(
        "--storage", type=Storage, choices=list(Storage), help="how weights stand in the file (default: fp32)"
    )
    parser.add_argument(
        "--lrn", type=LrnForm, choices=list(LrnForm), help="how normalisations are written (default: band)"
    )
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
        "--std",
        type=numbers.number(0.0, 1e6),
        nargs=3,
        metavar="X",
        help="divide by these after the mean, in the channels' order, for pixels 0..255",
    )
    parser.add_argument(
        "--scale", type=numbers.number(0.0, 1e6), help="for `other`: factor after the mean (default: 1)"
    )
    parser.add_argument(
        "--size",
        type=numbers.whole(8, LARGEST_SIDE),
        metavar="PX",
        help="for `other`: side of its picture, where the graph takes any (default: 224)",
    )
    parser.add_argument("--licence", metavar="TEXT", help="licence of the weights")
    parser.add_argument("--source", metavar="TEXT", help="where the weights come from")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import one file, print what was found. Returns: 0. Raises: NeopainError."""
    _refuse_idle_options(args)
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
        spread=None if args.std is None else np.asarray(args.std, np.float32),
        licence=args.licence,
        source=args.source,
    )
    if args.network == OTHER:
        result = import_foreign(request, scale=1.0 if args.scale is None else args.scale, side=args.size)
    elif args.network == dlib_face_import.NAME:
        result = in_child(
            dlib_face_import.import_dlib_face,
            request,
            args.storage or Storage.SINGLE,
            what=str(args.file),
            time_s=IMPORT_TIME_S,
        )
    elif args.network in SMALL:
        result = in_child(SMALL[args.network], request, what=str(args.file), time_s=IMPORT_TIME_S)
    else:
        # In a process of its own: a file of unknown origin may ask for more memory than there is.
        result = in_child(
            import_network,
            request,
            ARCHITECTURES[args.network],
            args.up_to or "fc7",
            args.storage or Storage.SINGLE,
            args.lrn or LrnForm.BAND,
            what=str(args.file),
            time_s=IMPORT_TIME_S,
        )
    for line in _lines(result, args.out):
        sys.stdout.write(line + "\n")
    return 0


def _refuse_idle_options(args: argparse.Namespace) -> None:
    """An option that would do nothing was meant to do something."""
    if args.network == OTHER:
        idle = {"--up-to": args.up_to, "--storage": args.storage, "--lrn": args.lrn}
        why = "a whole graph is taken as it is, up to its --outputs"
    elif args.network == dlib_face_import.NAME or args.network in SMALL:
        idle = {
            "--storage": args.storage if args.network in SMALL else None,
            "--up-to": args.up_to,
            "--outputs": args.outputs,
            "--lrn": args.lrn,
            "--scale": args.scale,
            "--size": args.size,
            "--mean": args.mean,
            "--mean-file": args.mean_file,
            "--std": args.std,
            "--convention": None if args.convention is Convention.AUTO else args.convention,
        }
        why = "the file says how pictures reach it, and every output is small"
    else:
        has_lrn = any(isinstance(layer, Lrn) for layer in ARCHITECTURES[args.network].layers)
        idle = {"--scale": args.scale, "--size": args.size, "--lrn": None if has_lrn else args.lrn}
        why = (
            f"{args.network} knows its own scale"
            if has_lrn
            else f"{args.network} has its own scale and no LRN"
        )
    given = [name for name, value in idle.items() if value is not None]
    if given:
        raise SettingFault(
            f"expected no {' and '.join(given)} with --network {args.network}: {why}; leave it out"
        )


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
        *([] if result.form == FileForm.DLIB else [REMINDER]),
    ]


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise argparse.ArgumentTypeError(f"expected names with commas between; got {text!r}")
    return names
