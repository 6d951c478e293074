"""`neopain-export learning`, from a feature file to its curve."""

from neopain_export import cli
from neopain_export.study.features.feature_table import save
from tests.unit.export.study.made_tables import made_table, with_refused


def test_a_curve_is_written_and_told(tmp_path, capsys):
    save(with_refused(made_table(subjects=36)), tmp_path / "f.npz")
    words = ["learning", "--data", str(tmp_path / "f.npz"), "--out", str(tmp_path / "out"), "--repeats", "2"]
    words += ["--selector", "anova-f", "--k", "5", "--classifier", "logistic-regression", "--jobs", "1"]
    assert cli.main(words) == 0
    told = capsys.readouterr().out
    assert "infants learnt from" in told
    assert "Extrapolated, no measurement" in told
    assert "were refused (6 with pain)" in told
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "curve.csv",
        "curve.png",
        "curve.pdf",
        "report.md",
    }
    report = (tmp_path / "out" / "report.md").read_text()
    assert "(SIMULATED)" in report
    assert "were refused (6 with pain)" in report
    first = (tmp_path / "out" / "curve.csv").read_bytes()
    assert cli.main(words) == 0
    assert (tmp_path / "out" / "curve.csv").read_bytes() == first
