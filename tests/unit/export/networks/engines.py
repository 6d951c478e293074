"""ONNX Runtime for the tests of the written graphs."""

from __future__ import annotations

import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime as ort


def run_onnx(graph, pictures):
    """Every output by name, on the CPU; a single picture gives arrays without the batch axis."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    single = pictures.ndim == 3
    results = session.run(None, {"image": pictures[None] if single else pictures})
    names = [output.name for output in session.get_outputs()]
    return {name: values[0] if single else values for name, values in zip(names, results, strict=True)}
