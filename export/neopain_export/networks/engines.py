"""A graph on several engines, for graphs whose weights nobody else can read; a third settles a quarrel.

ONNX Runtime is the one that the monitor runs. OpenCV is the second opinion. Where OpenCV cannot run the
graph, or computes something else, ONNX's own reference in numpy is asked: whoever is alone is outvoted, and
where all three differ nothing is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

from neopain.core.errors import ModelFault
from neopain.vision.networks.inference import open_network
from neopain.vision.networks.stderr_capture import held_stderr
from neopain_export.networks.graph import Storage
from neopain_export.networks.layers import Float32Array
from neopain_export.networks.parity import LIMITS, Parity, compared

LIMIT = LIMITS[Storage.HALF]
"""Engines may keep half precision inside."""
RUNTIME, OPENCV, REFERENCE = "ONNX Runtime", "OpenCV", "ONNX's reference in numpy"

Values = Mapping[str, Float32Array]
Engine = Callable[[bytes, Sequence[str], Float32Array], Values]


def engine_parity(graph: bytes, outputs: Sequence[str], picture: Float32Array) -> Parity:
    """ONNX Runtime against others on the same graph.

    Args:
        graph: a whole ONNX file.
        outputs: names to compare.
        picture: float32 (3, H, W), as the graph wants it.

    Raises: ModelFault when ONNX Runtime is outvoted, or nobody can confirm what it computes.
    """
    fed = picture[None]
    found = open_network(graph, prefer_gpu=False).run(list(outputs), fed)
    second, why = _asked(on_opencv, graph, outputs, fed)
    if second is not None:
        first_quarrel = _quarrel(found, second, f"{RUNTIME} against {OPENCV}")
        if isinstance(first_quarrel, Parity):
            return first_quarrel
        why = f"computed something else ({first_quarrel})"
    third, why_not = _asked(on_reference, graph, outputs, fed)
    if third is None:
        raise ModelFault(
            f"expected a second engine to confirm what {RUNTIME} computes; got: {OPENCV} {why}; {REFERENCE} "
            f"{why_not}; export the graph with other operators, or another opset"
        )
    between = (
        f"{RUNTIME} against {REFERENCE}; {OPENCV}{' is outvoted: it' if second is not None else ''} {why}"
    )
    agreed = _quarrel(found, third, between)
    if isinstance(agreed, Parity):
        return agreed
    if second is not None and isinstance(_quarrel(second, third, f"{OPENCV} against {REFERENCE}"), Parity):
        raise ModelFault(
            f"expected {RUNTIME}, which the monitor runs, to compute what others do; it is outvoted: "
            f"{OPENCV} and {REFERENCE} agree, it differs ({agreed}); do not use this network, and report it"
        )
    raise ModelFault(
        f"expected two engines to agree; got none that do: {OPENCV} {why}; {REFERENCE} computed something "
        f"else ({agreed}); do not use this network, and report it"
    )


def on_opencv(graph: bytes, outputs: Sequence[str], picture: Float32Array) -> Values:
    """OpenCV's. picture: float32 (1, 3, H, W). Raises: cv2.error."""
    # It tells its faults twice: as an exception, and on the terminal.
    with held_stderr():
        network = cv2.dnn.readNetFromONNX(np.frombuffer(graph, np.uint8))
        network.setInput(picture)
        values = network.forward(list(outputs))
    return {name: np.asarray(value, np.float32) for name, value in zip(outputs, values, strict=True)}


def on_reference(graph: bytes, outputs: Sequence[str], picture: Float32Array) -> Values:
    """ONNX's own, operator by operator. picture: float32 (1, 3, H, W). Raises: any fault of its operators."""
    model = onnx.load_from_string(graph)
    evaluator = ReferenceEvaluator(model)
    with np.errstate(all="ignore"):
        values = evaluator.run(list(outputs), {model.graph.input[0].name: picture})
    return {name: np.asarray(value, np.float32) for name, value in zip(outputs, values, strict=True)}


def _asked(
    engine: Engine, graph: bytes, outputs: Sequence[str], picture: Float32Array
) -> tuple[Values | None, str]:
    """What an engine computed, or None and why it could not; its faults are of many kinds."""
    try:
        values = engine(graph, outputs, picture)
    except Exception as fault:  # noqa: BLE001  told in the parity line or the refusal
        return None, f"cannot run it: {' '.join(str(fault).split())[:160] or type(fault).__name__}"
    return values, ""


def _quarrel(found: Values, wanted: Values, between: str) -> Parity | str:
    """The parity, or the difference in words."""
    for name, values in found.items():
        if wanted[name].size != values.size:
            return f"{name} has {wanted[name].size} values instead of {values.size}"
    try:
        return compared(found, wanted, between, LIMIT)
    except ModelFault:
        worst = compared(found, wanted, between, np.inf) if _finite(found, wanted) else None
        return "not finite" if worst is None else f"{worst.difference:.1e} apart at {worst.output}"


def _finite(*several: Values) -> bool:
    return all(np.isfinite(values).all() for one in several for values in one.values())
