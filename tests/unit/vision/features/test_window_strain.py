import numpy as np
import pytest

from neopain.core.errors import ModelFault
from neopain.core.features import FeatureBlock, FeatureLayout
from neopain.vision.features.extraction import FusedExtractor
from neopain.vision.features.lbp_top import LbpTop
from neopain.vision.features.strain import Strain
from neopain.vision.features.time_window import TimeWindow
from neopain.vision.features.window_strain import WindowStrain, sequence_named

SHORT = TimeWindow(3, 200)


def skin(shift=0):
    noise = np.random.default_rng(0).integers(0, 256, (224, 224, 3), np.uint8)
    return np.roll(noise, shift, axis=0)


def test_mean_and_maximum_are_those_of_the_steps():
    crops = [skin(), skin(), skin(2)]
    first, second = Strain().features(*crops[:2]), Strain().features(*crops[1:])
    told = WindowStrain(window=SHORT).features(crops)
    np.testing.assert_allclose(
        told, np.concatenate([(first + second) / 2, np.maximum(first, second)]), rtol=1e-6
    )
    assert told.dtype == np.float32
    assert told.shape == (WindowStrain(window=SHORT).size,)


def test_names_of_sequences_give_them_back_and_other_blocks_are_none():
    assert sequence_named("strain.f15.anatomic.f9w1600") == WindowStrain()
    assert sequence_named(LbpTop().name) == LbpTop()
    assert sequence_named("strain.f15.anatomic") is None
    assert sequence_named("lbp.u8r1.g7x7") is None


def test_another_number_of_frames_is_refused():
    with pytest.raises(ModelFault, match="3 frames; got 2"):
        WindowStrain(window=SHORT).features([skin(), skin()])


@pytest.mark.parametrize("feature", [WindowStrain(), LbpTop()])
def test_the_bedside_refuses_them(feature):
    layout = FeatureLayout((FeatureBlock(feature.name, feature.size),))
    with pytest.raises(ModelFault, match="sequence of pictures"):
        FusedExtractor(layout, {})
