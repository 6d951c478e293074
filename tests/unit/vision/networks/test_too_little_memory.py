"""With too little memory no model's folder is to be restored: the computer's memory is named."""

from __future__ import annotations

import subprocess
import sys

import pytest

resource = pytest.importorskip("resource")

TRY = """
import resource, sys
from neopain import paths
from neopain.core.errors import ModelFault
path = paths.models() / sys.argv[2]
content = path.read_bytes()
{open}
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
limit = used + int(sys.argv[1]) * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    act(content)
except ModelFault as fault:
    print(fault)
"""
NETWORK = (
    "from neopain.vision.networks.inference import open_network\n"
    "act = lambda content: open_network(content, prefer_gpu=False, threads=1)"
)
PICKLE = (
    "from neopain.vision.pickled.rebuild import names_in, rebuilt\n"
    "names = names_in(content)\n"
    "act = lambda content: rebuilt(content, names, 'M')"
)
MEDIAPIPE = "from neopain.vision.finding.face_landmarker import FaceLandmarker\nact = FaceLandmarker"
TRUNK = "vgg16_imagenet/vgg16_imagenet_trunk_f16.onnx"


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
@pytest.mark.parametrize(
    ("opened", "room_mib", "path"),
    [
        (NETWORK, 5, TRUNK),
        (NETWORK, 60, TRUNK),
        (PICKLE, 0, "pain_svm/pain.pkl"),
        (MEDIAPIPE, 2, "face_landmarker/face_landmarker.task"),
    ],
)
def test_too_little_memory_is_told_as_that(opened, room_mib, path):
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", TRY.replace("{open}", opened), str(room_mib), path],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    ).stdout
    assert "too little free memory" in told
    assert "Restore" not in told
