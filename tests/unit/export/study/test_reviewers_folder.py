"""What a reviewer gets, and that every number of it can be recomputed."""

import csv
import gzip
import hashlib
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from neopain.core.errors import SettingFault
from neopain_export import cli
from neopain_export.commands.measurement import verify as command
from neopain_export.study.evaluation import evaluation
from neopain_export.study.evaluation.configurations import (
    ALL_FEATURES,
    Configuration,
    Grid,
    choice_named,
    feature_choices,
)
from neopain_export.study.evaluation.evaluation import evaluate
from neopain_export.study.evaluation.protocols import splits
from neopain_export.study.features.feature_table import load, save
from neopain_export.study.report import runner
from neopain_export.study.report.runner import StudyWish, run_study
from neopain_export.study.report.verification import verify
from tests.unit.export.study.made_tables import LAYOUT, made_table, with_refused

GRID = Grid(("anova-f",), (5,), ("naive-bayes",))


@pytest.fixture
def no_plots(monkeypatch):
    monkeypatch.setattr(runner, "draw_plots", lambda _study, _out: [])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("study") / "s"
    wish = StudyWish(("fixed", "loso"), GRID, 0, 1, "neopain-export study", ("columns: skin",))
    draw = runner.draw_plots
    with pytest.MonkeyPatch.context() as patched:
        # Of one protocol they are enough to be damaged.
        patched.setattr(runner, "draw_plots", lambda one, to: draw(one, to) if one.protocol == "loso" else [])
        run_study(with_refused(made_table(strength=1.0)), wish, out)
    return out


def test_verify_recomputes_every_number(folder, capsys):
    verdict = verify(folder)
    assert verdict.wrong == ()
    assert verdict.rounded == 0
    assert verdict.numbers > 1000
    assert cli.main(["verify", str(folder)]) == 0
    assert "all agree" in capsys.readouterr().out


def test_subgroups_tell_how_many_of_them_were_refused(folder):
    """An infant group whose pictures are mostly refused has a fine AUC of what is left."""
    lines = (folder / "tables.md").read_text("utf-8").partition("## Protocol: loso")[2].splitlines()
    skins = {line.split(" | ")[1]: line.split(" | ")[3] for line in lines if line.startswith("| skin |")}
    assert skins == {"dark": "9, 6", "light": "0, 0"}


def test_columns_without_subgroups_are_named(tmp_path, no_plots):
    table = made_table(strength=1.0)
    count = len(table.labels)
    about = {"note": np.array([f"word {place}" for place in range(count)]), "site": np.full(count, "A")}
    run_study(replace(table, about=about), StudyWish(("fixed",), GRID, 0, 1, "made"), tmp_path / "s")
    told = (tmp_path / "s" / "tables.md").read_text("utf-8")
    assert "No subgroups of columns of more than 12 different words: note; of one value: site." in told
    assert verify(tmp_path / "s").wrong == ()


def changed(folder, tmp_path, name, change, *, own_digest=True):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    path = copy / name
    path.write_bytes(change(path.read_bytes()))
    if own_digest:  # somebody who knows how: the digest is made right again
        run = json.loads((copy / "run.json").read_text())
        run["files"][name] = hashlib.sha256(path.read_bytes()).hexdigest()
        (copy / "run.json").write_text(json.dumps(run))
    return copy


def bump(content):
    """One digit of one AUC, in the middle of the file."""
    lines = content.decode().splitlines(keepends=True)
    cells = lines[3].split(",")
    cells[12] = f"{float(cells[12]) + 0.01:.4f}"
    lines[3] = ",".join(cells)
    return "".join(lines).encode()


def swap_a_label(content):
    lines = gzip.decompress(content).decode().splitlines()
    cells = lines[1].split(",")
    cells[2] = "1" if cells[2] == "0" else "0"
    return gzip.compress("\n".join([lines[0], ",".join(cells), *lines[2:]]).encode() + b"\n")


def drop_a_refusal(content):
    lines = gzip.decompress(content).decode().splitlines()
    return gzip.compress("\n".join(lines[:-1]).encode() + b"\n")


