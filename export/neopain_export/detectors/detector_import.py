"""From somebody's face detector as ONNX to a folder that the monitor can use."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx

from neopain import __version__
from neopain.core.errors import EnvironmentFault, ModelFault, SettingFault
from neopain.vision.models.detector_part import DetectorPart
from neopain.vision.models.manifest import MANIFEST_FILE, SCHEMA, Manifest, ModelKind, read_trusted
from neopain.vision.networks.inference import Network, open_network
from neopain_export.detectors.drawn_faces import DrawnFace, draw_faces
from neopain_export.detectors.proof import Proof, prove
from neopain_export.detectors.roles import HABITS, outputs_in_order
from neopain_export.limited import in_child
from neopain_export.manifest_text import manifest_text
from neopain_export.networks.foreign.onnx_file import read_plain
from neopain_export.networks.foreign.picture_front import picture_input

STRIDE = 32
"""Of networks that take any size: every family's coarsest grid."""
LARGEST_BYTES = ModelKind.DETECTOR.largest_bytes
CARD_FILE = "card.md"
MODEL_FILE = "detector.onnx"


@dataclass(frozen=True, slots=True)
class DetectorRequest:
    """What was asked for.

    Attributes:
        file: the ONNX file.
        family: out of `HABITS`.
        folder: new, for the detector.
        name, version: small letters, digits, - and _; and a line of text.
        licence, source: of the weights, as whoever imports them says.
        channels, mean, scale: as in a manifest's `[input]`; None for the family's habit.
    """

    file: Path
    family: str
    folder: Path
    name: str
    version: str
    licence: str
    source: str
    channels: str | None = None
    mean: tuple[float, float, float] | None = None
    scale: float | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A graph that proved itself."""

    graph: bytes
    part: DetectorPart
    proof: Proof


def import_detector(request: DetectorRequest) -> tuple[Manifest, Proof]:
    """Read the file, let it prove itself on drawn faces, and write its folder.

    Raises: ModelFault for a file that is refused; SettingFault; EnvironmentFault without OpenGL for the
    drawings, or where the folder cannot be written.
    """
    faces = draw_faces()
    # In a process of its own: a file of unknown origin may never end, or ask for all memory.
    read = in_child(_proved, request, faces, what=str(request.file))
    return _written(request, read), read.proof


def _proved(request: DetectorRequest, faces: list[DrawnFace]) -> _Read:
    file = request.file
    model = read_plain(file).model
    graph: bytes = model.SerializeToString()
    if len(graph) > LARGEST_BYTES:
        raise ModelFault(
            f"{file}: expected a detector of at most {LARGEST_BYTES} bytes; got {len(graph)}; "
            "use a smaller one"
        )
    given = picture_input(file, model)
    if given.last or given.type != onnx.TensorProto.FLOAT:
        raise ModelFault(f"{file}: expected an input of float32 (N, 3, height, width); export it so")
    side = _side(file, given.height, given.width)
    network = open_network(graph, prefer_gpu=False, threads=1)
    part = _part(request, given.tensor, side, _shapes(file, network, given.tensor, side))
    return _Read(graph, part, prove(network, part, file.name, faces))


def _side(file: Path, height: int | None, width: int | None) -> int | None:
    """Both sides of the network's picture, px; None where they are free."""
    if height is None and width is None:
        return None
    if height != width or height is None or height % STRIDE:
        shown = " x ".join("free" if side is None else str(side) for side in (height, width))
        raise ModelFault(
            f"{file}: expected a square input of a multiple of {STRIDE} px, or one whose height and width "
            f"are both free; got {shown}; export it so, for example 640 x 640"
        )
    return height


def _shapes(file: Path, network: Network, tensor: str, side: int | None) -> dict[str, tuple[int, ...]]:
    """Shapes of all outputs for one blank picture."""
    if network.input.name != tensor:
        raise ModelFault(f"{file}: expected the input {tensor}; the engine sees {network.input.name}")
    blank = np.zeros((1, 3, side or 10 * STRIDE, side or 10 * STRIDE), np.float32)
    told = network.run(list(network.outputs), blank)
    wrong = [name for name, values in told.items() if values.dtype != np.float32]
    if wrong:
        raise ModelFault(
            f"{file}: expected outputs in float32; got others in {', '.join(wrong)}; export it so"
        )
    return {name: tuple(values.shape) for name, values in told.items()}


def _part(
    request: DetectorRequest, tensor: str, side: int | None, shapes: dict[str, tuple[int, ...]]
) -> DetectorPart:
    habit = HABITS[request.family]
    try:
        outputs = outputs_in_order(request.family, shapes)
    except ModelFault as fault:
        raise ModelFault(f"{request.file}: {fault}") from fault
    return DetectorPart(
        family=request.family,
        tensor=tensor,
        side_px=side,
        stride=STRIDE,
        channels=request.channels or habit.channels,
        mean=habit.mean if request.mean is None else request.mean,
        scale=habit.scale if request.scale is None else request.scale,
        outputs=outputs,
    )


def _written(request: DetectorRequest, read: _Read) -> Manifest:
    if (request.folder / MANIFEST_FILE).exists():
        raise SettingFault(f"{request.folder}: expected a folder without a model; got one; name another")
    try:
        request.folder.mkdir(parents=True, exist_ok=True)
        (request.folder / MODEL_FILE).write_bytes(read.graph)
        (request.folder / CARD_FILE).write_text(_card(request, read), "utf-8")
        (request.folder / MANIFEST_FILE).write_text(manifest_text(_values(request, read)), "utf-8")
    except OSError as fault:
        raise EnvironmentFault(
            f"{request.folder}: expected a folder that can be written; got: {fault.strerror}; name another"
        ) from fault
    return read_trusted(request.folder)[0]


def _values(request: DetectorRequest, read: _Read) -> dict[str, object]:
    part = read.part
    size = {} if part.side_px is None else {"side_px": part.side_px}
    return {
        "schema": SCHEMA,
        "name": request.name,
        "version": request.version,
        "kind": str(ModelKind.DETECTOR),
        "file": MODEL_FILE,
        "sha256": hashlib.sha256(read.graph).hexdigest(),
        "bytes": len(read.graph),
        "licence": request.licence,
        "source": request.source,
        "made_by": f"neopain-export {__version__} import-detector",
        "family": part.family,
        "outputs": list(part.outputs),
        "input": {
            "tensor": part.tensor,
            **size,
            "stride": part.stride,
            "channels": part.channels,
            "mean": list(part.mean),
            "scale": part.scale,
        },
    }


def _card(request: DetectorRequest, read: _Read) -> str:
    part = read.part
    size = "any size" if part.side_px is None else f"{part.side_px} x {part.side_px} px"
    mean = ", ".join(f"{value:g}" for value in part.mean)
    return f"""\
# {request.name} {request.version}

A face detector of somebody else, family {part.family}, that proposes faces to NeoPain.
It judges no expression.

- Licence of the weights, as whoever imported it said: {request.licence}
- Source: {request.source}
- Input `{part.tensor}`: {size}, {part.channels}, (pixel 0..255 - ({mean})) * {part.scale:g}
- Proof: {read.proof.line} The drawings are SIMULATED; of newborns this says nothing.

From how much evidence a place counts as a face was chosen with the bundled detector (decision 10). Another
one's confidences mean something else: watch what it finds and what it misses before you rely on it.
The weights belong to their authors: whether they may be used or passed on is for their licence to say.
NeoPain ships none of them.
"""
