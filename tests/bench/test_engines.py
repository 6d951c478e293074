"""The deep features, which take nearly all the time: ONNX Runtime beside OpenCV's engine, interleaved."""

import statistics
import time

import cv2
import numpy as np
import pytest

from neopain import paths
from neopain.vision.networks.inference import open_network

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]
ROUNDS = 15
OUTPUTS = ["block4_pool_gap", "block5_pool_gap"]


def timed(run):
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)


def test_vgg16_trunk_beside_opencv():
    model = (paths.models() / "vgg16_imagenet" / "vgg16_imagenet_trunk_f16.onnx").read_bytes()
    image = np.random.default_rng(0).uniform(0, 255, (1, 3, 224, 224)).astype(np.float32)
    ours = open_network(model, prefer_gpu=False)
    peer = cv2.dnn.readNetFromONNX(np.frombuffer(model, np.uint8))
    names = list(ours.outputs)

    def run_peer():
        peer.setInput(image, "image")
        # OpenCV 5 computes all outputs or one.
        return dict(zip(names, peer.forward(names), strict=True))

    expected = ours.run(OUTPUTS, image)
    theirs_found = run_peer()
    for name in OUTPUTS:
        found = theirs_found[name].reshape(expected[name].shape)
        np.testing.assert_allclose(found, expected[name], rtol=1e-3, atol=1e-3)
    mine, theirs = [], []
    for _ in range(ROUNDS):
        mine.append(timed(lambda: ours.run(OUTPUTS, image)))
        theirs.append(timed(run_peer))
    ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
    print(f"\nVGG-16 trunk, 224 x 224, CPU, {ROUNDS} interleaved rounds")
    print(
        f"  ONNX Runtime {statistics.median(mine):.0f} ms, OpenCV dnn {statistics.median(theirs):.0f} ms (medians)"
    )
    print(f"  paired median ratio ONNX Runtime / OpenCV {ratio:.2f}")
