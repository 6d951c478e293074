"""The process that opens a model or a network of unknown origin, as a copy of an interpreter that has its packages.

`neopain_export.limited` starts an interpreter for each such file, and OpenCV, ONNX Runtime, MediaPipe and scikit-learn
take longer to load than most tests let it work. Here one interpreter loads them, once for each test process, and is
copied: limits, death, exit code and what comes back are those of a process of its own. `test_limited.py` asks about
interpreters as they are.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import sys

from neopain_export import limited

LOADED = (
    "neopain_export.training.release.trial",
    "neopain_export.networks.network_import",
    "neopain_export.detectors.detector_import",
    "neopain_export.networks.foreign.importing",
)


class Copies:
    """Stands for the module `multiprocessing` in `neopain_export.limited`."""

    def get_context(self, method):
        assert method == "spawn"
        return self

    def Pipe(self, *, duplex):  # noqa: N802
        return _server().Pipe(duplex=duplex)

    def Process(self, *, target, args, daemon):  # noqa: N802
        here = dict(os.environ), target, args
        return _server().Process(target=_with_environment, args=here, daemon=daemon)


def use_copies(monkeypatch):
    """Where an interpreter can be copied."""
    if sys.platform == "linux":
        monkeypatch.setattr(limited, "multiprocessing", Copies())


@functools.cache
def _server():
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(LOADED))
    return context


def _with_environment(environment, target, args):
    """As an interpreter that is started has it: the server's is of the time when that was started."""
    os.environ.clear()
    os.environ.update(environment)
    target(*args)
