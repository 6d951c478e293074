import pytest

from neopain.vision.networks import gpu
from neopain.vision.networks.gpu import CUDA, told_by, why_no_gpu

OFFERED = ["TensorrtExecutionProvider", CUDA, "CPUExecutionProvider"]


def test_a_runtime_for_the_cpu_is_said_first(tmp_path):
    assert "built for the CPU" in why_no_gpu(["CPUExecutionProvider"], "linux", tmp_path)


def test_a_system_without_nvidia_drivers(tmp_path):
    assert "no NVIDIA driver exists" in why_no_gpu(OFFERED, "darwin", tmp_path)


def test_no_device_node_means_no_gpu_and_no_library_is_loaded(tmp_path, monkeypatch):
    monkeypatch.setattr(gpu, "_why_no_driver", lambda driver: pytest.fail("looked for a driver"))
    assert why_no_gpu(OFFERED, "linux", tmp_path) == "no NVIDIA GPU found"


@pytest.mark.parametrize("node", ["nvidia0", "nvidia3", "dxg"])
def test_a_device_node_asks_the_driver(tmp_path, monkeypatch, node):
    (tmp_path / node).touch()
    asked = []
    monkeypatch.setattr(gpu, "_why_no_driver", asked.append)
    assert why_no_gpu(OFFERED, "linux", tmp_path) is None
    assert asked == ["libcuda.so.1"]


def test_the_control_node_alone_is_no_gpu(tmp_path):
    (tmp_path / "nvidiactl").touch()
    assert why_no_gpu(OFFERED, "linux", tmp_path) == "no NVIDIA GPU found"


def test_a_driver_that_is_not_there_is_named():
    assert (
        gpu._why_no_driver("libno-such-driver.so.1")
        == "no NVIDIA driver: libno-such-driver.so.1 is not installed"
    )


LINUX_LOG = """\x1b[1;31m2026-01-01 12:00:00.1 [E:onnxruntime:Default, provider_bridge_ort.cc:2251 TryGet] \
Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file
\x1b[m2026-01-01 12:00:00.1 [W:onnxruntime:Default, x.cc:1] Failed to create CUDAExecutionProvider. \
Require cuDNN 9.* and CUDA 13.*. Please install all dependencies"""


@pytest.mark.parametrize(
    ("log", "told"),
    [
        (LINUX_LOG, "CUDA library libcublasLt.so.13 is missing; it needs cuDNN 9.* and CUDA 13.*"),
        ('LoadLibrary failed: "C:\\x.dll"', 'CUDA did not start: LoadLibrary failed: "C:\\x.dll"'),
        ("", "CUDA did not start: no reason was given"),
        ("\n  CUDA failure 35: driver too old\n", "CUDA did not start: CUDA failure 35: driver too old"),
        ("x" * 1000, "CUDA did not start: " + "x" * 160),
    ],
)
def test_the_reason_is_told_in_short_words(log, told):
    assert told_by(log) == told
