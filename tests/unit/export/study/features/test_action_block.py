"""The facial actions as a feature block: the same numbers that the bedside shows, and a place in the study."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neopain import paths
from neopain.core.features import FeatureBlock, FeatureLayout
from neopain.core.frames import Alignment, Frame
from neopain.vision.features.crop import SimilarityAligner
from neopain.vision.open_models import open_models
from neopain_export.study.data.samples import PictureArray
from neopain_export.study.evaluation.configurations import feature_choices
from neopain_export.study.features.action_block import NAME, SIZE, ActionStrengths
from neopain_export.study.features.extractor import Equipment, PictureAssessor
from tests.pictures.remembered import eight_samples

BLOCKS = ("lbp.u8r1.g7x7", NAME)


def equipment(blocks=BLOCKS):
    return Equipment(blocks, (), paths.models() / "face_landmarker")


@pytest.fixture(scope="module")
def picture(drawn_once, faces):
    """The first one that the monitor would score."""
    aligner = SimilarityAligner()
    for sample in eight_samples():
        frame = Frame(seq=0, captured_at=0.0, image=sample.picture.load())
        face = faces.find(frame)
        if face and aligner.refuse(aligner.view(frame, face, aligner.crop(frame, face))) is None:
            return PictureArray(frame.image)
    raise AssertionError("none of eight drawn pictures can be scored")


@pytest.fixture(scope="module")
def models():
    opened = open_models(paths.models(), prefer_gpu=False, follow=False, threads=1)
    yield opened
    opened.close()


def test_the_block_holds_what_the_bedside_would_show(picture, models):
    found = PictureAssessor(equipment()).assess(picture, None)
    frame = Frame(seq=0, captured_at=0.0, image=picture.load())
    face = models.finder.find(frame)
    crop = models.aligner.crop(frame, face)
    shown = models.meter.measure(
        face, models.aligner.view(frame, face, crop), crop, models.extractor.extract(crop)
    )
    assert found.values[-SIZE:] == pytest.approx([one.strength for _, one in shown], abs=0.0051)


def test_a_face_without_a_mesh_still_has_six_finite_strengths(picture, models, faces):
    frame = Frame(seq=0, captured_at=0.0, image=picture.load())
    face = faces.find(frame)
    crop = models.aligner.crop(frame, face)
    told = ActionStrengths(paths.models()).values(replace(face, aligned_by=Alignment.KEY_POINTS), crop)
    assert np.isfinite(told).all()
    assert ((told >= 0.0) & (told <= 1.0)).all()


def test_other_heads_are_another_key_of_the_cache_and_the_size_is_known():
    (_, plain), (key, size) = equipment().block_keys()
    assert (plain, size) == (490, SIZE)
    assert key.startswith(f"{NAME}@")
    assert len(key.partition("@")[2]) == 64


def test_mixed_has_the_actions_as_a_part_of_their_own_beside_mixed_without_them():
    sizes = {"net-a.x": 4, "net-b.y": 4, "lbp.p8r1": 3, "hog.o9": 3, NAME: SIZE}
    choices = feature_choices(FeatureLayout(tuple(FeatureBlock(*one) for one in sizes.items())))
    mixed = [choice.in_words for choice in choices if choice.kind == "mixed" and "+" in choice.network]
    assert mixed == [
        "net-a.x+net-b.y | lbp.p8r1+hog.o9",
        f"net-a.x+net-b.y | lbp.p8r1+hog.o9 | {NAME}",
    ]
    handcrafted = [choice.in_words for choice in choices if choice.kind == "handcrafted"]
    assert handcrafted == ["lbp.p8r1", "hog.o9", NAME, "lbp.p8r1+hog.o9"]
    only = feature_choices(FeatureLayout((FeatureBlock("net-a.x", 4), FeatureBlock(NAME, SIZE))))
    assert [choice.in_words for choice in only] == ["net-a.x", NAME, f"net-a.x | {NAME}"]
