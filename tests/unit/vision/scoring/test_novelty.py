"""Known or unknown: the distance, and what a folder must hold before it is believed."""

import numpy as np
import pytest

from neopain.core.errors import ModelFault
from neopain.core.features import FeatureBlock, FeatureLayout, FeatureVector
from neopain.vision.models.manifest import read_manifest
from neopain.vision.scoring.novelty import load_novelty
from tests.unit.vision.small_models import (
    LBP,
    LBP_SIZE,
    classifier_folder,
    network_folder,
    novelty_arrays,
    novelty_bytes,
    novelty_table,
)

LAYOUT = FeatureLayout((FeatureBlock(LBP, LBP_SIZE),))


def opened(folder, **changes):
    payload = changes.pop("payload", None)
    payload = novelty_bytes(novelty_arrays(LBP_SIZE)) if payload is None else payload
    table = novelty_table(payload, LBP, **changes)
    classifier_folder(folder, novelty_payload=payload, novelty=table)
    return load_novelty(folder, read_manifest(folder))


def face(**at):
    values = np.zeros(LBP_SIZE, np.float32)
    for place, value in at.items():
        values[int(place[1:])] = value
    return FeatureVector(values, LAYOUT)


def test_the_distance_is_in_multiples_of_the_limit(tmp_path):
    novelty = opened(tmp_path)
    assert novelty.distance(face()) == 0.0
    assert novelty.distance(face(_0=5.0)) == pytest.approx(0.5)
    assert novelty.distance(face(_0=-20.0)) == pytest.approx(2.0)
    assert opened(tmp_path, threshold=2.0).distance(face(_0=20.0)) == pytest.approx(1.0)


def test_what_lies_beyond_the_components_counts_by_the_small_variance(tmp_path):
    payload = novelty_bytes(novelty_arrays(LBP_SIZE, variances=np.array([100.0]), noise=np.array(0.25)))
    novelty = opened(tmp_path, payload=payload)
    assert novelty.distance(face(_0=10.0)) == pytest.approx(0.1), "along the component: one deviation"
    assert novelty.distance(face(_1=10.0)) == pytest.approx(2.0), "across: twenty deviations"
    both = np.hypot(1.0, 20.0) / 10.0
    assert novelty.distance(face(_0=10.0, _1=10.0)) == pytest.approx(both)


def test_a_face_more_usual_than_half_of_the_training_faces_is_at_zero(tmp_path):
    payload = novelty_bytes(novelty_arrays(LBP_SIZE, middle=np.array(4.0), outer=np.array(6.0)))
    novelty = opened(tmp_path, payload=payload)
    assert novelty.distance(face(_0=3.0)) == 0.0
    assert novelty.distance(face(_0=6.0)) == pytest.approx(1.0)


def test_the_blocks_count_by_their_root_mean_square(tmp_path):
    arrays = novelty_arrays(LBP_SIZE) | {
        key.replace("0.", "1.", 1): value for key, value in novelty_arrays(3).items()
    }
    payload = novelty_bytes(arrays)
    blocks = ((LBP, LBP_SIZE), ("small.mean", 3))
    from tests.unit.vision.small_models import pipeline

    classifier_folder(
        tmp_path, pipeline(LBP_SIZE + 3), blocks=blocks, novelty_payload=payload,
        novelty=novelty_table(payload, LBP, blocks=[LBP, "small.mean"]),
    )  # fmt: skip
    novelty = load_novelty(tmp_path, read_manifest(tmp_path))
    values = np.zeros(LBP_SIZE + 3, np.float32)
    values[0], values[LBP_SIZE + 1] = 10.0, 20.0
    layout = FeatureLayout(tuple(FeatureBlock(*block) for block in blocks))
    assert novelty.distance(FeatureVector(values, layout)) == pytest.approx(np.sqrt((1.0 + 4.0) / 2))


def test_a_face_of_huge_values_is_far_and_never_near(tmp_path):
    assert opened(tmp_path).distance(face(_7=3e38)) > 1e30


def test_another_layout_is_refused(tmp_path):
    foreign = FeatureLayout((FeatureBlock("lbp.u8r2.g2x2", LBP_SIZE),))
    with pytest.raises(ModelFault, match="novelty is measured in"):
        opened(tmp_path).distance(FeatureVector(np.zeros(LBP_SIZE, np.float32), foreign))


def test_a_classifier_that_does_not_say_what_it_knows_is_refused(tmp_path):
    classifier_folder(tmp_path, novelty="")
    with pytest.raises(ModelFault, match=r"\[novelty\].*neopain-export train"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": "../pain.pkl"}, "plain file name"),
        ({"sha256": "0" * 63}, "64 hexadecimal"),
        ({"bytes": 0}, "at least 1"),
        ({"bytes": 1 << 40}, "at most"),
        ({"blocks": []}, "out of the layout"),
        ({"blocks": ["hog.o9c14b2s112"]}, "out of the layout"),
        ({"blocks": [LBP, LBP]}, "out of the layout"),
        ({"threshold": 0.0}, "over 0"),
        ({"threshold": -1.0}, "over 0"),
        ({"method": ""}, "not empty"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(tmp_path, changes, words):
    with pytest.raises(ModelFault, match=words):
        opened(tmp_path, **changes)


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"no archive at all", "expected the arrays"),
        (novelty_bytes({"0.mean": np.zeros(3)}), "expected the arrays"),
        (novelty_bytes(novelty_arrays(LBP_SIZE, scale=np.zeros(LBP_SIZE))), "not fit together"),
        (novelty_bytes(novelty_arrays(LBP_SIZE, noise=np.array(0.0))), "not fit together"),
        (novelty_bytes(novelty_arrays(LBP_SIZE, noise=np.array(np.nan))), "not fit together"),
        (novelty_bytes(novelty_arrays(LBP_SIZE, outer=np.array(0.0))), "not fit together"),
        (novelty_bytes(novelty_arrays(LBP_SIZE, components=np.eye(2, LBP_SIZE))), "not fit together"),
        (novelty_bytes(novelty_arrays(LBP_SIZE, mean=np.full(LBP_SIZE, np.nan))), "not fit together"),
        (novelty_bytes(novelty_arrays(LBP_SIZE - 1)), "the layout has"),
    ],
)
def test_arrays_that_are_none_or_foreign_are_refused(tmp_path, payload, words):
    with pytest.raises(ModelFault, match=words):
        opened(tmp_path, payload=payload)


def test_pickled_objects_are_never_read(tmp_path):
    with pytest.raises(ModelFault, match="expected the arrays"):
        opened(tmp_path, payload=novelty_bytes({"0.mean": np.array([{"a": 1}], dtype=object)}))


def test_an_altered_file_is_refused(tmp_path):
    opened(tmp_path)
    path = tmp_path / "novelty.npz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelFault, match="altered or exchanged"):
        load_novelty(tmp_path, read_manifest(tmp_path))
    path.write_bytes(bytes(content[:-1]))
    with pytest.raises(ModelFault, match="cut short"):
        load_novelty(tmp_path, read_manifest(tmp_path))
    path.unlink()
    with pytest.raises(ModelFault, match="expected a readable file"):
        load_novelty(tmp_path, read_manifest(tmp_path))


def test_a_network_has_none(tmp_path):
    folder = network_folder(tmp_path)
    with pytest.raises(ModelFault, match="expected a classifier"):
        load_novelty(folder, read_manifest(folder))
