"""What PyTorch's exporters write of the well-known networks goes in; runs only where they are installed."""

from __future__ import annotations

import numpy as np
import pytest

from neopain_export.networks.engines import engine_parity
from neopain_export.networks.foreign.onnx_file import read_foreign

# Not in this project's lock: half a gigabyte, and the small graphs beside this file have the same operators.
torch = pytest.importorskip("torch")
timm = pytest.importorskip("timm")
pytest.importorskip("onnxscript")

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

NETWORKS = {
    "resnet18": (224, {}),
    "mobilenetv3_small_050": (224, {}),
    "vit_tiny_patch16_224": (224, {"depth": 2}),
    "swin_tiny_patch4_window7_224": (224, {"depths": (1, 1, 1, 1)}),
    "vit_small_patch14_dinov2": (224, {"depth": 2, "img_size": 224}),
}


@pytest.mark.parametrize("newer", [False, True], ids=["legacy", "dynamo"])
@pytest.mark.parametrize("name", NETWORKS)
def test_it_computes_what_pytorch_computes(name, newer, tmp_path):
    side, options = NETWORKS[name]
    torch.manual_seed(0)
    # Without its head: the features themselves.
    network = timm.create_model(name, pretrained=False, num_classes=0, **options).eval()
    path = tmp_path / "x.onnx"
    blank = torch.zeros(1, 3, side, side)
    torch.onnx.export(network, (blank,), str(path), output_names=["features"], dynamo=newer)
    taken = read_foreign(path, ["features"])
    picture = np.random.default_rng(0).normal(size=(3, side, side)).astype(np.float32)
    with torch.no_grad():
        wanted = network(torch.from_numpy(picture[None])).numpy().reshape(-1)
    assert taken.outputs == {"features": wanted.size}
    parity = engine_parity(taken.graph, ["features"], picture)
    assert parity.difference < 1e-3, parity.line
