"""No command writes over what it was given, over a model, or over somebody else's file."""

import argparse
import hashlib
import importlib
import os

import pytest

from neopain.core.errors import SettingFault
from neopain_export import cli
from neopain_export.commands.options import outputs
from neopain_export.study.features.feature_table import load, save
from neopain_export.study.report import runner
from tests.unit.export.study.made_tables import made_table

GRID = ["--selectors", "anova-f", "--ks", "5", "--classifiers", "svm-linear", "--jobs", "1"]


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "data"))


def contents(folder):
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def every_output():
    """(command, option) of everything that names a place to write, read off the parsers themselves."""
    found = []
    for name in cli.COMMANDS.values():
        module = importlib.import_module(f"neopain_export.commands.{name}")
        commands = argparse.ArgumentParser().add_subparsers()
        module.register(commands)
        for command, parser in commands.choices.items():
            for action in parser._actions:
                found += [
                    (command, option) for option in action.option_strings if option in {"--out", "--cache"}
                ]
    return sorted(set(found))


TAKES = {
    "features": ["features", "--data", "{csv}"],
    "study": ["study", "--data", "{npz}"],
    "annotate": ["annotate", "{csv}", "--rater", "AB", "--task", "nfcs"],
    "annotations": ["annotations", "{csv}"],
    "events": ["events", "--readings", "{csv}", "--events", "{csv}"],
    "learning": ["learning", "--data", "{npz}"],
    "explain": ["explain", "{weights}", "{csv}"],
    "train": ["train", "--data", "{npz}"],
    "temporal": ["temporal", "{weights}", "--data", "{npz}"],
    "simulate": ["simulate", "--count", "1"],
    "sounds": ["sounds"],
    "build": ["build"],
    "actions": ["actions"],
    "realism": ["realism", "simulated-hard-2", "--count", "1"],
    "quantise": ["quantise", "{npz}"],
    "import-detector": ["import-detector", "{weights}", "--family", "yunet", "--licence", "mine"],
    "way-up": ["way-up"],
    "import": ["import", "{weights}", "--network", "vgg-f"],
}


@pytest.mark.parametrize(("command", "option"), every_output())
def test_no_output_lands_on_files_that_are_there(command, option, tmp_path, capsys):
    work = tmp_path / "work"
    work.mkdir()
    (work / "l.csv").write_text("picture,subject,label\n")
    (work / "weights.mat").write_bytes(b"weights")
    (work / "notes.txt").write_text("mine")
    save(made_table(), work / "f.npz")
    (work / "linked").symlink_to(work / "f.npz")
    os.link(work / "l.csv", work / "hard.csv")
    (work / "model").mkdir()
    (work / "model" / "manifest.toml").write_text("somebody's model")
    before = contents(work)
    places = {"csv": work / "l.csv", "npz": work / "f.npz", "weights": work / "weights.mat"}
    words = [word.format(**places) for word in TAKES[command]]
    if option == "--cache" and "--out" not in words and command not in {"build", "actions", "realism"}:
        words += [
            "--out",
            str(tmp_path / "elsewhere.npz" if command == "features" else tmp_path / "elsewhere"),
        ]
    for target in ("l.csv", "notes.txt", "weights.mat", "hard.csv", "model", "model/deeper", ".", ".."):
        if option == "--cache" and "{npz}" in TAKES[command]:
            break  # refused as an option that does nothing, whatever it names
        assert cli.main([*words, option, str(work / target)]) == 1, target
        assert contents(work) == before, target
    assert "Traceback" not in capsys.readouterr().err


def test_features_over_their_own_manifest_or_feature_file(tmp_path):
    save(made_table(), tmp_path / "f.npz")
    before = (tmp_path / "f.npz").read_bytes()
    for alias in ("f.npz", "sub/../f.npz", "link.npz", "hard.npz"):
        (tmp_path / "sub").mkdir(exist_ok=True)
        if alias == "link.npz":
            (tmp_path / alias).symlink_to(tmp_path / "f.npz")
        if alias == "hard.npz":
            os.link(tmp_path / "f.npz", tmp_path / alias)
        words = ["features", "--data", str(tmp_path / "f.npz"), "--out", str(tmp_path / alias)]
        assert cli.main(words) == 1
    assert (tmp_path / "f.npz").read_bytes() == before
    assert cli.main(["features", "--data", str(tmp_path / "f.npz"), "--out", str(tmp_path / "g.npz")]) == 0
    assert cli.main(["features", "--data", str(tmp_path / "f.npz"), "--out", str(tmp_path / "g.npz")]) == 0
    assert (load(tmp_path / "g.npz").values == made_table().values).all()


def test_a_feature_file_has_the_ending_that_study_knows(tmp_path, capsys):
    save(made_table(), tmp_path / "f.npz")
    assert cli.main(["features", "--data", str(tmp_path / "f.npz"), "--out", str(tmp_path / "g.csv")]) == 1
    assert ".npz" in capsys.readouterr().err


def test_training_twice_into_one_folder_keeps_the_first(tmp_path, capsys):
    save(made_table(), tmp_path / "f.npz")
    words = [
        "train",
        "--data",
        str(tmp_path / "f.npz"),
        "--k",
        "5",
        "--jobs",
        "1",
        "--out",
        str(tmp_path / "m"),
    ]
    assert cli.main(words) == 0
    before = contents(tmp_path / "m")
    assert cli.main([*words, "--seed", "2"]) == 1
    assert cli.main([*words[:-1], str(tmp_path / "m" / "inside")]) == 1
    assert contents(tmp_path / "m") == before
    assert "name another" in capsys.readouterr().err


def test_a_model_in_use_and_the_folder_around_it_are_refused(tmp_path):
    from neopain import paths

    with pytest.raises(SettingFault, match="model"):
        outputs.new_folder(paths.models(), "--out", [])
    with pytest.raises(SettingFault, match="model"):
        outputs.new_folder(paths.models() / "pain_svm", "--out", [])
    with pytest.raises(SettingFault):
        outputs.new_folder(paths.models().parent, "--out", [])
    assert outputs.new_folder(paths.models() / "not_there_yet", "--out", [])
    assert not (paths.models() / "not_there_yet").exists()


def test_results_never_go_where_they_would_be_read_as_input(tmp_path, capsys):
    (tmp_path / "set").mkdir()
    words = ["study", "--data", str(tmp_path / "set"), "--layout", "icope"]
    assert cli.main([*words, "--out", str(tmp_path / "set" / "study")]) == 1
    assert "read as input" in capsys.readouterr().err


def test_a_study_renews_itself_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "draw_plots", lambda _study, _out: [])
    save(made_table(), tmp_path / "f.npz")
    words = ["study", "--data", str(tmp_path / "f.npz"), "--out", str(tmp_path / "s"), *GRID]
    assert cli.main(words) == 0
    first = (tmp_path / "s" / "results.csv").read_bytes()
    assert cli.main(words) == 0
    assert (tmp_path / "s" / "results.csv").read_bytes() == first
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.md").write_text("mine")
    assert cli.main([*words[:4], str(tmp_path / "other"), *GRID]) == 1


def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    save(made_table(), tmp_path / "f.npz")
    words = ["study", "--data", str(tmp_path / "f.npz"), *GRID]
    assert cli.main([*words, "--out", str(tmp_path / "file" / "s")]) == 1
    assert cli.main([*words, "--out", str(tmp_path / "file")]) == 1
    assert "Traceback" not in capsys.readouterr().err
