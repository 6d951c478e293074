"""One engine with one network in a process of its own; it runs with nothing of this project but the product.

    python engine_worker.py ENGINE MODEL OUTPUTS PICTURE THREADS

Answers a line of JSON when it is open, then one for each line `N` on its input: N runs, one after another, and
ends with its input. Times are of this process alone, and each engine has its own memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
Run = Callable[[np.ndarray], list]


def _neopain(model: Path, outputs: list[str], shape: list[int], threads: int) -> tuple[Run, str]:
    """As the monitor opens and runs it."""
    from neopain.vision.networks import inference

    network = inference.open_network(model.read_bytes(), prefer_gpu=False, threads=threads)
    return lambda image: list(network.run(outputs, image).values()), inference.ort.__version__


def _onnxruntime(model: Path, outputs: list[str], shape: list[int], threads: int) -> tuple[Run, str]:
    """Plain: its own defaults."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4
    session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda image: session.run(outputs, {name: image}), ort.__version__


def _openvino(model: Path, outputs: list[str], shape: list[int], threads: int) -> tuple[Run, str]:
    import openvino as ov

    core = ov.Core()
    read = core.read_model(str(model))
    read.reshape(shape)
    told = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads}
    request = core.compile_model(read, "CPU", told).create_infer_request()

    def run(image: np.ndarray) -> list:
        found = request.infer([image], share_inputs=True)
        return [found[name] for name in outputs]

    return run, ov.__version__.partition("-")[0]


def _ncnn(model: Path, outputs: list[str], shape: list[int], threads: int) -> tuple[Run, str]:
    """Converted by its makers' own converter, with that one's defaults (weights stored as float16)."""
    import ncnn

    folder = Path(tempfile.mkdtemp(prefix="bench-ncnn-"))
    copy = folder / "net.onnx"
    copy.write_bytes(model.read_bytes())
    convert = Path(sys.executable).parent / "pnnx"
    shown = f"inputshape=[{','.join(map(str, shape))}]f32"
    done = subprocess.run([convert, copy, shown], cwd=folder, capture_output=True, text=True, check=False)
    if not (folder / "net.ncnn.bin").exists():
        raise RuntimeError(f"pnnx could not convert it: {(done.stderr or done.stdout).strip()[-200:]}")
    net = ncnn.Net()
    net.opt.num_threads = threads
    if net.load_param(str(folder / "net.ncnn.param")) or net.load_model(str(folder / "net.ncnn.bin")):
        raise RuntimeError("ncnn refused what pnnx made")
    first, named = net.input_names()[0], net.output_names()

    def run(image: np.ndarray) -> list:
        with net.create_extractor() as extractor:
            extractor.input(first, ncnn.Mat(image[0]))
            return [np.array(extractor.extract(name)[1]) for name in named]

    return run, ncnn.__version__


def _opencv(model: Path, outputs: list[str], shape: list[int], threads: int) -> tuple[Run, str]:
    import cv2

    cv2.setNumThreads(threads)
    net = cv2.dnn.readNetFromONNX(str(model))

    def run(image: np.ndarray) -> list:
        net.setInput(image)
        return list(net.forward(outputs))

    return run, cv2.__version__


def _torch(model: Path, outputs: list[str], shape: list[int], threads: int) -> tuple[Run, str]:
    import onnx2torch
    import torch

    torch.set_num_threads(threads)
    net = onnx2torch.convert(str(model)).eval().to(memory_format=torch.channels_last)

    def run(image: np.ndarray) -> list:
        with torch.inference_mode():
            found = net(torch.from_numpy(image).to(memory_format=torch.channels_last))
        return [one.numpy() for one in (found if isinstance(found, list | tuple) else [found])]

    return run, torch.__version__


def _sgemm(model: Path, outputs: list[str], shape: list[int], threads: int) -> tuple[Run, str]:
    """Not an engine: the machine's rate, by numpy's own multiplication of 2048 x 2048 float32 matrices."""
    one = np.random.default_rng(0).standard_normal((2048, 2048)).astype(np.float32)
    return lambda _image: [one @ one], np.__version__


ENGINES: dict[str, Callable[[Path, list[str], list[int], int], tuple[Run, str]]] = {
    "neopain": _neopain,
    "onnxruntime": _onnxruntime,
    "openvino": _openvino,
    "ncnn": _ncnn,
    "opencv": _opencv,
    "torch": _torch,
    "sgemm": _sgemm,
}


def _peak_mb() -> float:
    """The most memory that this process had; what it was forked from does not count."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return float("nan")


def main(engine: str, model: str, outputs: str, picture: str, threads: str) -> None:
    """Serve until the input ends."""
    # What libraries print must not stand among the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    image = np.load(picture)

    def answer(**told: object) -> None:
        print(json.dumps(told), file=answers, flush=True)

    begun = time.perf_counter()
    try:
        run, version = ENGINES[engine](Path(model), outputs.split(","), list(image.shape), int(threads))
        found = np.concatenate([np.asarray(one, np.float32).ravel() for one in run(image)])
    except Exception as fault:
        answer(fault=f"{type(fault).__name__}: {' '.join(str(fault).split())[:160]}")
        return
    answer(version=version, opened_s=time.perf_counter() - begun, sample=found[:2048].astype(float).tolist())
    for line in sys.stdin:
        wall, cpu = [], []
        for _ in range(int(line)):
            before, used = time.perf_counter(), time.process_time()
            run(image)
            wall.append(1000 * (time.perf_counter() - before))
            cpu.append(1000 * (time.process_time() - used))
        answer(wall_ms=wall, cpu_ms=cpu, peak_mb=_peak_mb())


if __name__ == "__main__":
    main(*sys.argv[1:])
