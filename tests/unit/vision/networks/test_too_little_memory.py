"""With too little memory no model's folder is to be restored: the computer's memory is named."""

from __future__ import annotations

import subprocess
import sys

import cv2
import numpy as np
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
        *((MEDIAPIPE, room, "face_landmarker/face_landmarker.task") for room in (2, 150, 280, 500)),
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


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="as above")
@pytest.mark.parametrize("kib", [600_000, 1_300_000, 1_600_000, 1_800_000])
def test_a_command_without_room_ends_with_one_sentence_and_no_abort(tmp_path, kib):
    """Between 1.6 and 2 GB MediaPipe and OpenBLAS ended the program, with words of theirs or none."""
    picture = tmp_path / "a.png"
    picture.write_bytes(encoded_picture())
    command = f'ulimit -c 0; ulimit -v {kib}; exec "$0" -m neopain score "$1" --csv -'
    done = subprocess.run(
        ["/bin/bash", "-c", command, sys.executable, str(picture)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert "too little free memory" in line


def encoded_picture():
    _, packed = cv2.imencode(".png", np.full((480, 640, 3), 128, np.uint8))
    return packed.tobytes()
