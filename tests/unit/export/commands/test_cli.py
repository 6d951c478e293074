import argparse
import importlib
import subprocess
import sys

import pytest

from neopain.core.errors import ModelFault
from neopain.vision.models.selection import read_selection
from neopain_export import cli
from neopain_export.commands.measurement import features
from neopain_export.commands.models import promote
from neopain_export.study.features.feature_table import load, save
from neopain_export.training.release.trial import try_model
from tests.unit.export.study.made_tables import made_table

GRID = ["--selectors", "anova-f", "--ks", "5", "--classifiers", "svm-linear", "--jobs", "1"]


@pytest.fixture
def feature_file(tmp_path):
    save(made_table(), tmp_path / "features.npz")
    return str(tmp_path / "features.npz")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["dance"],
        ["study", "--data", "simulated"],
        ["study", "--data", "x", "--out", "y", "--jobs", "0"],
        ["study", "--data", "x", "--out", "y", "--selectors", "magic"],
        ["study", "--data", "x", "--out", "y", "--ks", "0"],
        ["study", "--data", "x", "--out", "y", "--frame-every", "-1"],
        ["features", "--data", "simulated", "--count", "none", "--out", "y"],
        ["train", "--data", "x", "--out", "y", "--classifier", "oracle"],
        ["promote"],
        ["promote", "somewhere", "--default"],
    ],
)
def test_bad_use_exits_with_2(words, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    assert left.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["study", "--data", "nowhere", "--out", "{tmp}/o"], "--data"),
        (["study", "--data", "{tmp}/none.npz", "--out", "{tmp}/o"], "none.npz"),
        (["study", "--data", "{features}", "--protocol", "by-picture", "--out", "{tmp}/o"], "by-picture"),
        (["train", "--data", "{features}", "--best-of", "{tmp}/none.csv", "--out", "{tmp}/o"], "results.csv"),
        (["promote", "{tmp}/no-model", "--data", "{tmp}"], "no-model"),
    ],
)
def test_a_failure_is_one_clear_line_and_1(words, told, tmp_path, feature_file, capsys):
    assert cli.main([word.format(tmp=tmp_path, features=feature_file) for word in words]) == 1
    err = capsys.readouterr().err
    lines = [line for line in err.splitlines() if line.startswith("neopain-export:")]
    assert len(lines) == 1
    assert told in lines[0]
    assert "Traceback" not in err


def test_an_interruption_is_130(monkeypatch, tmp_path, capsys):
    def interrupted(_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(features, "look", interrupted)
    assert cli.main(["features", "--data", "simulated", "--out", str(tmp_path / "f.npz")]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_help_names_every_command_and_imports_no_window():
    script = (
        "import sys; from neopain_export import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit as left: assert left.code == 0\n"
        "assert 'PySide6' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for command in ("simulate", "import", "features", "study", "train", "promote", "build"):
        assert f"    {command}" in done.stdout


def test_a_command_loads_its_own_module_and_no_other():
    for name in cli.COMMANDS.values():
        commands = argparse.ArgumentParser().add_subparsers()
        importlib.import_module(f"neopain_export.commands.{name}").register(commands)
        (command,) = commands.choices
        assert cli.asked_for([command, "--help"]) == [name]
    for words in ([], ["--help"], ["dance"], ["import-weights"]):
        assert cli.asked_for(words) == [*cli.COMMANDS.values()]


def test_from_features_to_a_model_folder(feature_file, tmp_path, capsys):
    out = tmp_path / "study"
    assert cli.main(["study", "--data", feature_file, "--out", str(out), *GRID]) == 0
    told = capsys.readouterr().out
    assert "SIMULATED" in told
    assert "left out: face_not_found 2 (0 with pain)" in told
    words = [
        "train",
        "--data",
        feature_file,
        "--best-of",
        str(out / "results.csv"),
        "--features",
        "handcrafted",
    ]
    assert cli.main([*words, "--out", str(tmp_path / "model"), "--jobs", "1"]) == 0
    assert (tmp_path / "model" / "manifest.toml").is_file()
    assert "promote" in capsys.readouterr().out


def test_promoting_asks_the_monitors_own_loader_first(feature_file, tmp_path, capsys, monkeypatch):
    asked = []

    def refusing(task, folder, *, what):
        asked.append((task, folder))
        raise ModelFault("it does not fit")

    monkeypatch.setattr(promote, "in_child", refusing)
    assert cli.main(["promote", str(tmp_path / "model"), "--data", str(tmp_path)]) == 1
    assert asked == [(try_model, tmp_path / "model")]
    assert read_selection(tmp_path / "models" / "selected.toml") is None
    assert "does not fit" in capsys.readouterr().err
    assert cli.main(["promote", "--default", "--data", str(tmp_path)]) == 0
    assert "already" in capsys.readouterr().out


def test_the_feature_file_is_what_study_reads(feature_file):
    from pathlib import Path

    assert load(Path(feature_file)).simulated


@pytest.mark.parametrize("command", ["promote", "verify"])
def test_a_home_folder_of_nobody_is_told_in_one_line(command, capsys):
    assert cli.main([command, "~nobody-of-that-name/x"]) == 1
    told = capsys.readouterr().err
    assert "~nobody-of-that-name/x" in told
    assert told.count("\n") == 1
