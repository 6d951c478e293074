"""Neural networks through ONNX Runtime; nobody else imports it.

The graph comes as bytes whose digest was checked before, never as a path, so that no other file is drawn in.
CUDA is used where it is there and works, the CPU elsewhere; TensorRT never (minutes of building at start).
"""

from __future__ import annotations

import contextlib
import io
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from neopain.core.text import Text

# ONNX Runtime reports to its maker by default, and its own switch in Python does not stop that (measured:
# name queries within 25 s of a session). Only this variable does, and only if it is there before the import;
# set, not defaulted, since a value of 0 in the environment would let it talk.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as ort
from onnxruntime.capi import onnxruntime_pybind11_state as ort_state

from neopain.core.errors import ModelFault
from neopain.core.frames import CROP_SIDE_PX
from neopain.core.memory import model_fault
from neopain.vision.networks.gpu import CUDA, told_by, why_no_gpu
from neopain.vision.networks.graph_check import check_graph
from neopain.vision.networks.stderr_capture import held_stderr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ImageTensor: TypeAlias = NDArray[np.float32]
"""float32 (N, 3, H, W)."""

_CPU = "CPUExecutionProvider"
_SILENT = 4  # only fatal messages; everything else comes as an exception
_ORT_FAULTS: tuple[type[Exception], ...] = (
    ort_state.EPFail,
    ort_state.EngineError,
    ort_state.Fail,
    ort_state.InvalidArgument,
    ort_state.InvalidGraph,
    ort_state.InvalidProtobuf,
    ort_state.ModelLoaded,
    ort_state.NoModel,
    ort_state.NoSuchFile,
    ort_state.NotImplemented,
    ort_state.RuntimeException,
    RuntimeError,
    ValueError,
    MemoryError,
)


@dataclass(frozen=True, slots=True)
class Tensor:
    """One input or output of a graph; None in the shape stands for a size that is free."""

    name: str
    shape: tuple[int | None, ...]


class Network:
    """An open network. `run` may be called from any one thread at a time; it releases the GIL."""

    def __init__(self, session: Any, provider: str) -> None:  # noqa: ANN401  onnxruntime ships no types
        self._session = session
        self._outputs = {told.name: _tensor(told) for told in session.get_outputs()}
        inputs = [_tensor(told) for told in session.get_inputs()]
        if len(inputs) != 1 or len(inputs[0].shape) != 4:
            raise ModelFault(
                Text(
                    "a network has one input (N, 3, H, W); this one has {inputs}. Export it with "
                    "`neopain-export import`, which makes it so.",
                    inputs=inputs,
                )
            )
        self._input = inputs[0]
        self._provider = provider

    @property
    def provider(self) -> str:
        """`CUDA`, or `CPU` and why not a GPU, for screen and log."""
        return self._provider

    @property
    def input(self) -> Tensor:
        """The only input."""
        return self._input

    @property
    def outputs(self) -> Mapping[str, Tensor]:
        """All outputs by name."""
        return self._outputs

    def run(self, outputs: Sequence[str], image: ImageTensor) -> dict[str, NDArray[np.float32]]:
        """Compute the named outputs of one batch.

        Args:
            outputs: names out of `self.outputs`.
            image: float32 (N, 3, H, W), preprocessed as the network's manifest says.

        Raises:
            ModelFault: an unknown output, a shape that the graph refuses, or a fault of the device.
        """
        unknown = [name for name in outputs if name not in self._outputs]
        if unknown:
            raise ModelFault(
                Text(
                    "expected outputs out of {outputs}, got {unknown}. The network's file and its "
                    "manifest do not belong together: restore the model's folder.",
                    outputs=sorted(self._outputs),
                    unknown=unknown,
                )
            )
        if not outputs:
            return {}
        try:
            values = self._session.run(list(outputs), {self._input.name: np.ascontiguousarray(image)})
        except _ORT_FAULTS as fault:
            raise model_fault(
                fault,
                Text(
                    "the network failed on {dtype} {shape} ({provider}): {short}. Restart; if it stays, "
                    "run `neopain doctor` and restore the model's folder.",
                    dtype=image.dtype,
                    shape=image.shape,
                    provider=self._provider,
                    short=_short(fault),
                ),
            ) from fault
        return dict(zip(outputs, values, strict=True))


def open_network(model: bytes, *, prefer_gpu: bool = True, threads: int = 0) -> Network:
    """Open a graph and run it once, so that the first face does not wait and a dead GPU is found out now.

    Args:
        model: the ONNX file's bytes, already checked against its manifest.
        prefer_gpu: try CUDA where there seems to be one.
        threads: of the CPU provider; 0 lets ONNX Runtime take one per core.

    Raises:
        ModelFault: not a plain ONNX graph in one file (see `graph_check`), or it does not run here.
    """
    check_graph(model)
    reason: str | None = "not wanted"
    if prefer_gpu:
        reason = why_no_gpu(ort.get_available_providers())
    if reason is None:
        network, reason = _on_gpu(model, threads)
        if network is not None:
            return network
    network = Network(_session(model, [_CPU], threads), f"CPU ({reason})")
    _warm_up(network)
    return network


def _on_gpu(model: bytes, threads: int) -> tuple[Network | None, str]:
    """The network on CUDA, or None and the reason. Whatever the attempt prints is read, not shown."""
    trouble = ""
    # TensorFloat-32 would round what the classifier learned from in full float32.
    wanted = [(CUDA, {"use_tf32": "0"}), _CPU]
    with held_stderr() as held, contextlib.redirect_stdout(io.StringIO()):
        try:
            ort.preload_dlls()  # finds the CUDA libraries that came as Python packages
            session = _session(model, wanted, threads, severity=2)
            # get_available_providers() and get_device() name GPUs that are not there; this tells the truth.
            if CUDA in session.get_providers():
                network = Network(session, "CUDA")
                _warm_up(network)
                return network, ""
        except (ModelFault, OSError) as fault:
            trouble = str(fault)
    return None, told_by(held.text or trouble)


def _session(model: bytes, providers: Sequence[object], threads: int, *, severity: int = _SILENT) -> Any:  # noqa: ANN401  onnxruntime ships no types
    options = ort.SessionOptions()
    options.log_severity_level = severity
    options.intra_op_num_threads = threads
    # Idle threads that spin cost 8-25 % of the machine as soon as the window and the camera share its cores.
    # The file was looked at as ONNX; it shall not be taken for another format that stands in the same bytes.
    options.add_session_config_entry("session.load_model_format", "ONNX")
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    try:
        session = ort.InferenceSession(model, options, providers=list(providers))
    except _ORT_FAULTS as fault:
        raise model_fault(
            fault,
            Text(
                "expected an ONNX graph that ONNX Runtime {version} can run, got: {short}. Restore "
                "the model's folder, or make the network again with `neopain-export import`.",
                version=ort.__version__,
                short=_short(fault),
            ),
        ) from fault
    # Otherwise a failing GPU would be exchanged for the CPU in mid-run, and nobody would be told.
    session.disable_fallback()
    return session


def _warm_up(network: Network) -> None:
    _, channels, height, width = network.input.shape
    blank = np.zeros((1, channels or 3, height or CROP_SIDE_PX, width or CROP_SIDE_PX), np.float32)
    network.run(list(network.outputs), blank)


def _tensor(told: Any) -> Tensor:  # noqa: ANN401  onnxruntime ships no types
    return Tensor(told.name, tuple(size if isinstance(size, int) else None for size in told.shape))


def _short(fault: Exception) -> str:
    return " ".join(str(fault).split())[:200]
