"""`neopain rescore` with the real models over a clip of the simulated neonate."""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from neopain import paths
from neopain.bedside.build_session import CLIP
from neopain.bedside.cameras.vault import MemoryVault
from neopain.bedside.clips.clip_desk import SessionClips
from neopain.bedside.clips.consents import ConsentBook
from neopain.bedside.patients.admissions import BedsideAdmissions
from neopain.capture.decoding.jpeg import encode_jpeg
from neopain.capture.open_source import open_source
from neopain.core.clinical.clips import DEFAULT_CLIPS, ClipHead, ClipPicture, ClipReason
from neopain.core.clinical.consent import ConsentBy, ConsentFor
from neopain.core.clock import SystemClock
from neopain.main import main
from neopain.store.sessions import SessionStore
from tests.recorded.records import a_session, recorded, scored

pytestmark = pytest.mark.slow


def pictures(count):
    source = open_source("simulated", clock=SystemClock(), clip=paths.assets() / CLIP, pace=False)
    frames = [source.read() for _ in range(count)]
    source.close()
    return frames


def a_clip(data, session, stay, purpose, name, frames):
    desk = SessionClips(data, session, DEFAULT_CLIPS, SystemClock())
    at = session.started_at + 1.0
    clip = desk.open(ClipHead(name, stay, session.id, ClipReason.ASKED, "", at, "", purpose, True))
    for n, frame in enumerate(frames):
        clip.add(ClipPicture(at + n / 10.0, n, encode_jpeg(frame.image)))
    clip.end(0)


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setattr("neopain.bedside.clips.clip_keys.open_vault", MemoryVault)
    folder = tmp_path / "data"
    stay = BedsideAdmissions(folder, SystemClock()).admit("P-1", 240, 3).id
    session = a_session(
        patient_code="P-1", started_utc=(datetime.now(UTC) - timedelta(seconds=9)).isoformat()
    )
    with SessionStore(folder) as store:
        store.begin(session)
        store.append(session.id, [recorded(scored(n / 5.0, 4.0)) for n in range(20)], ())
    ConsentBook(folder, SystemClock()).give(ConsentBy.MOTHER, ConsentFor.RESEARCH, asked_by="AB", days=1.0)
    frames = pictures(3)
    a_clip(folder, session, stay, "research", "clip-1", frames)
    a_clip(folder, session, stay, "care", "clip-2", frames)
    return folder


def test_both_scores_stand_side_by_side_and_no_file_is_replaced(data, tmp_path, capsys):
    other = tmp_path / "other"
    shutil.copytree(paths.models() / "pain_svm", other)
    target = tmp_path / "both.csv"
    command = [
        "rescore",
        "here",
        "--model",
        str(other),
        "--csv",
        str(target),
        "--by",
        "CD",
        "--cpu",
        "--data",
        str(data),
    ]
    assert main(command) == 0
    told = capsys.readouterr().out
    assert "3 pictures of 1 clips" in told
    assert "the consent is for care only" in told
    rows = list(csv.DictReader(target.read_text().splitlines()))
    assert [row["seconds"] for row in rows] == ["0.000", "0.100", "0.200"]
    for row in rows:
        assert row["clip"] == "clip-1"
        assert row["recorded_score"] == "4.000"
        assert (row["score"], row["reason"]) == (row["other_score"], row["other_reason"])
        assert (row["score"] == "") != (row["reason"] == "")
    assert any(row["score"] for row in rows)
    with SessionStore(data) as store:
        assert [row.actor for row in store.audit.rows() if row.action == "clip_rescore"] == ["CD"]
    before = target.read_bytes()
    assert main(command) != 0
    assert target.read_bytes() == before
