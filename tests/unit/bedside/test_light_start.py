"""The window is there before what takes seconds to load: models and networks come behind it."""

import subprocess
import sys

import pytest

HEAVY = {"mediapipe", "onnxruntime", "sklearn", "skimage", "scipy", "matplotlib"}
SCRIPT = """
import sys
import {module}
print(" ".join(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""


def loaded_by(module):
    """Top packages that a fresh interpreter has loaded after that import."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(module=module)], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["neopain.main", "neopain.commands.monitoring.monitor"])
def test_the_command_line_loads_no_library_for_models(module):
    assert not loaded_by(module) & (HEAVY | {"PySide6", "pyqtgraph", "cv2"})


@pytest.mark.parametrize(
    "module",
    [
        "neopain.bedside.session_wish",
        "neopain.commands.monitoring.window",
        "neopain.bedside.window_service",
    ],
)
def test_the_window_loads_no_library_for_models(module):
    found = loaded_by(module)
    assert "neopain" in found
    assert not found & HEAVY
