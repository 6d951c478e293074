"""`neopain-export temporal`, from films' features to the head that the bedside opens."""

import numpy as np
import pytest

from neopain import paths
from neopain.core.errors import ModelFault
from neopain.vision.models.known_answers import read_vectors
from neopain.vision.models.manifest import read_manifest
from neopain.vision.models.selection import read_selection, selection_file
from neopain.vision.open_models import open_scorer
from neopain.vision.scoring.classifier import load_classifier
from neopain_export import cli
from neopain_export.study.features.feature_table import FeatureTable, save
from tests.unit.export.study.films import even_times, write_film

MODEL = paths.models() / "pain_svm"


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "data"))


def films(path, pictures=False):
    """Eight films: the model's average calm face, and from second 8 to 16 of every second one that in pain."""
    part = read_manifest(MODEL).classifier
    calm, _, pain = read_vectors(MODEL, part.known_answers, part.layout.size)[[0, 1, -1]]
    rng = np.random.default_rng(0)
    rows = [(film, 0.5 * place) for film in range(8) for place in range(40)]
    labels = np.array([int(film % 2 == 0 and 8.0 <= at < 16.0) for film, at in rows])
    noise = rng.normal(0, 0.02, (len(rows), part.layout.size))
    values = np.where(labels[:, np.newaxis] == 1, pain, calm) * (1.0 + noise)
    names = [f"f{film}.png" if pictures else f"f{film}.mp4@{at:g}s" for film, at in rows]
    empty = np.full(len(rows), "")
    save(
        FeatureTable(
            "made", True, part.layout, values.astype(np.float32), labels.astype(np.int64),
            np.array([f"s{film}" for film, _ in rows]), empty, empty, np.array(names),
        ),
        path,
    )  # fmt: skip
    return str(path)


@pytest.mark.usefixtures("copied_children")
def test_a_head_is_learnt_promoted_and_opened_and_the_classifier_stays(tmp_path, capsys):
    out = tmp_path / "timed"
    words = ["temporal", str(MODEL), "--data", films(tmp_path / "f.npz"), "--out", str(out), "--window", "3"]
    assert cli.main(words) == 0, capsys.readouterr().err
    told = capsys.readouterr().out
    assert "temporal (SIMULATED): auc" in told
    assert "smoothed (SIMULATED): auc" in told
    before, now = load_classifier(MODEL), load_classifier(out)
    assert before.temporal_head is None
    assert now.temporal_head.window_s == 3.0
    assert now.manifest.sha256 == before.manifest.sha256
    assert now.model_id.startswith("pain-svm-time") or now.model_id != before.model_id
    assert "temporal auc" in (out / "card.md").read_text("utf-8")
    assert cli.main(["promote", str(out)]) == 0, capsys.readouterr().err
    chosen = read_selection(selection_file(tmp_path / "data"))
    _, classifier = open_scorer(paths.models(), chosen=chosen)
    assert classifier.temporal_head == now.temporal_head
    manifest = out / "manifest.toml"
    manifest.write_text(manifest.read_text("utf-8").replace("window_s = 3.0", "window_s = 2.5"), "utf-8")
    with pytest.raises(ModelFault):
        open_scorer(paths.models(), chosen=chosen)


def test_pictures_that_are_no_films_are_refused(tmp_path, capsys):
    words = ["temporal", str(MODEL), "--data", films(tmp_path / "f.npz", pictures=True)]
    assert cli.main([*words, "--out", str(tmp_path / "o")]) == 1
    assert "list videos" in capsys.readouterr().err
    assert cli.main(["temporal", str(MODEL), "--data", "simulated-hard", "--out", str(tmp_path / "o")]) == 1
    assert "expected films" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


def test_a_table_that_gives_every_time_is_refused_for_no_option_that_was_not_said(tmp_path, capsys):
    """As `annotations` writes it; the films of this one show no face."""
    write_film(tmp_path / "f.mp4", even_times(50, 25.0))
    table = tmp_path / "t.csv"
    table.write_text("video,time,subject,label\nf.mp4,0.5,K1,0\nf.mp4,1.0,K1,1\n")
    words = ["temporal", str(MODEL), "--data", str(table), "--jobs", "1", "--out", str(tmp_path / "o")]
    assert cli.main(words) == 1
    assert "none could be assessed" in capsys.readouterr().err
    assert cli.main([*words, "--frame-every", "0.5"]) == 1
    assert "--frame-every does nothing" in capsys.readouterr().err
