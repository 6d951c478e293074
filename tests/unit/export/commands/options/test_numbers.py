"""Senseless numbers and idle options are refused, by every command, before any work."""

import argparse
import importlib
import io
import sys

import pytest

from neopain_export import cli
from neopain_export.commands.options import numbers
from neopain_export.study.features.feature_table import save
from tests.unit.export.study.made_tables import made_table

SENSELESS = ("nan", "inf", "-inf", "1e999", "", " ", "x", "0x10", "1_0", "1,5", "--", "१e")


def every_action():
    for name in cli.COMMANDS.values():
        module = importlib.import_module(f"neopain_export.commands.{name}")
        commands = argparse.ArgumentParser().add_subparsers()
        module.register(commands)
        for command, parser in commands.choices.items():
            for action in parser._actions:
                yield command, action


def test_no_option_turns_a_text_into_a_number_by_itself():
    bare = [
        (command, action.dest) for command, action in every_action() if action.type in {int, float, complex}
    ]
    assert bare == []


NUMERIC = [
    pytest.param(action.type, id=f"{command} {action.dest}")
    for command, action in every_action()
    if getattr(action.type, "__qualname__", "").startswith(("whole.", "number."))
]


@pytest.mark.parametrize("parse", NUMERIC)
@pytest.mark.parametrize("text", SENSELESS)
def test_a_senseless_number_is_refused(parse, text):
    with pytest.raises((argparse.ArgumentTypeError, ValueError)):
        parse(text)


def test_there_are_numeric_options_to_try():
    assert len(NUMERIC) >= 12


@pytest.mark.parametrize(
    ("option", "wrong"),
    [
        ("--nips-at-least", ("nan", "0", "-1", "7.5", "inf")),
        ("--nfcs-at-least", ("nan", "0", "10.5")),
        ("--frame-every", ("nan", "0", "inf", "1e9")),
        ("--seed", ("-1", "1.5", "4294967296")),
        ("--count", ("0", "-3", "1e3", "9999999999")),
        ("--jobs", ("0", "-2", "99999")),
    ],
)
def test_out_of_range_is_refused_with_the_range(option, wrong, capsys):
    for text in wrong:
        with pytest.raises(SystemExit) as left:
            cli.main(["features", "--data", "simulated", "--out", "x.npz", f"{option}={text}"])
        assert left.value.code == 2
        assert "expected" in capsys.readouterr().err


def test_limits_themselves_are_taken():
    assert numbers.whole(1, 9)("9") == 9
    assert numbers.whole(1, 9, also=(-1,))("-1") == -1
    assert numbers.number(0.0, 7.0)("7") == 7.0
    assert numbers.wholes(1, 200)("5,10") == (5, 10)
    with pytest.raises(argparse.ArgumentTypeError, match="once"):
        numbers.wholes(1, 200)("5,5")
    with pytest.raises(argparse.ArgumentTypeError, match="once"):
        numbers.names(("a", "b"))("a,a")


@pytest.fixture
def feature_file(tmp_path):
    save(made_table(), tmp_path / "f.npz")
    return str(tmp_path / "f.npz")


@pytest.mark.parametrize(
    "idle",
    [
        ["--layout", "icope"],
        ["--nips-at-least", "4"],
        ["--nfcs-at-least", "4"],
        ["--frame-every", "2"],
        ["--count", "8"],
        ["--blocks", "lbp.p8r1"],
        ["--keep-poor-views"],
        ["--gpu"],
        ["--dask", "local:1"],
        ["--cache", "somewhere"],
        ["--other-columns", "x"],
        ["--network", "somewhere"],
    ],
)
def test_an_option_that_does_nothing_with_a_feature_file_is_refused(idle, feature_file, tmp_path, capsys):
    assert cli.main(["study", "--data", feature_file, "--out", str(tmp_path / "s"), *idle]) == 1
    assert f"{idle[0]} does nothing" in capsys.readouterr().err


def test_an_option_that_does_nothing_elsewhere_is_refused(feature_file, tmp_path, capsys):
    out = ["--out", str(tmp_path / "o.npz")]
    (tmp_path / "l.csv").write_text("picture,subject,label\np.png,s,1\n")
    (tmp_path / "p.png").write_bytes(b"")
    table = str(tmp_path / "l.csv")
    for words, told in (
        (["features", "--data", "simulated", "--nips-at-least", "4", *out], "--nips-at-least"),
        (["features", "--data", "simulated", "--accept", "same-picture", *out], "--accept"),
        (["features", "--data", table, "--count", "8", *out], "--count"),
        (["features", "--data", table, "--nips-at-least", "4", *out], "--nips-at-least"),
        (["features", "--data", table, "--frame-every", "2", *out], "--frame-every"),
        (["features", "--data", table, "--seed", "2", *out], "--seed"),
        (["features", "--data", table, "--jobs", "2", "--dask", "local:1", *out], "--jobs"),
        (["train", "--data", feature_file, "--best-of", "r.csv", "--k", "5", "--out", str(tmp_path / "m")], "--k"),
        (["build", "--check", "--out", str(tmp_path / "b")], "--out"),
        (
            ["study", "--data", feature_file, "--quick", "--selectors", "anova-f", "--ks", "5", "--classifiers", "k-nn",
             "--out", str(tmp_path / "s")],
            "--quick",
        ),
    ):  # fmt: skip
        assert cli.main(words) == 1, words
        assert f"{told} does nothing" in capsys.readouterr().err


def test_any_name_can_be_told_on_any_terminal(tmp_path, monkeypatch):
    save(made_table(), tmp_path / "étude 日.npz")
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
    monkeypatch.setattr(sys, "stdout", terminal)
    words = ["features", "--data", str(tmp_path / "étude 日.npz"), "--out", str(tmp_path / "日本.npz")]
    assert cli.main(words) == 0
    terminal.flush()
    assert rb"\u65e5" in terminal.buffer.getvalue()
