"""The second witness as a feature block: framed as at the bedside, and for the study only."""

from __future__ import annotations

import numpy as np
import pytest

from neopain import paths
from neopain.core.errors import SettingFault
from neopain.core.features import FeatureBlock, FeatureLayout
from neopain.core.frames import Frame
from neopain.vision.open_models import open_models
from neopain_export.commands.options.recipe_options import recipe_of
from neopain_export.study.evaluation.configurations import feature_choices
from neopain_export.study.features.expression_block import DISTRESS, NAME, SIZE
from neopain_export.study.features.extractor import Equipment, PictureAssessor
from tests.pictures.remembered import eight_samples
from tests.unit.export.study.made_tables import made_table


@pytest.mark.usefixtures("drawn_once", "found_once")
def test_the_block_says_what_the_bedside_would(faces):
    equipment = Equipment((NAME,), (), paths.models() / "face_landmarker")
    assessor = PictureAssessor(equipment)
    picture = next(
        sample.picture for sample in eight_samples() if assessor.assess(sample.picture, None).reason is None
    )
    classes = assessor.assess(picture, None).values
    models = open_models(paths.models(), prefer_gpu=False, follow=False, threads=1)
    try:
        frame = Frame(seq=0, captured_at=0.0, image=picture.load())
        crop = models.aligner.crop(frame, faces.find(frame))
        told = models.witness.distress(crop)
    finally:
        models.close()
    assert classes.shape == (SIZE,)
    assert classes.sum() == pytest.approx(1.0, abs=1e-4)
    assert classes[list(DISTRESS)].sum() == pytest.approx(told, abs=1e-4)
    ((key, size),) = equipment.block_keys()
    assert size == SIZE
    assert len(key.partition("@")[2]) == 64
    assert dict(equipment.files())["mini-xception"] == key.partition("@")[2]


def test_no_model_is_trained_on_what_bears_witness_beside_it():
    layout = FeatureLayout((FeatureBlock("lbp.p8r1", 30), FeatureBlock(NAME, SIZE)))
    assert [choice.kind for choice in feature_choices(layout)] == ["deep", "handcrafted", "mixed"]

    class Wish:
        features, selector, k, classifier, seed = "mixed", None, None, None, 0

    with pytest.raises(SettingFault, match="bears witness"):
        recipe_of(Wish, made_table(layout=layout))
    assert np.isfinite(made_table(layout=layout).values).all()
