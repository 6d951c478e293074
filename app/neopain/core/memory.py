"""Does a fault say that memory is missing? Each library tells it in its own way."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

from neopain.core.errors import ModelFault
from neopain.core.text import Text

NO_MEMORY = Text(
    "this computer has too little free memory. No file is damaged: end other programs, or give the "
    "computer more memory, and start again."
)

_WORDS = (
    "bad_alloc",  # C++, as ONNX Runtime repeats it
    "bad allocation",  # the same on Windows
    "failed to allocate memory",  # ONNX Runtime
    "available memory of",  # ONNX Runtime's arena at its limit
    "out of memory",  # CUDA
    "insufficient memory",  # OpenCV
    "cannot allocate memory",  # the system
    "not enough memory",
    "unable to allocate",  # numpy
    "failed to map segment",  # the system's loader
    "can't start new thread",  # Python: there is no room for its stack
)


def lacks_memory(fault: BaseException) -> bool:
    """Whether it, or what it came from, is that memory is missing."""
    cause: BaseException | None = fault
    while cause is not None:
        if isinstance(cause, MemoryError):
            return True
        if isinstance(cause, OSError) and cause.errno == errno.ENOMEM:
            return True
        told = str(cause).lower()
        # The loader's "static TLS block" is another shortage, of places and not of memory.
        if "static tls" not in told and any(words in told for words in _WORDS):
            return True
        cause = cause.__cause__
    return False


def address_room() -> int | None:
    """Bytes that this process may still map, where that is limited (`ulimit -v`); None elsewhere."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - Windows has none

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return None
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError):
        return None
    return max(0, limit - pages * resource.getpagesize())


def model_fault(fault: BaseException, otherwise: str) -> ModelFault:
    """Why a model could not be opened or run: for want of memory, or else as `otherwise` says."""
    return ModelFault(Text("{memory}", memory=NO_MEMORY) if lacks_memory(fault) else otherwise)
