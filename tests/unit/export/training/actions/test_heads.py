"""Heads of the facial actions are fitted on what was drawn, and measured on others."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from neopain.core.errors import SettingFault
from neopain.core.facial_actions import FacialAction
from neopain.core.features import FeatureBlock, FeatureLayout
from neopain.vision.actions.heads import heads_of
from neopain.vision.actions.mesh_distances import NAME as MESH
from neopain.vision.actions.mesh_distances import SIZE
from neopain.vision.models.manifest import ModelKind, read_trusted
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.training.actions import model as action_model
from neopain_export.training.actions.heads import BLOCKS, agreement, fit_heads, told_by, truth_of, with_mesh
from neopain_export.training.actions.tables import actions_report, bundled_report

LAYOUT = FeatureLayout((FeatureBlock(BLOCKS[0], 128), FeatureBlock(BLOCKS[1], 256), FeatureBlock(MESH, SIZE)))
NETWORKS = (("dlib-face-int8", "a" * 64), ("face-landmarker", "b" * 64))


def table(subjects=24, each=12, noise=0.3, seed=0):
    """Features that hold the true strengths thirty times, and noise."""
    rng = np.random.default_rng(seed)
    count = subjects * each
    truth = rng.uniform(0, 1, (count, len(FacialAction)))
    values = rng.normal(0, noise, (count, LAYOUT.size)).astype(np.float32)
    values[:, :180] += np.tile(truth, 30)
    values[::10, LAYOUT.slice_of(MESH)] = np.nan
    names = np.array([f"p{n}" for n in range(count)])
    owners = np.repeat(np.arange(subjects), each)
    return FeatureTable(
        "simulated, made for a test", True, LAYOUT, values, (truth[:, 0] > 0.5).astype(np.int64),
        np.array([f"s{n}" for n in owners]), np.where(owners % 3 == 2, "test", "train"),
        np.full(count, "awake"), names, NETWORKS,
        about={str(action): truth[:, n].astype(str) for n, action in enumerate(FacialAction)}
        | {"tone": rng.uniform(0, 1, count).astype(str), "camera": rng.choice(["one", "two"], count)},
    )  # fmt: skip


def test_what_is_in_the_features_is_found_on_other_subjects():
    made = action_model.fitted(table(), table())
    for action, seen in made.figures.items():
        assert seen.auc > 0.8, action
        assert seen.correlation > 0.6
        assert seen.error < 0.25
    assert (made.heads.trust > 0.2).all()
    assert set(made.learned_from.subjects) & set(made.tested.subjects) == set()


def test_what_is_not_in_the_features_is_not_trusted():
    plain = table()
    drawn = np.random.default_rng(9).uniform(0, 1, len(plain.labels)).astype(str)
    heads = fit_heads(with_mesh(replace(plain, about={**plain.about, "open_lips": drawn})))
    assert heads.trust[list(FacialAction).index(FacialAction.OPEN_LIPS)] < 0.1


def test_a_face_far_from_all_is_trusted_less():
    faces = with_mesh(table())
    heads = fit_heads(faces)
    usual = heads.confidences(faces.values[0])
    strange = heads.confidences(faces.values[0] + np.float32(5.0))
    assert (strange < 0.5 * usual).all()


def test_the_folder_is_one_that_the_monitor_reads(tmp_path):
    made = action_model.fitted(table(), table())
    action_model.write(made, tmp_path / "heads")
    manifest, payload = read_trusted(tmp_path / "heads")
    assert manifest.kind is ModelKind.ACTIONS
    assert manifest.actions.training.simulated
    heads = heads_of(payload, manifest.actions.layout.size, "here")
    np.testing.assert_allclose(told_by(heads, made.tested), told_by(made.heads, made.tested))
    assert action_model.same_as(made, tmp_path / "heads")
    assert not action_model.same_as(made, tmp_path)
    assert "never seen a newborn" in " ".join((tmp_path / "heads" / "card.md").read_text("utf-8").split())


def test_the_page_tells_skin_tones_cameras_and_that_it_is_simulated():
    page = actions_report(table(), table())
    for word in ("SIMULATED", "faces and mesh", "dark (0.75 to 1)", "one, ", "two, "):
        assert word in page
    assert "objects" not in page, "a kind of feature that the table lacks is left out"


def test_a_set_without_true_strengths_is_refused():
    with pytest.raises(SettingFault, match="true strengths"):
        truth_of(replace(table(), about={}))


def test_agreement_of_the_perfect_and_of_the_constant():
    truth = np.linspace(0, 1, 11)
    assert agreement(truth, truth).auc == 1.0
    assert agreement(truth, truth).told == 1.0
    flat = agreement(np.full(11, 0.2), truth)
    assert flat.auc == 0.5
    assert np.isnan(flat.correlation)
    assert flat.told == 0.0
    assert flat.missed_not == 1.0


def test_bundled_heads_are_measured_on_the_test_group_alone_with_intervals_by_infant():
    faces = table()
    heads = action_model.fitted(faces, faces).heads
    page = bundled_report(heads, "heads 1.0.0", replace(faces, title="made"))
    tested = with_mesh(faces.rows(faces.groups == "test"))
    assert f"measured on {len(tested.labels)} well seen faces of 8 drawn neonates (made)" in page
    (brow,) = [line for line in page.splitlines() if line.startswith("| brow bulge")]
    told = told_by(heads, tested)[:, 0]
    auc = agreement(told, truth_of(tested)[:, 0]).auc
    value, low, high = (float(one) for one in re.findall(r"0\.\d{3}|1\.000", brow)[:3])
    assert value == pytest.approx(auc, abs=5e-4)
    assert low < value < high
    assert "## By skin tone" in page
    assert "## By camera" in page
    assert "By way of drawing" not in page
