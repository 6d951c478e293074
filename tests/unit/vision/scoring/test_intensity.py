"""The graded score: plain arrays, checked before they are believed."""

import hashlib
import io
import json

import numpy as np
import pytest

from neopain.core.errors import ModelFault
from neopain.core.features import FeatureVector
from neopain.vision.scoring.classifier import load_classifier
from neopain.vision.scoring.intensity import LinearIntensity, from_bytes, to_bytes
from tests.unit.vision.small_models import LBP_SIZE, classifier_folder

ARRAYS = {
    "places": np.array([0, 2], np.int32),
    "mean": np.zeros(2, np.float32),
    "scale": np.ones(2, np.float32),
    "weights": np.array([1.0, 0.0], np.float32),
    "bias": np.array(5.0, np.float32),
    "knots": np.array([2.0, 8.0], np.float32),
    "heights": np.array([1.0, 9.0], np.float32),
}


def packed(**changes):
    stream = io.BytesIO()
    np.savez(stream, **(ARRAYS | changes))
    return stream.getvalue()


def table(payload, **changes):
    values = {
        "file": "intensity.npz",
        "sha256": hashlib.sha256(payload).hexdigest(),
        "bytes": len(payload),
        "method": "made up",
        # the known vectors of small models have -2 and 2 in their first feature
        "answers": [1.0 + 8.0 * (3.0 - 2.0) / 6.0, 1.0 + 8.0 * (7.0 - 2.0) / 6.0],
    } | changes
    return "\n".join(["[intensity]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())])


def opened(folder, payload, **changes):
    classifier_folder(folder, intensity=table(payload, **changes))
    (folder / "intensity.npz").write_bytes(payload)
    return load_classifier(folder)


def test_a_face_gets_a_probability_and_an_intensity(tmp_path):
    classifier = opened(tmp_path, packed())
    values = np.zeros(LBP_SIZE, np.float32)
    values[0] = 1.5
    score = classifier.score(FeatureVector(values, classifier.layout))
    assert score.intensity == pytest.approx(1.0 + 8.0 * (6.5 - 2.0) / 6.0)
    assert 0.0 <= score.probability <= 1.0


def test_a_model_without_the_table_knows_no_intensity(tmp_path):
    classifier_folder(tmp_path)
    classifier = load_classifier(tmp_path)
    score = classifier.score(FeatureVector(np.zeros(LBP_SIZE, np.float32), classifier.layout))
    assert score.intensity is None


def test_beyond_the_curve_its_ends_hold():
    intensity = from_bytes(packed(), 3)
    values = np.array([[-100, 0, 0], [100, 0, 0]], np.float32)
    assert intensity.graded(values).tolist() == [1.0, 9.0]


def test_what_is_written_is_read_again_bit_for_bit():
    intensity = LinearIntensity(**ARRAYS)
    again = from_bytes(to_bytes(intensity), 3)
    assert to_bytes(again) == to_bytes(intensity)


@pytest.mark.parametrize(
    "changes",
    [
        {"places": np.array([0, 0], np.int32)},
        {"places": np.array([0, 9999], np.int32)},
        {"places": np.array([-1, 2], np.int32)},
        {"places": np.array([0.0, 2.0])},
        {"mean": np.zeros(3, np.float32)},
        {"scale": np.array([1.0, 0.0], np.float32)},
        {"weights": np.array([np.nan, 0.0], np.float32)},
        {"bias": np.zeros(2, np.float32)},
        {"knots": np.array([8.0, 2.0], np.float32)},
        {"heights": np.array([9.0, 1.0], np.float32)},
        {"heights": np.array([0.0, 11.0], np.float32)},
        {"knots": np.array([2.0], np.float32), "heights": np.array([1.0], np.float32)},
        {"weights": np.array([{}, 1], object)},
    ],
)
def test_arrays_that_make_no_sense_are_refused(tmp_path, changes):
    with pytest.raises(ModelFault, match="neopain-export build"):
        opened(tmp_path, packed(**changes))


def test_another_file_or_another_answer_is_refused(tmp_path):
    with pytest.raises(ModelFault, match="sha256"):
        opened(tmp_path, packed(), sha256="0" * 64)
    with pytest.raises(ModelFault, match="expected the intensities"):
        opened(tmp_path, packed(), answers=[0.0, 10.0])
    with pytest.raises(ModelFault, match="answers"):
        opened(tmp_path, packed(), answers=[0.0, 11.0])
    with pytest.raises(ModelFault, match="file"):
        opened(tmp_path, packed(), file="../intensity.npz")
