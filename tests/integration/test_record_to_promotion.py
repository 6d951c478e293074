"""The ward's way: recorded with consent, annotated by people, studied, promoted; on drawn neonates, all of it real."""

from __future__ import annotations

import csv
import json
from collections import defaultdict

import pytest
from PySide6.QtWidgets import QApplication

from neopain import paths
from neopain.bedside.cameras.vault import MemoryVault
from neopain.bedside.clips.consents import ConsentBook
from neopain.core.clock import SystemClock
from neopain.store.sessions import SessionStore
from neopain.vision.models.selection import read_selection
from neopain.vision.open_models import open_models
from neopain_export import cli
from neopain_export.annotation.window.rating_window import RatingWindow
from neopain_export.study.data.simulated_sets import simulated_set
from neopain_export.study.features.feature_table import load
from tests.recorded.kept_clips import keep_clip

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

INFANTS, EACH = 6, 2
"""Pictures of each infant in pain, and as many without; five folds need five infants."""
DRAWN = INFANTS * EACH * 2
CLEAR = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"II*\x00")
"""How pictures in the clear begin."""


def record(data):
    """Every drawn infant is admitted, consented for, and kept as a clip. Returns: pain by stay and second."""
    by_subject = defaultdict(list)
    for sample in simulated_set("simulated", 5, 48).samples:
        mine = by_subject[sample.subject]
        if sum(other.label == sample.label for other in mine) < EACH:
            mine.append(sample)
    assert len(by_subject) == INFANTS
    pain, stays = {}, []
    for number, samples in enumerate(by_subject.values()):
        drawn = [(float(second), sample.picture.load()) for second, sample in enumerate(samples)]
        kept = keep_clip(data, drawn, patient=f"P-{number}")
        stays.append(kept.stay_id)
        pain |= {(kept.stay_id, float(second)): sample.label for second, sample in enumerate(samples)}
    return pain, stays


@pytest.fixture
def hands(qtbot, monkeypatch):
    """What a rater does in the real window: told the truth, but for the places where they err."""
    said = {}

    def sit_down(rated, clock):
        window = RatingWindow(rated, clock)
        qtbot.addWidget(window)
        window.show()
        erring = said["errs"]
        while rated.course.place < len(rated.course.order):
            item = window.item
            qtbot.waitUntil(lambda item=item: window.loader.pictures(item.id) is not None, timeout=20_000)
            truth = said["pain"][item.subject, item.start_s]
            wrong = item.id in erring
            window.panel.values[truth ^ wrong].click()
            QApplication.processEvents()
        window.end_page.finish.click()
        assert rated.course.finished
        window.close()

    for command in ("annotate", "adjudicate"):
        monkeypatch.setattr(f"neopain_export.commands.annotation.{command}.show", sit_down)
    return said


@pytest.mark.usefixtures("copied_children")
def test_from_a_consent_to_the_model_that_the_monitor_opens(tmp_path, monkeypatch, capsys, hands):
    data, out, table = tmp_path / "data", tmp_path / "annotation", tmp_path / "labels.csv"
    monkeypatch.setenv("NEOPAIN_DATA", str(data))
    monkeypatch.setattr("neopain.bedside.clips.clip_keys.open_vault", MemoryVault)
    hands["pain"], stays = record(data)
    hands["errs"] = set()
    clips = str(data / "clips")
    assert cli.main(["annotate", clips, "--rater", "AB", "--task", "nips-face", "--out", str(out)]) == 0
    assert "a second rater" in capsys.readouterr().out
    plan = json.loads((out / "annotation.json").read_text())
    hands["errs"] = {item["id"] for item in plan["items"][:3]}
    assert cli.main(["annotate", "--rater", "CD", "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "in dispute: 3 items, 0 decided" in told
    assert f"| grimace | {DRAWN} |" in told
    assert cli.main(["annotations", str(out), "--out", str(table)]) == 1
    assert "3 are open" in capsys.readouterr().err
    hands["errs"] = set()
    assert cli.main(["adjudicate", str(out), "--rater", "EF"]) == 0
    assert cli.main(["annotations", str(out), "--out", str(table)]) == 0
    assert f"{DRAWN} rows" in capsys.readouterr().out

    with table.open() as stream:
        rows = list(csv.DictReader(stream))
    assert {(row["subject"], float(row["time"])): int(row["label"]) for row in rows} == hands["pain"]
    assert {row["simulated"] for row in rows} == {"1"}
    for file in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert not file.read_bytes().startswith(CLEAR), file

    features = str(tmp_path / "f.npz")
    # One texture alone: the networks have roads of their own, and these pictures are few.
    blocks = ["--blocks", "hog.o9c14b2s112", "--jobs", "1"]
    words = ["features", "--data", str(table), *blocks, "--out", features]
    assert cli.main(words) == 1
    assert "--by INITIALS" in capsys.readouterr().err
    assert cli.main([*words, "--by", "GH"]) == 0
    found = load(tmp_path / "f.npz")
    assert found.simulated
    assert set(found.subjects.tolist()) <= set(stays)
    assert len(found.labels) + sum(count for _, count in found.left_out) == DRAWN
    with SessionStore(data) as store:
        looks = [(row.action, row.actor) for row in store.audit.rows()]
    for look in (("clip_rated", "AB"), ("clip_rated", "CD"), ("clip_rated", "EF"), ("clip_studied", "GH")):
        assert look in looks

    grid = ["--selectors", "anova-f", "--ks", "20", "--classifiers", "logistic-regression", "--jobs", "1"]
    assert cli.main(["study", "--data", features, "--out", str(tmp_path / "s"), *grid]) == 0
    assert cli.main(["verify", str(tmp_path / "s")]) == 0
    best = ["--best-of", str(tmp_path / "s" / "results.csv"), "--features", "handcrafted"]
    model = str(tmp_path / "model")
    assert cli.main(["train", "--data", features, *best, "--out", model, "--jobs", "1"]) == 0
    assert cli.main(["promote", model, "--force"]) == 0
    chosen = read_selection(data / "models" / "selected.toml")
    models = open_models(paths.models(), chosen=chosen, prefer_gpu=False, follow=False)
    models.close()

    ConsentBook(data, SystemClock()).withdraw(stays[0], by="AB")
    capsys.readouterr()
    assert cli.main([*words[:-1], str(tmp_path / "g.npz"), "--by", "GH"]) == 1
    assert "withdrawn" in capsys.readouterr().err
    assert cli.main(["annotations", str(out), "--out", str(table)]) == 0
    assert "the file is gone" in capsys.readouterr().out