@pytest.mark.parametrize("name", ["tables.md", "results.csv"])
def test_a_row_too_many_or_too_few_is_one_thing_wrong(folder, tmp_path, name):
    lines = (folder / name).read_bytes().splitlines(keepends=True)
    for place, other in ((len(lines) // 2, [b"| what nobody computed | 0.999 |\n"]), (4, [])):
        edited = b"".join([*lines[:place], *other, *lines[place + (not other) :]])
        found = verify(changed(folder, tmp_path / str(place), name, lambda _content, to=edited: to)).wrong
        assert len(found) == 1, found
        assert found[0].startswith(f"{name}, line {place + 1}: ")


@pytest.mark.parametrize("own_digest", [True, False])
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("results.csv", bump),
        ("results.csv", lambda content: content[: len(content) // 2]),
        ("corrected.csv", lambda content: content.replace(b"0.", b"0.1", 1)),
        ("tables.md", lambda content: content.replace(b"accuracy 90.34 %", b"accuracy 91.34 %")),
        ("tables.md", lambda content: content.replace(b"**SIMULATED.**", b"Measured.")),
        ("predictions/loso.csv.gz", swap_a_label),
        ("predictions/fixed.csv.gz", drop_a_refusal),
    ],
)
def test_a_changed_number_is_found_even_with_a_right_digest(
    folder, tmp_path, name, change, own_digest, capsys, monkeypatch
):
    copy = changed(folder, tmp_path, name, change, own_digest=own_digest)
    verdicts = []
    monkeypatch.setattr(command, "verify", lambda folder: verdicts.append(verify(folder)) or verdicts[0])
    assert cli.main(["verify", str(copy)]) == 1
    assert verdicts[0].wrong
    assert "Traceback" not in capsys.readouterr().err


def test_a_changed_plot_or_checklist_is_found_by_its_digest(folder, tmp_path):
    for place, name in enumerate(("checklist.md", "predictions.csv", "made-loso-roc.png")):
        copy = changed(folder, tmp_path / str(place), name, lambda content: content + b" ", own_digest=False)
        assert any(name in sentence for sentence in verify(copy).wrong)


@pytest.mark.parametrize("name", ["run.json", "configurations.csv", "predictions/loso.csv.gz", "tables.md"])
def test_a_folder_that_lacks_something_is_refused(folder, tmp_path, name):
    shutil.copytree(folder, tmp_path / "c")
    (tmp_path / "c" / name).unlink()
    with pytest.raises(SettingFault, match="expected"):
        verify(tmp_path / "c")


def test_predictions_name_subject_fold_probability_and_refusal(folder):
    with (folder / "predictions.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["protocol"] for row in rows} == {"fixed", "loso"}
    loso = [row for row in rows if row["protocol"] == "loso"]
    assert len(loso) == 96 + 9
    lost = [row for row in loso if row["refusal"]]
    assert {row["refusal"] for row in lost} == {"face_not_found", "too_dark"}
    assert all(not row["probability_mixed"] and not row["fold"] for row in lost)
    seen = [row for row in loso if not row["refusal"]]
    assert all(0.0 <= float(row["probability_deep"]) <= 1.0 for row in seen)
    folds = {}
    for row in seen:
        folds.setdefault(row["fold"], set()).add(row["subject"])
    assert all(len(subjects) == 1 for subjects in folds.values())
    fixed = [row for row in rows if row["protocol"] == "fixed"]
    assert sum(bool(row["refusal"]) for row in fixed) == 5, (
        "refused training pictures are not the test part's"
    )


def test_the_run_manifest_says_what_it_was(folder):
    run = json.loads((folder / "run.json").read_text())
    assert run["command"] == "neopain-export study"
    assert run["data"]["label_rule"] == "pain = NIPS >= 3"
    assert len(run["data"]["sha256_of_features_labels_subjects_groups"]) == 64
    assert run["seed"] == 0
    assert {"scikit-learn", "numpy", "scipy"} <= set(run["libraries"])
    assert run["remarks"] == ["columns: skin"]
    for name, digest in run["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    on_disk = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert on_disk == {*run["files"], "run.json"}


def test_the_tables_have_both_denominators_and_what_is_asked(folder):
    text = (folder / "tables.md").read_text("utf-8")
    for words in (
        "With refused pictures as errors",
        "By reason and state",
        "too_dark",
        "Three AUCs",
        "AUC pooled",
        "knows nothing but the share of pain",
        "Calibration, precision, operating point",
        "Decision curve",
        "Subgroups",
        "| skin | light |",
        "| weight | to ",
        "Only 6 infants were tested",
        "columns: skin",
        "pain = NIPS >= 3",
    ):
        assert words in text, words


def test_refusals_as_errors_are_never_better_than_the_assessed(folder):
    with (folder / "results.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            for name in ("accuracy", "auc", "sensitivity", "specificity"):
                assert float(row[f"{name}_with_refusals"]) <= float(row[name]) + 1e-9
            assert (
                float(row["sensitivity_with_refusals"]) < float(row["sensitivity"])
                or row["sensitivity"] == "0.0000"
            )


def test_the_checklist_leaves_open_what_is_not_known(folder):
    text = (folder / "checklist.md").read_text("utf-8")
    assert text.count("open: the authors must say") >= 5
    assert "105" not in text or "9 refused" in text
    assert "loso" in text


def test_an_older_feature_file_says_that_its_refusals_are_not_known(tmp_path, no_plots):
    run_study(
        made_table(strength=1.0), StudyWish(("fixed",), GRID, 0, 1, "neopain-export study"), tmp_path / "s"
    )
    text = (tmp_path / "s" / "tables.md").read_text("utf-8")
    assert "does not say which pictures were refused" in text
    assert verify(tmp_path / "s").wrong == ()


def test_what_was_refused_comes_back_from_a_feature_file(tmp_path):
    before = with_refused(made_table())
    save(before, tmp_path / "f.npz")
    after = load(tmp_path / "f.npz")
    assert after.refused.reasons.tolist() == before.refused.reasons.tolist()
    assert after.refused.about["skin"].tolist() == ["dark"] * 9
    assert after.about["weight"].tolist() == before.about["weight"].tolist()
    assert after.rule == before.rule
    assert after.digest() == before.digest()


def test_a_study_that_was_stopped_goes_on_where_it_was(tmp_path, monkeypatch, no_plots):
    wish = StudyWish(("grouped-3-fold",), GRID, 0, 1, "neopain-export study")
    table = made_table(strength=1.0)
    run_study(table, wish, tmp_path / "whole")
    work, done = evaluation._evaluate_fold, []

    def stopping(task):
        if len(done) == 7:
            raise KeyboardInterrupt
        done.append(1)
        return work(task)

    monkeypatch.setattr(evaluation, "_evaluate_fold", stopping)
    with pytest.raises(KeyboardInterrupt):
        run_study(table, wish, tmp_path / "s")
    again = []
    monkeypatch.setattr(evaluation, "_evaluate_fold", lambda task: again.append(1) or work(task))
    run_study(table, wish, tmp_path / "s")
    assert len(again) == 3 * len(feature_choices(LAYOUT)) - 7
    for name in ("results.csv", "tables.md", "run.json"):
        assert (tmp_path / "s" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert not (tmp_path / "s" / "unfinished").exists()


def test_finished_folds_of_other_data_are_not_taken(tmp_path):
    from neopain_export.study.evaluation.checkpoints import DoneFolds

    first = DoneFolds(tmp_path, made_table().digest())
    first.put("key", np.ones((1, 2)))
    assert (first.get("key") == 1).all()
    assert DoneFolds(tmp_path, made_table(seed=1).digest()).get("key") is None
    next(tmp_path.glob("*.npy")).write_bytes(b"cut")
    assert first.get("key") is None


def test_tasks_share_the_table_instead_of_copying_it(monkeypatch):
    table = made_table()
    seen = []
    work = evaluation._evaluate_fold
    monkeypatch.setattr(evaluation, "_evaluate_fold", lambda task: seen.append(task.values) or work(task))
    evaluate(table, feature_choices(LAYOUT), GRID, splits(table, "grouped-3-fold", 0))
    assert all(np.shares_memory(values, table.values) for values in seen)


def test_another_set_does_not_overwrite_a_study(tmp_path, no_plots):
    wish = StudyWish(("fixed",), GRID, 0, 1, "neopain-export study")
    run_study(made_table(), wish, tmp_path / "s")
    before = (tmp_path / "s" / "results.csv").read_bytes()
    with pytest.raises(SettingFault, match="another set"):
        run_study(made_table(seed=5), wish, tmp_path / "s")
    assert (tmp_path / "s" / "results.csv").read_bytes() == before


def test_named_arms_are_compared_by_head_and_verified(tmp_path, no_plots):
    grid = Grid(("anova-f",), (5, ALL_FEATURES), ("naive-bayes", "svm-linear"))
    arms = ("net-a.pool_gap", "lbp.p8r1+hog.o9", "net-a.pool_gap | lbp.p8r1", "net-a.pool_gap|lbp.p8r1")
    wish = StudyWish(("fixed",), grid, 0, 1, "neopain-export study", choices=arms)
    (study,) = run_study(with_refused(made_table(strength=1.0)), wish, tmp_path / "s")
    assert {one.configuration.choice.kind for one in study.results} == {"deep", "handcrafted", "mixed"}
    assert len(study.results) == 3 * 2 * 2
    text = (tmp_path / "s" / "tables.md").read_text("utf-8")
    table = text.partition("### Every arm by head (simulated): AUC of the assessed")[2].partition("###")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == 3
    for row, choice in zip(
        rows, dict.fromkeys(one.configuration.choice for one in study.results), strict=True
    ):
        for head in grid.classifiers:
            best = max(
                one.metrics["auc"].value
                for one in study.results
                if one.configuration.choice == choice and one.configuration.classifier == head
            )
            assert f"{best:.3f} [" in row
    assert "balanced accuracy, refused pictures as errors" in text
    assert Configuration(
        study.results[0].configuration.choice, "relieff", ALL_FEATURES, "k-nn"
    ).selection == ("all features")
    assert "(anova-f, k 5)" in text
    assert verify(tmp_path / "s").wrong == ()
    with pytest.raises(SettingFault, match=r"out of net-a\.pool_gap"):
        choice_named("net-b.pool_gap", LAYOUT)
    with pytest.raises(SettingFault, match="once"):
        choice_named("lbp.p8r1 | lbp.p8r1", LAYOUT)


@pytest.fixture(scope="module")
def repeated(tmp_path_factory):
    out = tmp_path_factory.mktemp("study") / "s"
    wish = StudyWish(("grouped-3-fold",), GRID, 0, 1, "neopain-export study", (), 3)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(runner, "draw_plots", lambda _study, _out: [])
        run_study(with_refused(made_table(strength=0.5)), wish, out)
    return out


class TestRepeats:
    def test_the_folder_has_every_split_and_verify_recomputes_them(self, repeated):
        tables = (repeated / "tables.md").read_text("utf-8")
        assert "### Repeated 3 times, with other groups each time" in tables
        assert "3 splits of the best recipes" in (repeated / "checklist.md").read_text("utf-8")
        text = gzip.decompress(
            (repeated / "predictions" / "grouped-3-fold-repeats.csv.gz").read_bytes()
        ).decode()
        rows = list(csv.DictReader(text.splitlines()))
        folds = [tuple(row[f"mixed {place} fold"] for row in rows) for place in (1, 2, 3)]
        assert len(set(folds)) == 3
        assert verify(repeated).wrong == ()

    def test_a_changed_split_is_found_even_with_a_right_digest(self, repeated, tmp_path):
        def bumped(content):
            lines = gzip.decompress(content).decode().splitlines()
            for place in range(1, 30):
                cells = lines[place].split(",")
                cells[2] = "0.123"
                lines[place] = ",".join(cells)
            return gzip.compress(("\n".join(lines) + "\n").encode())

        copy = changed(repeated, tmp_path, "predictions/grouped-3-fold-repeats.csv.gz", bumped)
        assert verify(copy).wrong

    def test_a_cut_file_is_told(self, repeated, tmp_path):
        copy = changed(
            repeated, tmp_path, "predictions/grouped-3-fold-repeats.csv.gz", lambda content: content[:40]
        )
        with pytest.raises(SettingFault, match="expected the repeated predictions"):
            verify(copy)

    def test_a_protocol_with_one_split_is_not_repeated(self, tmp_path):
        wish = StudyWish(("loso",), GRID, 0, 1, "", (), 5)
        with pytest.raises(SettingFault, match="--repeats with a protocol that draws its groups; got loso"):
            run_study(made_table(), wish, tmp_path / "s")
        assert not (tmp_path / "s").exists()


def test_a_third_that_nobody_is_in_is_no_subgroup(tmp_path, no_plots):
    table = made_table(strength=1.0)
    weeks = np.where(np.arange(len(table.labels)) % 3, "0", [f"0.{n:02d}" for n in range(len(table.labels))])
    run_study(
        replace(table, about={"preterm": weeks}),
        StudyWish(("fixed",), GRID, 0, 1, "neopain-export study"),
        tmp_path / "s",
    )
    rows = [
        line for line in (tmp_path / "s" / "tables.md").read_text("utf-8").splitlines() if "preterm" in line
    ]
    assert len(rows) == 2
    assert all("0 of 0" not in row for row in rows)
