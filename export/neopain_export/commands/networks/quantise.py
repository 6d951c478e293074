"""`neopain-export quantise`: a network in eight bits, for processors without a GPU."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from neopain import paths
from neopain.core.errors import ModelFault, SettingFault
from neopain.core.frames import Frame
from neopain.vision.features.crop import SimilarityAligner
from neopain.vision.models.manifest import InputSpec, read_trusted
from neopain.vision.networks.embedding import prepared
from neopain.vision.networks.inference import ImageTensor
from neopain.vision.open_finder import open_finder
from neopain_export.commands.options import numbers
from neopain_export.commands.options.outputs import new_folder
from neopain_export.networks.layers import Preprocessing
from neopain_export.networks.network_folder import NetworkDescription, write_network_folder
from neopain_export.networks.quantise import agreement, quantised
from neopain_export.study.data.simulated_sets import simulated_set

CALIBRATION_FACES = 48
CHECKED_FACES = 24
TRAIN = "train"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `quantise`."""
    parser = commands.add_parser(
        "quantise",
        help="make an eight-bit network, about three times as fast on a CPU",
        description="Quantise a network's convolutions, calibrated on simulated faces of the training group, "
        "and check it on faces of the others. Study and bedside then use the new network alike.",
    )
    parser.add_argument("network", type=Path, metavar="FOLDER", help="the network's folder")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the new network")
    parser.add_argument("--seed", type=numbers.seed, default=1, help="of the simulated faces (default: 1)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Quantise, check, write. Returns: 0. Raises: NeopainError."""
    out = new_folder(args.out, "--out", [args.network])
    manifest, graph = read_trusted(args.network)
    part = manifest.network
    if part is None:
        raise SettingFault(f"{args.network}: expected the folder of a network; got a {manifest.kind}")
    learned, held_out = _faces(args.seed, part.input)
    after = quantised(graph, part.input.tensor, learned)
    agreed = agreement(graph, after, list(part.outputs), held_out)
    spec = part.input
    described = NetworkDescription(
        name=f"{manifest.name}-int8",
        version=manifest.version,
        title=f"{manifest.name} in eight bits",
        tensor=spec.tensor,
        height=spec.height,
        width=spec.width,
        preprocessing=Preprocessing(spec.channels, spec.mean, spec.scale),
        outputs=part.outputs,
        licence=manifest.licence,
        source=manifest.source,
        notes=(
            f"quantised from {manifest.id}, sha256 {manifest.sha256}",
            _calibration(learned, args.seed),
            agreed.line,
        ),
    )
    made = write_network_folder(out, after, described)
    for line in (f"{args.out / made.file} ({made.bytes / 1e6:.1f} MB)", f"sha256 {made.sha256}", agreed.line):
        sys.stdout.write(line + "\n")
    return 0


def _calibration(learned: list[ImageTensor], seed: int) -> str:
    return f"calibrated on {len(learned)} simulated faces of the training group, seed {seed}"


def _faces(seed: int, spec: InputSpec) -> tuple[list[ImageTensor], list[ImageTensor]]:
    """Aligned simulated faces: of the training group, and of the others."""
    learned: list[ImageTensor] = []
    held_out: list[ImageTensor] = []
    for training, face in _aligned(seed, spec):
        (learned if training else held_out).append(face)
        if len(learned) >= CALIBRATION_FACES and len(held_out) >= CHECKED_FACES:
            return learned[:CALIBRATION_FACES], held_out[:CHECKED_FACES]
    raise ModelFault("the simulated set is too small to calibrate on; this is a fault of the program")


def _aligned(seed: int, spec: InputSpec) -> Iterator[tuple[bool, ImageTensor]]:
    finder, aligner = open_finder(paths.models(), follow=False), SimilarityAligner()
    for number, sample in enumerate(simulated_set("simulated-hard", seed, 480).samples):
        # Each picture far from the one before, so that no face is looked for where the last one was.
        frame = Frame(number, 1000.0 * number, sample.picture.load())
        face = finder.find(frame)
        if face is not None:
            yield sample.group == TRAIN, prepared(aligner.crop(frame, face).image, spec)
