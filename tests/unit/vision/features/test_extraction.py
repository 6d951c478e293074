import numpy as np
import pytest

from neopain.core.errors import ModelFault
from neopain.core.features import FeatureBlock, FeatureLayout
from neopain.core.frames import FaceCrop
from neopain.vision.features.extraction import FusedExtractor, layout_of
from neopain.vision.features.texture import Hog, Lbp
from neopain.vision.models.manifest import InputSpec, read_trusted
from neopain.vision.networks.embedding import NetworkEmbedding, prepared
from neopain.vision.networks.inference import open_network
from tests.unit.vision.small_models import classifier_folder, graph, network_folder

RNG = np.random.default_rng(0)
CROP = FaceCrop(RNG.integers(0, 256, (224, 224, 3)).astype(np.uint8), 0)
LBP = "lbp.u8r1.g2x2"
HOG = "hog.o9c14b2s112"


def embedding(folder, name="small", model=None, **changes):
    manifest, payload = read_trusted(network_folder(folder, model, name, **changes))
    return NetworkEmbedding(open_network(payload, prefer_gpu=False), manifest)


@pytest.fixture
def networks(tmp_path):
    return {
        "small": embedding(tmp_path / "small"),
        "twice": embedding(tmp_path / "twice", "twice", graph(scale=2.0)),
    }


def test_the_blocks_stand_in_the_layouts_order(networks):
    layout = layout_of(["twice.mean", HOG, "small.mean", LBP], networks)
    assert layout.id == f"twice.mean[3]+{HOG}[1764]+small.mean[3]+{LBP}[40]"
    vector = FusedExtractor(layout, networks).extract(CROP)
    assert vector.layout == layout
    small, twice = vector.values[layout.slice_of("small.mean")], vector.values[layout.slice_of("twice.mean")]
    np.testing.assert_allclose(twice, 2 * small)
    np.testing.assert_allclose(small, CROP.image.mean(axis=(0, 1)), rtol=0.02)
    np.testing.assert_array_equal(
        vector.values[layout.slice_of(LBP)], Lbp(columns=2, rows=2).features(CROP.image)
    )
    np.testing.assert_array_equal(vector.values[layout.slice_of(HOG)], Hog().features(CROP.image))


def test_textures_alone_need_no_network():
    extractor = FusedExtractor(layout_of([LBP], {}), {})
    assert extractor.extract(CROP).values.shape == (40,)
    assert extractor.provider == "CPU (no network in use)"


def test_the_provider_is_that_of_the_networks_in_use(networks):
    assert FusedExtractor(layout_of(["small.mean"], networks), networks).provider == "CPU (not wanted)"


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("other.mean", 3, "no network"),
        ("small.fc7", 3, "no network"),
        ("small", 3, "no network"),
        ("gabor.f3", 3, "no network"),
        ("strain.f15.anatomic", 5, "sequence"),
        ("lbp.wrong", 3, "texture block"),
        ("small.mean", 4, r"has 3 values here, the layout says 4"),
        (LBP, 41, r"has 40 values here, the layout says 41"),
    ],
)
def test_a_block_that_cannot_be_made_is_refused_before_the_first_face(networks, name, size, said):
    with pytest.raises(ModelFault, match=said):
        FusedExtractor(FeatureLayout((FeatureBlock(name, size),)), networks)


@pytest.mark.parametrize("name", ["strain.f15.anatomic", "nobody.mean"])
def test_a_layout_is_made_of_known_blocks_only(networks, name):
    with pytest.raises(ModelFault):
        layout_of([name], networks)


def spec(**changes):
    values = {
        "tensor": "image",
        "height": 2,
        "width": 2,
        "channels": "RGB",
        "mean": (0.0, 0.0, 0.0),
        "scale": 1.0,
    }
    return InputSpec(**(values | changes))


def test_the_input_is_as_the_manifest_says():
    image = np.zeros((2, 2, 3), np.uint8)
    image[:] = (10, 20, 30)
    plain = prepared(image, spec())
    assert plain.shape == (1, 3, 2, 2)
    assert plain.dtype == np.float32
    assert plain[0, :, 0, 0].tolist() == [10, 20, 30]
    turned = prepared(image, spec(channels="BGR", mean=(1.0, 2.0, 3.0), scale=0.5))
    assert turned[0, :, 1, 1].tolist() == [14.5, 9.0, 3.5]


def test_another_size_is_scaled():
    image = np.zeros((224, 224, 3), np.uint8)
    image[:112] = 200
    scaled = prepared(image, spec(height=8, width=4))
    assert scaled.shape == (1, 3, 8, 4)
    assert (scaled[0, :, :4] == 200).all()
    assert (scaled[0, :, 4:] == 0).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"outputs": "[outputs]\nmean = 3\nfc7 = 10"},
        {
            "input": '[input]\ntensor = "data"\nheight = 8\nwidth = 8\nchannels = "RGB"\nmean = [0, 0, 0]\nscale = 1.0'
        },
        {"model": graph(side=16)},
    ],
    ids=["output", "input name", "input size"],
)
def test_graph_and_manifest_must_belong_together(tmp_path, changes):
    with pytest.raises(ModelFault, match="the manifest wants"):
        embedding(tmp_path, **changes)


def test_a_size_that_the_graph_does_not_give_is_refused(tmp_path):
    lying = embedding(tmp_path, outputs="[outputs]\nmean = 4")
    with pytest.raises(ModelFault, match="expected 4 finite values, got 3"):
        lying.blocks(CROP.image, ["mean"])


def test_a_value_that_is_not_finite_is_refused(tmp_path):
    broken = embedding(tmp_path, model=graph(scale=np.nan))
    with pytest.raises(ModelFault, match="of which 0 finite"):
        broken.blocks(CROP.image, ["mean"])


def test_a_classifier_is_no_network(tmp_path):
    manifest, _ = read_trusted(classifier_folder(tmp_path))
    with pytest.raises(ModelFault, match="manifest of a network"):
        NetworkEmbedding(open_network(graph(), prefer_gpu=False), manifest)
