"""Want of memory is told as that, in whatever words a library says it, and nothing else is."""

from __future__ import annotations

import errno

import pytest

from neopain.core.errors import ModelFault
from neopain.core.memory import NO_MEMORY, lacks_memory, model_fault
from neopain.core.text import Text


def caused(fault, cause):
    fault.__cause__ = cause
    return fault


@pytest.mark.parametrize(
    "fault",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError("can't start new thread"),
        RuntimeError("[ONNXRuntimeError] : 6 : Exception during initialization: std::bad_alloc"),
        RuntimeError("Failed to allocate memory for requested buffer of size 411041792"),
        RuntimeError(
            "OpenCV(4.13.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 9 bytes"
        ),
        RuntimeError("CUDA failure 2: out of memory"),
        ImportError("libscipy_openblas.so: failed to map segment from shared object"),
        caused(ModelFault(Text("no model")), MemoryError()),
    ],
)
def test_want_of_memory_is_known_in_each_librarys_words(fault):
    assert lacks_memory(fault)
    assert str(model_fault(fault, Text("Restore the folder."))) == NO_MEMORY


@pytest.mark.parametrize(
    "fault",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        ImportError("libgomp.so.1: cannot allocate memory in static TLS block"),
        RuntimeError("Invalid protobuf"),
        ValueError("the model's memory layout is another"),
    ],
)
def test_other_faults_are_not(fault):
    assert not lacks_memory(fault)
    assert str(model_fault(fault, Text("Restore the folder."))) == "Restore the folder."
