"""Whether trying the GPU makes sense, found out without waking a library that complains when it does not."""

from __future__ import annotations

import ctypes
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

CUDA = "CUDAExecutionProvider"

_DRIVERS = {"linux": "libcuda.so.1", "win32": "nvcuda.dll"}
_MISSING_LIBRARY = re.compile(
    r"(lib[\w.+-]+\.so[\w.]*|[\w.+-]+\.dll): cannot open shared object|\"([\w.+-]+\.dll)\" .*missing"
)
_WANTED_VERSIONS = re.compile(r"Require (cuDNN [\d.*]+ and CUDA [\d.*]+)")
_LOG_PREFIX = re.compile(r"\x1b\[[\d;]*m|^\S+ \S+ \[[EWF]:[^\]]*\]\s*")


def why_no_gpu(
    offered: Sequence[str], platform: str = sys.platform, devices: Path = Path("/dev")
) -> str | None:
    """Why CUDA is not even tried, in a few words; None when it should be tried.

    Args:
        offered: providers that the installed ONNX Runtime was built with; it offers CUDA on machines without
            any GPU, so this says only when the answer is no.
        platform: as `sys.platform`.
        devices: folder of the device nodes (Linux).
    """
    if CUDA not in offered:
        return "this ONNX Runtime is built for the CPU only"
    driver = _DRIVERS.get(platform)
    if driver is None:
        return "no NVIDIA driver exists for this system"
    # dxg is the GPU's node inside the Windows Subsystem for Linux.
    if platform == "linux" and not any(devices.glob("nvidia[0-9]*")) and not (devices / "dxg").exists():
        return "no NVIDIA GPU found"
    return _why_no_driver(driver)


def _why_no_driver(driver: str) -> str | None:
    try:
        library = ctypes.CDLL(driver)
    except OSError:
        return f"no NVIDIA driver: {driver} is not installed"
    count = ctypes.c_int(0)
    # CUresult 0 is CUDA_SUCCESS (CUDA driver API, cuInit and cuDeviceGetCount).
    fault = library.cuInit(0) or library.cuDeviceGetCount(ctypes.byref(count))
    if fault:
        return f"the NVIDIA driver does not start (CUDA error {fault})"
    return None if count.value else "the NVIDIA driver sees no GPU"


def told_by(log: str) -> str:
    """The reason in the words that ONNX Runtime left on stderr when CUDA failed; short, for the screen."""
    missing = _MISSING_LIBRARY.search(log)
    if missing:
        versions = _WANTED_VERSIONS.search(log)
        needs = f"; it needs {versions.group(1).rstrip('.')}" if versions else ""
        return f"CUDA library {missing.group(1) or missing.group(2)} is missing{needs}"
    lines = [_LOG_PREFIX.sub("", line).strip() for line in log.splitlines()]
    told = next((line for line in lines if line), "no reason was given")
    return f"CUDA did not start: {told[:160]}"
