"""`neopain clips`: what a person can do about pictures from the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from neopain.bedside.cameras.vault import MemoryVault
from neopain.bedside.clips.clip_desk import SessionClips
from neopain.bedside.patients.admissions import BedsideAdmissions
from neopain.capture.decoding.jpeg import encode_jpeg
from neopain.core.clinical.clips import DEFAULT_CLIPS, ClipHead, ClipPicture, ClipReason
from neopain.core.clock import SystemClock
from neopain.main import main
from neopain.store.sessions import SessionStore
from tests.recorded.records import a_session, recorded, scored

CONSENT = ["clips", "consent", "--by", "mother", "--for", "own_model", "--asked-by", "AB"]
IMAGE = np.random.default_rng(3).integers(0, 256, (64, 64, 3), np.uint8)


@pytest.fixture
def bed(tmp_path, monkeypatch):
    monkeypatch.setattr("neopain.bedside.clips.clip_keys.open_vault", MemoryVault)
    data = tmp_path / "data"
    data.mkdir()
    return data


def a_stay_with_a_clip(data):
    stay = BedsideAdmissions(data, SystemClock()).admit("P-1", 240, 3).id
    started = datetime.now(UTC) - timedelta(seconds=60)
    session = a_session(patient_code="P-1", started_utc=started.isoformat(timespec="milliseconds"))
    with SessionStore(data) as store:
        store.begin(session)
        store.append(session.id, [recorded(scored(n / 5.0)) for n in range(300)], ())
    assert main([*CONSENT, "--data", str(data)]) == 0
    desk = SessionClips(data, session, DEFAULT_CLIPS, SystemClock())
    at = session.started_at + 30.0
    clip = desk.open(
        ClipHead("clip-1", stay, session.id, ClipReason.ALARM, "pain", at, "", "own_model", True)
    )
    for n in range(5):
        clip.add(ClipPicture(at + n / 10.0, n, encode_jpeg(IMAGE)))
    clip.end(0)
    desk.kept(clip, 0)
    return stay


def audit(data):
    with SessionStore(data) as store:
        return [(row.action, row.actor) for row in store.audit.rows()]


def test_off_by_default_and_nothing_is_asked_of_an_empty_bed(bed, capsys):
    data = ["--data", str(bed)]
    assert main(["clips", "list", *data]) == 0
    assert "no pictures are kept" in capsys.readouterr().out
    assert list(bed.iterdir()) == []
    assert main([*CONSENT, *data]) != 0
    assert "nobody is admitted" in capsys.readouterr().err
    assert main(["clips", "keep", *data]) != 0
    assert not list(bed.glob("clips/*"))


def test_consent_list_export_and_withdrawal(bed, tmp_path, capsys):
    a_stay_with_a_clip(bed)
    data = ["--data", str(bed)]
    out = capsys.readouterr().out
    assert "Logged" in out
    assert ".key" in out
    assert main(["clips", "list", *data]) == 0
    out = capsys.readouterr().out
    assert "Consent of the mother for the ward's own model, asked by AB" in out
    assert "clip-1" in out
    assert "alarm pain" in out

    target = tmp_path / "out"
    assert main(["clips", "export", "clip", str(target), "--by", "CD", *data]) == 0
    assert "in the clear" in capsys.readouterr().out
    assert sorted(path.name for path in target.iterdir()) == [
        *(f"{n:06d}.jpg" for n in range(1, 6)),
        "pictures.csv",
    ]
    rows = (target / "pictures.csv").read_text().splitlines()
    assert rows[1].startswith("000001.jpg,0.000,0,2.000,2.000,ok")
    before = (target / "pictures.csv").read_bytes()
    assert main(["clips", "export", "clip", str(target), "--by", "CD", *data]) != 0
    assert "nothing was replaced" in capsys.readouterr().err
    assert (target / "pictures.csv").read_bytes() == before

    assert main(["clips", "withdraw", "--by", "EF", *data]) == 0
    assert "1 clips are removed" in capsys.readouterr().out
    assert not list(bed.glob("clips/*"))
    told = audit(bed)
    assert [one for one in told if one[0].startswith(("consent", "withdraw", "clip"))] == [
        ("consent", "AB"), ("clip_kept", ""), ("clip_export", "CD"), ("clip_export", "CD"), ("withdraw", "EF"),
        ("clip_delete", "EF"),
    ]  # fmt: skip


def test_one_clip_is_deleted_and_a_purge_takes_those_of_its_sessions(bed, capsys):
    a_stay_with_a_clip(bed)
    data = ["--data", str(bed)]
    assert main(["clips", "delete", "nothing", "--by", "CD", *data]) != 0
    assert main(["clips", "delete", "clip-1", "--by", "", *data]) != 0
    assert len(list(bed.glob("clips/*/*"))) == 1
    assert main(["clips", "delete", "clip-1", "--by", "CD", *data]) == 0
    assert not list(bed.glob("clips/*/*"))
    assert ("clip_delete", "CD") in audit(bed)


def test_clips_go_with_their_session(bed):
    a_stay_with_a_clip(bed)
    from neopain.bedside.clips.clip_book import ClipBook

    assert ClipBook(bed).delete_of_sessions({"another"}) == 0
    assert ClipBook(bed).delete_of_sessions({a_session().id}) == 1
    assert not list(bed.glob("clips/*/*"))


def test_a_clip_of_another_infants_time_is_not_shown(bed, tmp_path, capsys):
    ward = BedsideAdmissions(bed, SystemClock())
    ward.admit("P-0", 240, 3)
    ward.discharge(None)
    a_stay_with_a_clip(bed)
    data = ["--data", str(bed)]
    with SessionStore(bed) as store:
        other = next(one.id for one in store.admissions.numbered().values() if one.patient_code == "P-0")
    why = ["--author", "AB", "--reason", "twins"]
    assert main(["stay", "move", "latest", other, *why, *data]) == 0
    assert main(["clips", "export", "clip", str(tmp_path / "out"), "--by", "CD", *data]) != 0
    assert "another infant" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
