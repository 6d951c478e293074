"""A model that is no better than guessing does not become the monitor's by accident."""

import csv

import pytest

from neopain.core.errors import SettingFault
from neopain.core.features import FeatureBlock, FeatureLayout
from neopain.vision.models.manifest import NOT_BETTER_THAN_CHANCE, read_manifest
from neopain_export import cli
from neopain_export.study.features.feature_table import save
from neopain_export.study.report import runner
from neopain_export.study.report.best_row import best_row
from neopain_export.training.release.floor import judge, pass_floor
from tests.unit.export.study.made_tables import made_table

GRID = ["--selectors", "anova-f", "--ks", "5", "--classifiers", "naive-bayes", "--jobs", "1"]


@pytest.mark.parametrize(
    ("result", "passes", "words"),
    [
        ({"auc": 0.9, "auc_low": 0.8}, True, "0.800"),
        ({"auc": 0.0, "auc_low": 0.0}, False, "not better than chance"),
        ({"auc": 0.7, "auc_low": 0.5}, False, "not better than chance"),
        ({"auc": 0.7, "auc_low": 0.501}, True, "0.501"),
        ({"auc": 1.0}, False, "too few infants"),
        ({}, False, "no AUC"),
        ({"auc": True, "auc_low": True}, False, "no AUC"),
        ({"auc": "1.0", "auc_low": "0.9"}, False, "no AUC"),
        ({"auc": 0.9, "auc_low": 0.8, "chosen_among": 9}, False, "no AUC corrected"),
        ({"auc": 0.9, "auc_low": 0.8, "chosen_among": 9, "auc_corrected": 0.6}, False, "no interval"),
        (
            {"auc": 0.9, "auc_low": 0.8, "chosen_among": 9, "auc_corrected": 0.6, "auc_corrected_low": 0.4},
            False,
            "AUC corrected 0.600",
        ),
        (
            {"auc": 0.9, "auc_low": 0.3, "chosen_among": 9, "auc_corrected": 0.8, "auc_corrected_low": 0.6},
            True,
            "AUC corrected 0.800",
        ),
    ],
)
def test_the_floor_is_the_lower_end_of_the_honest_interval(result, passes, words):
    judgement = judge(result)
    assert judgement.passes is passes
    assert words in judgement.words


@pytest.fixture
def trained(tmp_path, monkeypatch):
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "data"))

    def make(name, strength):
        table = made_table(strength=strength, subjects=20)
        save(table, tmp_path / f"{name}.npz")
        words = ["train", "--data", str(tmp_path / f"{name}.npz"), "--k", "5", "--jobs", "1"]
        assert cli.main([*words, "--classifier", "naive-bayes", "--out", str(tmp_path / name)]) == 0
        return tmp_path / name

    return make


def test_a_good_model_passes_and_noise_does_not_unless_forced(trained, capsys):
    good, noise = trained("good", 3.0), trained("noise", 0.0)
    told = capsys.readouterr().out
    assert "NOT better than chance" in told
    assert "\nbetter than chance" in told
    before = (good / "manifest.toml").read_bytes()
    assert pass_floor(good, forced=False) == ""
    assert pass_floor(good, forced=True) == ""
    assert (good / "manifest.toml").read_bytes() == before
    untouched = (noise / "manifest.toml").read_bytes()
    with pytest.raises(SettingFault, match="--force"):
        pass_floor(noise, forced=False)
    assert (noise / "manifest.toml").read_bytes() == untouched
    assert "not better than chance" in pass_floor(noise, forced=True)


def test_a_forced_model_says_so_in_manifest_card_and_on_the_screen(trained):
    noise = trained("noise", 0.0)
    pass_floor(noise, forced=True)
    manifest = read_manifest(noise)
    assert "not better than chance" in manifest.classifier.result["forced"]
    assert manifest.id.endswith(NOT_BETTER_THAN_CHANCE)
    assert "**NOT BETTER THAN CHANCE.**" in (noise / "card.md").read_text("utf-8")
    once = (noise / "manifest.toml").read_bytes()
    pass_floor(noise, forced=True)
    assert (noise / "manifest.toml").read_bytes() == once


def study(tmp_path, table):
    save(table, tmp_path / "f.npz")
    words = ["study", "--data", str(tmp_path / "f.npz"), "--out", str(tmp_path / "s"), *GRID]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(runner, "draw_plots", lambda _study, _out: [])
        assert cli.main(words) == 0
    return tmp_path / "s" / "results.csv"


def test_the_card_of_a_chosen_model_has_the_corrected_value(tmp_path, monkeypatch):
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "data"))
    results = study(tmp_path, made_table(strength=0.0))
    words = ["train", "--data", str(tmp_path / "f.npz"), "--best-of", str(results), "--jobs", "1"]
    assert cli.main([*words, "--out", str(tmp_path / "m")]) == 0
    result = read_manifest(tmp_path / "m").classifier.result
    assert result["chosen_among"] == 5
    with (tmp_path / "s" / "corrected.csv").open(newline="") as stream:
        (row,) = [row for row in csv.DictReader(stream) if row["features"] == "any"]
    assert result["auc_corrected"] == float(row["auc_corrected"])
    card = (tmp_path / "m" / "card.md").read_text("utf-8")
    assert "the best of 5 that were compared" in " ".join(card.split())
    assert "auc corrected" in card
    with pytest.raises(SettingFault, match="AUC corrected"):
        pass_floor(tmp_path / "m", forced=False)


def test_without_the_corrected_values_nothing_is_trained(tmp_path, monkeypatch):
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "data"))
    results = study(tmp_path, made_table())
    results.with_name("corrected.csv").unlink()
    with pytest.raises(SettingFault, match=r"corrected\.csv"):
        best_row(results, None)


STRAINED = FeatureLayout((FeatureBlock("strain.f15.anatomic", 5), FeatureBlock("lbp.p8r1", 30)))


def test_strain_is_told_where_features_are_chosen(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "data"))
    table = made_table(strength=0.7, layout=STRAINED, informative=5)
    results = study(tmp_path, table)
    assert "for the study only" in (tmp_path / "s" / "tables.md").read_text("utf-8")
    row = best_row(results, None)
    assert not any(name.startswith("strain") for part in row.parts for name in part)
    assert (
        cli.main(["train", "--data", str(tmp_path / "f.npz"), "--out", str(tmp_path / "m"), "--jobs", "1"])
        == 1
    )
    assert "strain.f15.anatomic needs an earlier frame" in capsys.readouterr().err
    only = tmp_path / "only.csv"
    with results.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    with only.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(row for row in rows if "strain" in row["blocks"])
    with pytest.raises(SettingFault, match="every row"):
        best_row(only, None)
