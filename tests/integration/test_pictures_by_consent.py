"""The law of pictures: a whole run, an alarm in it, and then every byte that is on the disk is looked at."""

from __future__ import annotations

import tempfile
import time

import numpy as np
import pytest

from neopain.bedside.cameras.vault import MemoryVault
from neopain.bedside.clips.clip_book import ClipBook
from neopain.bedside.clips.clip_desk import SessionClips
from neopain.bedside.clips.consents import ConsentBook
from neopain.bedside.patients.admissions import BedsideAdmissions
from neopain.bedside.records.rescue import RescueFile
from neopain.capture.decoding.jpeg import decode_jpeg, encode_jpeg
from neopain.core.audit import AuditAction
from neopain.core.clinical.clips import ClipRule
from neopain.core.clinical.consent import ConsentBy, ConsentFor
from neopain.core.clock import SystemClock
from neopain.core.frames import Frame
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.sessions import LogKind, SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from neopain.pipeline import PainPipeline
from neopain.store.sessions import SessionStore
from neopain.store.set_aside import open_to_record
from neopain.workers.monitor import BedsideMonitor
from neopain.workers.monitor_parts import MonitorParts
from tests.fakes import (
    FakeAligner,
    FakeClassifier,
    FakeExtractor,
    FakeFinder,
    FakeNovelty,
    FakeSource,
    NoCheck,
    Notebook,
    a_session,
)

pytestmark = pytest.mark.slow

RULE = ClipRule(before_s=2.0, after_s=5.0)
PICTURE = np.random.default_rng(7).integers(170, 256, (96, 128, 3), np.uint8)
"""Bright, so that the fake classifier calls it pain; and like nothing else on a disk."""
MARKS = {
    "a raw picture": PICTURE.tobytes()[5000:5032],
    "a raw picture in RGB": np.ascontiguousarray(PICTURE[:, :, ::-1]).tobytes()[5001:5031],
    "a packed picture": encode_jpeg(PICTURE)[2000:2032],
    "a JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "a JPEG of a camera": b"\xff\xd8\xff\xe1",
    "a PNG": b"\x89PNG\r\n\x1a\n",
}
MARKS["a JPEG of a camera"] += b"Exif"


class FastClock(SystemClock):
    """Ten seconds pass in one."""

    def monotonic(self):
        return 10.0 * super().monotonic()


