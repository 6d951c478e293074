"""OpenVINO (Intel, Apache-2.0), another engine for the same graphs on a CPU; the only home of its library.

It is an extra and never taken by itself. Two things of its own are switched off. Its converter, which nobody
needs here, reports to its maker as soon as it is imported: it is not let in. And on processors with bfloat16
it calls that float32: sums shall be what ONNX Runtime's are.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TALKERS = ("openvino.tools.ovc", "openvino_telemetry")
_SETTINGS = {
    "PERFORMANCE_HINT": "LATENCY",
    "INFERENCE_PRECISION_HINT": "f32",
    # Camera, window and recorder share the cores: the system shall place threads, not the engine.
    "ENABLE_CPU_PINNING": False,
}


@dataclass(frozen=True, slots=True)
class Told:
    """Name and shape of an input or output, as ONNX Runtime tells them; a text is a free size."""

    name: str
    shape: tuple[int | str, ...]


class OpenVinoSession:
    """A graph in OpenVINO under the face of an ONNX Runtime session. Used by one thread; releases the GIL."""

    def __init__(self, model: bytes, threads: int) -> None:
        """Open a graph, float32 (N, 3, H, W) in; `threads`: 0 for one a core.

        Raises:
            ImportError: the extra is not installed.
            RuntimeError: it cannot read the graph.
        """
        modules: dict[str, Any] = sys.modules
        for name in _TALKERS:
            # None in this table makes Python refuse the import (its reference, 5.3.1); OpenVINO goes without.
            modules.setdefault(name, None)
        import openvino  # noqa: PLC0415  (an optional extra; nothing of it loads unless somebody asks for it)

        self.version = str(openvino.get_version()).partition("-")[0]
        self._core = openvino.Core()
        self._model = self._core.read_model(model)
        self._settings = {**_SETTINGS, "INFERENCE_NUM_THREADS": threads}
        self._inputs = [_told(one) for one in self._model.inputs]
        self._outputs = [_told(one) for one in self._model.outputs]
        self._shape: tuple[int, ...] = ()
        self._request: Any = None

    def get_inputs(self) -> Sequence[Told]:
        """As ONNX Runtime tells them."""
        return self._inputs

    def get_outputs(self) -> Sequence[Told]:
        """As ONNX Runtime tells them."""
        return self._outputs

    def run(
        self, outputs: Sequence[str], feed: Mapping[str, NDArray[np.float32]]
    ) -> list[NDArray[np.float32]]:
        """The named outputs of one batch, each a copy. Raises: RuntimeError, ValueError."""
        [(name, image)] = feed.items()
        # One face at a time: a graph that is compiled for one size is the fast one, and one is what comes.
        each = [self._of_one(outputs, name, image[one : one + 1]) for one in range(len(image))]
        return [np.concatenate(values) for values in zip(*each, strict=True)]

    def _of_one(
        self, outputs: Sequence[str], name: str, image: NDArray[np.float32]
    ) -> list[NDArray[np.float32]]:
        if image.shape != self._shape:
            wanted = self._inputs[0].shape
            if any(
                isinstance(size, int) and size != got for size, got in zip(wanted, image.shape, strict=True)
            ):
                # OpenVINO would make another network of the same file.
                raise ValueError(f"expected an image of {wanted}, got {image.shape}")
            self._model.reshape({name: list(image.shape)})
            compiled = self._core.compile_model(self._model, "CPU", self._settings)
            self._request, self._shape = compiled.create_infer_request(), image.shape
        self._request.infer({name: image}, share_inputs=True)
        return [np.array(self._request.get_tensor(output).data) for output in outputs]


def _told(port: Any) -> Told:  # noqa: ANN401  an optional extra, whose types are not there
    sizes = (one.get_length() if one.is_static else "free" for one in port.get_partial_shape())
    return Told(port.get_any_name(), tuple(sizes))
