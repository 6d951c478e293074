"""The door to kept clips: only with a consent for models, every look in the audit, nothing after a withdrawal."""

import hashlib

import numpy as np
import pytest

from neopain.bedside.cameras.vault import MemoryVault
from neopain.bedside.clips.consents import ConsentBook
from neopain.core.audit import AuditAction
from neopain.core.clinical.consent import ConsentFor
from neopain.core.clock import SystemClock
from neopain.core.errors import SettingFault, SourceFault
from neopain.store.sessions import SessionStore
from neopain_export.annotation.rating.items import Kind
from neopain_export.annotation.sources.listing import list_items
from neopain_export.annotation.sources.looks import note_looks
from neopain_export.annotation.sources.showing import load
from neopain_export.clips.kept_clips import ClipFrame, look_at
from neopain_export.study.data.csv_manifest import ReadingOptions, read_csv
from tests.recorded.kept_clips import keep_clip


def grey(level):
    return np.full((48, 64, 3), level, np.uint8)


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setattr("neopain.bedside.clips.clip_keys.open_vault", MemoryVault)
    return tmp_path / "data"


def rows(data, action):
    with SessionStore(data) as store:
        return [(row.actor, row.subject) for row in store.audit.rows() if row.action == action]


def level(picture):
    return round(float(picture.mean()))


def test_a_clip_gives_its_seconds_its_stay_and_a_row_in_the_audit(data):
    kept = keep_clip(data, [(0.5 * n, grey(20 + 10 * n)) for n in range(6)])
    found = list_items([data / "clips"], every_s=1.0, by="AB")
    items = sorted(found.items, key=lambda item: item.start_s)
    assert [(item.kind, item.start_s, item.subject) for item in items] == [
        (Kind.CLIP, float(n), kept.stay_id) for n in range(3)
    ]
    assert all(item.simulated for item in items)
    assert rows(data, "clip_rated") == [("AB", kept.clip_id)]
    shown = load(items[1])
    assert [level(picture) for picture in shown.pictures] == [
        pytest.approx(40, abs=2),
        pytest.approx(50, abs=2),
    ]
    assert shown.times_s == (0.0, 0.5)


def test_a_second_without_a_picture_is_no_item(data):
    keep_clip(data, [(0.0, grey(10)), (0.5, grey(20)), (3.7, grey(30))])
    items = sorted(list_items([data], every_s=1.0, by="AB").items, key=lambda item: item.start_s)
    assert [item.start_s for item in items] == [0.0, 3.0]
    # What stands in the study's table is a picture that was seen.
    assert [item.moment_s for item in items] == [0.5, 3.7]
    frame = ClipFrame(items[1].path, items[1].moment_s)
    assert level(frame.load()) == pytest.approx(30, abs=2)


@pytest.mark.parametrize("purpose", [ConsentFor.CARE, ConsentFor.TEACHING])
def test_a_consent_for_something_else_is_none(data, purpose):
    kept = keep_clip(data, [(0.0, grey(10))], purpose=purpose)
    with pytest.raises(SourceFault, match=purpose.value):
        look_at(kept.path, by="AB", what=AuditAction.CLIP_RATED)
    with pytest.raises(SettingFault, match=r"may not be used.*: 1"):
        list_items([data / "clips"], every_s=1.0, by="AB")
    assert rows(data, "clip_rated") == []


def test_after_a_withdrawal_nothing_is_seen_any_more(data, tmp_path):
    kept = keep_clip(data, [(0.0, grey(10)), (0.5, grey(20))])
    copy = kept.path.read_bytes()
    (item,) = list_items([kept.path], every_s=1.0, by="AB").items
    frame = ClipFrame(kept.path, 0.5)
    assert level(frame.load()) == pytest.approx(20, abs=2)
    (tmp_path / "t.csv").write_text(f"video,time,subject,label\ndata/{kept.path.relative_to(data)},0.5,x,1\n")
    (sample,) = read_csv(tmp_path / "t.csv", ReadingOptions()).samples
    assert sample.picture == frame
    ConsentBook(data, SystemClock()).withdraw(kept.stay_id, by="CD")
    for gone in (frame.load, frame.digest, lambda: load(item)):
        with pytest.raises(SourceFault):
            gone()
    with pytest.raises(SettingFault, match="withdrawn"):
        read_csv(tmp_path / "t.csv", ReadingOptions())
    kept.path.parent.mkdir(exist_ok=True)
    kept.path.write_bytes(copy)
    with pytest.raises(SourceFault, match="withdrawn"):
        frame.load()


def test_who_goes_on_is_written_down_and_a_clip_that_is_gone_stops_nobody(data):
    kept = [keep_clip(data, [(0.0, grey(10 + n))], patient=f"P-{n}") for n in range(2)]
    items = list_items([data / "clips"], every_s=1.0, by="AB").items
    ConsentBook(data, SystemClock()).withdraw(kept[0].stay_id, by="CD")
    note_looks(items, by="EF")
    assert [row for row in rows(data, "clip_rated") if row[0] == "EF"] == [("EF", kept[1].clip_id)]


def test_a_clip_whose_time_was_another_infant_stops_who_goes_on(data):
    kept = [keep_clip(data, [(0.0, grey(10 + n))], patient=f"P-{n}") for n in range(2)]
    items = list_items([data / "clips"], every_s=1.0, by="AB").items
    with SessionStore(data) as store:
        session = next(one.session.id for one in store.sessions() if one.session.patient_code == "P-1")
        store.stays.move(
            session, None, None, kept[0].stay_id, utc="2026-01-01T00:00:00+00:00", author="AB", reason="twin"
        )
    with pytest.raises(SourceFault, match="another infant"):
        note_looks(items, by="EF")
    kept[1].path.unlink()
    note_looks(items, by="EF")
    assert rows(data, "clip_rated")[-1] == ("EF", kept[0].clip_id)


def test_the_table_of_a_clip_needs_its_time(data, tmp_path):
    kept = keep_clip(data, [(0.0, grey(10))])
    (tmp_path / "t.csv").write_text(f"video,time,subject,label\ndata/{kept.path.relative_to(data)},,x,1\n")
    with pytest.raises(SettingFault, match="`time` of a clip"):
        read_csv(tmp_path / "t.csv", ReadingOptions())


def test_a_digest_tells_the_file_and_the_moment_and_no_picture(data):
    kept = keep_clip(data, [(0.0, grey(10)), (0.5, grey(20))])
    one = ClipFrame(kept.path, 0.0).digest()
    assert one != ClipFrame(kept.path, 0.5).digest()
    file = hashlib.sha256(kept.path.read_bytes()).hexdigest()
    assert one == hashlib.sha256(f"{file}@0.000".encode()).hexdigest()


def test_a_clip_elsewhere_is_refused(data, tmp_path):
    kept = keep_clip(data, [(0.0, grey(10))])
    (tmp_path / "taken").mkdir()
    copy = tmp_path / "taken" / kept.path.name
    copy.write_bytes(kept.path.read_bytes())
    with pytest.raises(SourceFault, match="where the monitor keeps them"):
        look_at(copy, by="AB", what=AuditAction.CLIP_RATED)
