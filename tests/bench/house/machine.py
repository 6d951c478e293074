"""The facts without which a figure says nothing: processor, its vector units, cores, memory, versions, load."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

import psutil

from tests.bench.house.report import Cell

SHOWN = (
    "numpy", "onnxruntime", "onnxruntime-gpu", "opencv-contrib-python", "mediapipe", "scikit-learn",
    "scikit-image", "PySide6-Essentials",
)  # fmt: skip


def facts() -> dict[str, Cell]:
    """Name -> fact, in the order in which they are shown."""
    versions = []
    for name in SHOWN:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return {
        "processor": processor(),
        "vector units": vector_units(flags()),
        "cores": f"{os.cpu_count()} ({psutil.cpu_count(logical=False) or 'unknown'} physical)",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "libraries": ", ".join(versions),
        "load at the start": load(),
    }


def load() -> str:
    """How busy the machine is with everything: of the last 1, 5 and 15 minutes."""
    one, five, fifteen = psutil.getloadavg()
    cores = os.cpu_count() or 1
    busy = "quiet" if one < 0.5 else "NOT QUIET: read the ratios, not the times"
    return f"{one:.1f}, {five:.1f}, {fifteen:.1f} on {cores} cores ({busy})"


def processor() -> str:
    """Its name as it tells it."""
    for line in _cpuinfo():
        if line.startswith("model name"):
            family = [
                one.partition(":")[2].strip()
                for one in _cpuinfo()
                if one.startswith(("cpu family", "model\t"))
            ]
            return f"{line.partition(':')[2].strip()} (family and model {', '.join(family[:2])})"
    return platform.processor() or platform.machine()


def flags() -> frozenset[str] | None:
    """The instruction sets, as Linux names them; None where the system does not tell."""
    for line in _cpuinfo():
        if line.startswith(("flags", "Features")):
            return frozenset(line.partition(":")[2].split())
    return None


def vector_units(told: frozenset[str] | None) -> str:
    """In words: what eight-bit and float networks run on here."""
    if told is None:
        return "not told by this system"
    if "avx512f" in told:
        vnni = "with VNNI" if "avx512_vnni" in told else "without VNNI"
        return f"AVX-512 {vnni}" + (", AVX-VNNI" if "avx_vnni" in told else "")
    if "avx2" in told:
        vnni = "with AVX-VNNI" if "avx_vnni" in told else "without VNNI"
        return f"AVX2 {vnni}; this machine has no AVX-512 path"
    if "asimddp" in told:
        return "NEON with dot products"
    return "neither AVX2 nor NEON dot products: slow for networks"


def _cpuinfo() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return []
