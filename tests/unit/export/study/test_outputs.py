import csv
import re
import shutil
import struct

import pytest

from neopain.core.errors import SettingFault
from neopain_export.study.evaluation.configurations import Grid
from neopain_export.study.features.feature_table import load, save
from neopain_export.study.report import runner
from neopain_export.study.report.best_row import best_row
from neopain_export.study.report.results import HEAD
from neopain_export.study.report.runner import StudyWish, default_protocols, run_study
from neopain_export.study.report.tables import table as markdown
from tests.unit.export.study.made_tables import made_table

GRID = Grid(("anova-f",), (5,), ("svm-linear", "naive-bayes"))


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    out = tmp_path_factory.mktemp("study")
    table = made_table(strength=1.0)
    studies = run_study(
        table, StudyWish(("fixed", "grouped-3-fold"), GRID, 0, 1, "neopain-export study"), out
    )
    return out, studies


def test_the_csv_has_a_row_a_configuration(outcome):
    out, studies = outcome
    with (out / "results.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0])[:6] == HEAD
    assert {"accuracy", "balanced_accuracy", "auc", "auc_low", "auc_high", "mcc", "ece_high"} <= set(rows[0])
    assert len(rows) == sum(len(study.results) for study in studies)
    assert {row["protocol"] for row in rows} == {"fixed", "grouped-3-fold"}
    assert {row["features"] for row in rows} == {"deep", "handcrafted", "mixed"}
    assert all(row["simulated"] == "1" for row in rows)
    assert all(float(row["auc_low"]) <= float(row["auc"]) <= float(row["auc_high"]) for row in rows)


def test_the_tables_say_simulated_and_quote_the_paper(outcome):
    text = (outcome[0] / "tables.md").read_text("utf-8")
    assert text.splitlines()[0].endswith("(simulated)")
    assert "**SIMULATED.**" in text
    for words in (
        "90.34 %",
        "0.841",
        "92.71 %",
        "0.948",
        "quoted",
        "Brahnam",
        "Paired tests",
        "face_not_found 2",
    ):
        assert words in text, words
    for line in text.splitlines():
        if line.startswith("### ") and ("eatures" in line or "Mixed" in line):
            assert "simulated" in line


def test_the_plots_are_pictures(outcome):
    pictures = sorted(outcome[0].glob("*.png"))
    assert len(pictures) == 10
    for path in pictures:
        head = path.read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert min(struct.unpack(">II", head[16:24])) > 200
        assert path.with_suffix(".pdf").read_bytes()[:5] == b"%PDF-"


def test_two_runs_write_the_same_csv(outcome, tmp_path, monkeypatch):
    def drawn_before(study, out):
        """The plots are not compared here, but named in the tables."""
        for path in outcome[0].glob(f"*-{study.protocol}-*"):
            shutil.copy(path, out)
        return [path for path in draw_order if path.stem.rpartition("-")[0].endswith(study.protocol)]

    names = re.findall(r"\]\((.+\.png)\)", (outcome[0] / "tables.md").read_text("utf-8"))
    draw_order = [tmp_path / name for name in names]
    assert len(draw_order) == 10
    monkeypatch.setattr(runner, "draw_plots", drawn_before)
    run_study(
        made_table(strength=1.0),
        StudyWish(("fixed", "grouped-3-fold"), GRID, 0, 1, "neopain-export study"),
        tmp_path,
    )
    assert (tmp_path / "results.csv").read_bytes() == (outcome[0] / "results.csv").read_bytes()
    assert (tmp_path / "tables.md").read_bytes() == (outcome[0] / "tables.md").read_bytes()


def test_training_by_the_best_row(outcome, tmp_path):
    row = best_row(outcome[0] / "results.csv", "mixed")
    assert row.parts == (("net-a.pool_gap",), ("lbp.p8r1", "hog.o9"))
    assert row.k == 5
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    for wrong in (tmp_path / "other.csv", tmp_path / "missing.csv"):
        with pytest.raises(SettingFault, match="neopain-export study"):
            best_row(wrong, None)


def test_a_feature_file_comes_back_as_it_was(tmp_path):
    before = made_table()
    save(before, tmp_path / "f.npz")
    after = load(tmp_path / "f.npz")
    assert after.layout == before.layout
    assert (after.values == before.values).all()
    assert (after.names == before.names).all()
    assert after.networks == before.networks
    assert after.left_out == before.left_out
    (tmp_path / "x.npz").write_bytes((tmp_path / "f.npz").read_bytes()[:300])
    with pytest.raises(SettingFault, match="neopain-export features"):
        load(tmp_path / "x.npz")


def test_the_default_protocol_follows_the_set():
    table = made_table()
    assert default_protocols(table) == ("fixed",)
    table.groups[:] = ""
    assert default_protocols(table) == ("loso",)


def test_a_bar_in_a_cell_is_escaped():
    assert markdown(["a"], [["x | y"]])[2] == "| x \\| y |"
