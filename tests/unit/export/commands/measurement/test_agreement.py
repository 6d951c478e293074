"""`neopain-export agreement`."""

import pytest

from neopain_export import cli

ROWS = "subject;anna;ben\n" + "".join(f"n{place % 6};{place % 8},5;{place % 7}\n" for place in range(48))


def test_two_columns_are_compared(tmp_path, capsys):
    (tmp_path / "t.csv").write_text(ROWS + "n1;;3\n")
    assert cli.main(["agreement", str(tmp_path / "t.csv"), "--raters", "anna", "ben"]) == 0
    told = capsys.readouterr().out
    assert "48 ratings of 6 infants; 1 rows left out" in told
    assert "| ICC(2,1), absolute agreement | " in told
    assert "bias, ben minus anna" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--raters", "anna", "carl"], "it has subject, anna, ben"),
        (["--raters", "anna", "anna"], "two different columns"),
        (["--raters", "anna", "ben", "--subject", "infant"], "--subject"),
        (["--raters", "anna", "subject"], "line 2"),
    ],
)
def test_what_cannot_be_compared_is_refused(tmp_path, capsys, words, told):
    (tmp_path / "t.csv").write_text(ROWS)
    assert cli.main(["agreement", str(tmp_path / "t.csv"), *words]) == 1
    assert told in capsys.readouterr().err


def test_one_infant_under_two_spellings_is_told_and_na_is_no_rating(tmp_path, capsys):
    (tmp_path / "t.csv").write_text("subject,anna,ben\nn1,1,1\nN1,0,1\nn2,1,0\nn 2,0,0\nn3,NA,1\nn3,1,1\n")
    assert cli.main(["agreement", str(tmp_path / "t.csv"), "--raters", "anna", "ben"]) == 0
    told = capsys.readouterr().out
    assert "5 ratings of 5 infants; 1 rows left out" in told
    assert "two subjects differ by spelling only (2): N1 = n1; n 2 = n2" in told
    (tmp_path / "t.csv").write_text(ROWS)
    assert cli.main(["agreement", str(tmp_path / "t.csv"), "--raters", "anna", "ben"]) == 0
    assert "spelling" not in capsys.readouterr().out
