"""What runs networks: the monitor's way beside plain ONNX Runtime and the peers, on one machine in one run."""

from __future__ import annotations

import math
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.bench.house.engines import Engine, opened, take_turns
from tests.bench.house.figures import Ratio, fastest, quantile
from tests.bench.house.networks import MONITORS, NETWORKS, Prepared, prepare
from tests.bench.house.report import Cell, Table
from tests.bench.house.wish import Wish

OURS, PLAIN = "NeoPain", "ONNX Runtime fp32"
PEERS = (("OpenVINO", "openvino"), ("ncnn", "ncnn"), ("OpenCV DNN", "opencv"), ("PyTorch", "torch"))
SHORT = ("vgg16-imagenet", "dlib-face", "vgg-m")
LEAST_COSINE = 0.99
"""Below it to ONNX Runtime fp32 an engine computed something else."""
LONGEST_S, SHORT_LONGEST_S = 90.0, 15.0
CACHE = Path(tempfile.gettempdir()) / "neopain-bench-networks"


def measure(wish: Wish) -> list[Table]:
    """One table a network, and one of all."""
    sgemm_ms = machine_rate()
    names = wish.networks or (SHORT if wish.short else NETWORKS)
    tables, found = [], []
    for name in names:
        files = prepare(name, CACHE)
        engines = _measured(files, wish)
        tables.append(_table(files, engines, sgemm_ms))
        found.append(_row(files, engines))
    summary = Table(
        "Every network, as ratios of one run",
        (
            "network",
            "monitor runs",
            "to ONNX Runtime fp32",
            "its CPU",
            "int8 to fp32",
            "its CPU",
            "fastest peer",
            "to the fastest peer",
            "its CPU",
        ),
        found,
        [
            (
                "Medians of the ratios of turns next to each other, with the least and the greatest; below 1 is faster. On a "
                "machine that is not quiet those of CPU are the ones to read."
            )
        ],
    )
    return [summary, *tables]


def machine_rate() -> float:
    """Milliseconds of processor time for 2 x 2048^3 float32 operations: the best of several."""
    with tempfile.TemporaryDirectory() as folder:
        nothing = Path(folder) / "nothing.npy"
        np.save(nothing, np.zeros(1, np.float32))
        rate = opened("sgemm", "sgemm", sys.executable, nothing, ("none",), nothing)
        take_turns([rate], rounds=4, runs=3, longest_s=10.0)
        rate.close()
    return min(rate.cpu_ms, default=math.nan)


def is_int8(files: Prepared) -> bool:
    """Whether the monitor runs this network in eight bits."""
    return files.name in MONITORS or files.ours == files.eight


def _measured(files: Prepared, wish: Wish) -> list[Engine]:
    mine = sys.executable
    engines = [
        opened(OURS, "neopain", mine, files.ours, files.outputs, files.picture),
        opened(PLAIN, "onnxruntime", mine, files.plain, files.outputs, files.picture),
    ]
    if not is_int8(files):
        engines.append(opened("NeoPain, int8", "neopain", mine, files.eight, files.outputs, files.picture))
    engines += [
        opened(label, kind, wish.peers, files.plain, files.outputs, files.picture) for label, kind in PEERS
    ]
    engines.append(
        opened("OpenVINO, the same int8", "openvino", wish.peers, files.eight, files.outputs, files.picture)
    )
    try:
        take_turns(
            engines, rounds=wish.repeats(12, 5), runs=wish.repeats(3, 1),
            longest_s=SHORT_LONGEST_S if wish.short else LONGEST_S,
        )  # fmt: skip
    finally:
        for engine in engines:
            engine.close()
    return engines


def _table(files: Prepared, engines: list[Engine], sgemm_ms: float) -> Table:
    limit_ms = sgemm_ms * files.macs / 2048**3
    plain = next(one for one in engines if one.label == PLAIN)
    rows: list[list[Cell]] = []
    for one in engines:
        if one.fault or not one.wall_ms:
            rows.append([one.label, one.fault or "not measured", None, None, None, None, None, None, None])
            continue
        cpu_ms = quantile(one.cpu_ms, 0.5)
        rows.append(
            [
                one.label, one.version, quantile(one.wall_ms, 0.5), cpu_ms,
                str(Ratio.of_pairs(one.wall_ms, plain.wall_ms)) if plain.wall_ms else None,
                str(Ratio.of_pairs(one.cpu_ms, plain.cpu_ms)) if plain.cpu_ms else None,
                limit_ms / cpu_ms, one.peak_mb, _alike(one, plain),
            ]
        )  # fmt: skip
    return Table(
        f"{files.name}: {files.macs / 1e9:.2f} billion multiply-adds, 1 face {files.shape[2]} x {files.shape[3]}",
        (
            "engine", "version", "ms", "CPU ms", "ratio of times to fp32", "ratio of CPU to fp32", "of the limit",
            "peak MB", "cosine",
        ),
        rows,
        [
            (f"The limit: its multiply-adds at the rate of a 2048 x 2048 product of float32 matrices here "
            f"({2 * 2048**3 / 1e6 / sgemm_ms:.0f} GFLOP/s of one core): {limit_ms:.1f} ms of CPU. Over 1 is faster than that, by "
            "eight bits or Winograd's transform."),
            f"Outputs {', '.join(files.outputs)}; the cosine is to ONNX Runtime fp32 over their first 2048 values.",
        ],
    )  # fmt: skip


def _row(files: Prepared, engines: list[Engine]) -> list[Cell]:
    by_label = {one.label: one for one in engines if one.wall_ms and not one.fault}
    plain = by_label.get(PLAIN)
    if plain is not None:
        # Whatever computes something else is no peer.
        alike = {name: _alike(one, plain) for name, one in by_label.items()}
        by_label = {name: one for name, one in by_label.items() if (alike[name] or 0.0) >= LEAST_COSINE}
    peers = {name: quantile(by_label[name].wall_ms, 0.5) for name, _ in PEERS if name in by_label}
    ours = by_label.get(OURS)
    eight = by_label.get("NeoPain, int8", ours)
    best = fastest(peers) if peers else ""
    return [
        files.name,
        "int8" if is_int8(files) else "fp32",
        *_ratios(ours, plain),
        *_ratios(eight, plain),
        best or "none is installed",
        *_ratios(ours, by_label.get(best)),
    ]


def _ratios(one: Engine | None, other: Engine | None) -> list[Cell]:
    """Of times and of processor times."""
    if one is None or other is None:
        return [None, None]
    pairs = ((one.wall_ms, other.wall_ms), (one.cpu_ms, other.cpu_ms))
    return [str(Ratio.of_pairs(*pair)) for pair in pairs]


def _alike(one: Engine, plain: Engine) -> float | None:
    if len(one.sample) != len(plain.sample):
        return None
    mine, other = np.array(one.sample), np.array(plain.sample)
    size = float(np.linalg.norm(mine) * np.linalg.norm(other))
    return round(float(mine @ other) / size, 5) if size else None