class Bed:
    def __init__(self, folder, patient):
        self.folder, self.clock, self.notebook = folder, FastClock(), Notebook()
        self.source = FakeSource((), then=SourceState.LIVE)
        self.source.read = self._read
        self.seq = 0
        session = a_session(
            patient_code=patient, started_at=self.clock.monotonic(), started_utc=self.clock.utc().isoformat()
        )
        self.monitor = BedsideMonitor(
            MonitorParts(
                session=session,
                source=self.source,
                reopen_source=lambda: self.source,
                check=NoCheck(),
                pipeline=PainPipeline(
                    finder=FakeFinder(), aligner=FakeAligner(), extractor=FakeExtractor(), novelty=FakeNovelty(),
                    classifier=FakeClassifier(), clock=self.clock,
                ),
                watch=BedsideWatch(DEFAULT_PRESET),
                preset=DEFAULT_PRESET,
                open_store=lambda: open_to_record(folder),
                free_bytes=lambda: 10**12,
                clock=self.clock,
                spill=RescueFile(folder, session),
                clips=SessionClips(folder, session, RULE, self.clock),
            ),
            self.notebook,
        )  # fmt: skip

    def _read(self):
        time.sleep(0.02)
        self.seq += 1
        self.source.status = SourceStatus(SourceState.LIVE, self.clock.monotonic())
        return Frame(self.seq, self.clock.monotonic(), PICTURE.copy())

    def until(self, condition, seconds=40.0):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, [entry.text for entry in self.notebook.entries]
            time.sleep(0.02)

    def codes(self):
        return [entry.code for entry in list(self.notebook.entries)]

    def alarms(self):
        return [
            one for one in list(self.notebook.entries) if one.kind is LogKind.ALARM and one.code == "raised"
        ]


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """All places that the program may write to: data, temporary and home folder."""
    for name in ("data", "tmp", "home"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("neopain.bedside.clips.clip_keys.open_vault", MemoryVault)
    return tmp_path


def pictures_on(disk):
    files = [path for path in disk.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in files)
    return [(path.name, what) for path in files for what, mark in MARKS.items() if mark in path.read_bytes()]


def run(bed, after=lambda bed: None):
    bed.monitor.start()
    bed.until(bed.alarms)
    after(bed)
    time.sleep(1.0)
    bed.monitor.stop()


def give(data):
    return ConsentBook(data, SystemClock()).give(
        ConsentBy.BOTH_PARENTS, ConsentFor.CARE, asked_by="AB", days=1.0
    )


def test_the_marks_would_be_found(disk):
    (disk / "data" / "x.sqlite3").write_bytes(b"..." + PICTURE.tobytes())
    (disk / "tmp" / "y").write_bytes(encode_jpeg(PICTURE))
    assert {what for _, what in pictures_on(disk)} >= {"a raw picture", "a packed picture", "a JPEG"}


@pytest.mark.parametrize("case", ["never asked", "withdrawn before", "another stay", "nobody known"])
def test_without_a_consent_for_this_stay_no_picture_touches_the_disk(disk, case):
    data = disk / "data"
    ward = BedsideAdmissions(data, SystemClock())
    stay = ward.admit("P-1", 240, 3).id
    if case == "withdrawn before":
        give(data)
        ConsentBook(data, SystemClock()).withdraw(stay, by="CD")
    elif case == "another stay":
        give(data)
        ward.discharge(None)
        ward.admit("P-2", 240, 3)
    elif case == "nobody known":
        give(data)
    bed = Bed(data, {"another stay": "P-2", "nobody known": ""}.get(case, "P-1"))
    run(bed)
    assert pictures_on(disk) == []
    assert ClipBook(data).clips() == []
    assert not {"pictures_on", "clip_kept"} & set(bed.codes())


def test_with_a_consent_clips_are_kept_and_no_clear_byte_of_them_is_anywhere(disk):
    data = disk / "data"
    BedsideAdmissions(data, SystemClock()).admit("P-1", 240, 3)
    give(data)
    bed = Bed(data, "P-1")
    run(bed, lambda bed: bed.until(lambda: "clip_kept" in bed.codes()))
    assert pictures_on(disk) == []
    [clip, *_] = ClipBook(data).clips()
    assert (clip.head.what, clip.head.session_id) == ("pain", bed.monitor.session.id)
    with ClipBook(data).opened(clip, by="AB", what=AuditAction.CLIP_SEEN) as pictures:
        shown = list(pictures)
    seen = decode_jpeg(shown[0].picture.jpeg).astype(float)
    # Noise is the hardest that a JPEG can be asked for.
    assert np.corrcoef(seen.ravel(), PICTURE.astype(float).ravel())[0, 1] > 0.8
    assert any(one.reading is not None and one.reading.raw is not None for one in shown)
    assert shown[0].picture.at < clip.head.at < shown[-1].picture.at
    with SessionStore(data) as store:
        told = [row.action for row in store.audit.rows()]
        lines = [entry.code for entry in store.entries(bed.monitor.session.id)]
    assert [one for one in told if one.startswith(("consent", "clip"))][:3] == [
        "consent",
        "clip_kept",
        "clip_seen",
    ]
    assert {"pictures_on", "clip_kept"} <= set(lines)


def test_a_withdrawal_in_the_midst_of_a_clip_leaves_nothing_of_it(disk):
    data = disk / "data"
    stay = BedsideAdmissions(data, SystemClock()).admit("P-1", 240, 3).id
    give(data)
    bed = Bed(data, "P-1")

    def withdraw(bed):
        bed.until(lambda: list(data.glob("clips/*/*.npclip")))
        ConsentBook(data, SystemClock()).withdraw(stay, by="CD")
        bed.until(lambda: "pictures_off" in bed.codes())

    run(bed, withdraw)
    assert ClipBook(data).clips() == []
    assert list(data.glob("clips/*")) == []
    assert pictures_on(disk) == []
