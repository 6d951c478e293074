"""The clips' thread, stepped by hand: when a clip is kept, what is in it, and that it waits for nobody."""

from __future__ import annotations

import pytest

from neopain.core.clinical.clips import ClipPicture, ClipReason, ClipRule
from neopain.core.clinical.consent import Consent, ConsentBy, ConsentFor
from neopain.core.errors import RecordFault
from neopain.core.sessions import LogEntry, LogKind
from neopain.workers.clips.clip_job import LONGEST_S, MOST_WISHES, ClipJob
from neopain.workers.clips.ring import PictureRing
from neopain.workers.frames.mailbox import Mailbox
from tests.fakes import FakeClock, a_session, grey_frame

CONSENT = Consent(
    "stay", ConsentBy.MOTHER, "AB", ConsentFor.CARE, "2026-01-01T00:00:00+00:00", "2026-01-08T00:00:00+00:00"
)


class Clip:
    def __init__(self, head, desk):
        self.head, self.desk = head, desk
        self.added, self.state = [], "open"

    @property
    def pictures(self):
        return len(self.added)

    def add(self, picture):
        if self.desk.full:
            raise OSError(28, "No space left on device")
        self.added.append(picture)

    def end(self, missing):
        self.state, self.missing = "whole", missing

    def discard(self):
        self.state = "gone"


class Desk:
    def __init__(self):
        self.rule = ClipRule(before_s=10.0, after_s=20.0)
        self.told, self.clips, self.packed = CONSENT, [], 0
        self.full = self.asked = False
        self.audited = []

    def consent(self, *, fresh=False):
        return self.told

    def wanted(self):
        asked, self.asked = self.asked, False
        return asked

    def pack(self, frame):
        self.packed += 1
        return b"jpeg" * 10

    def open(self, head):
        if self.full:
            raise RecordFault("no room")
        self.clips.append(Clip(head, self))
        return self.clips[-1]

    def kept(self, clip, missing):
        self.audited.append(clip.head.id)

    def sweep(self):
        return 0


class Bench:
    def __init__(self):
        self.clock, self.desk, self.frames, self.lines = FakeClock(), Desk(), Mailbox(), []
        self.job = ClipJob(
            self.frames, self.desk, a_session(), clock=self.clock, tell=lambda *told: self.lines.append(told)
        )
        self.seq = 0

    def run(self, seconds, period_s=0.1):
        for _ in range(round(seconds / period_s)):
            self.clock.step(period_s)
            self.frames.put(grey_frame(self.seq, self.clock.now))
            self.seq += 1
            assert self.job.step()

    def alarm(self, kind="physiological"):
        detail = (("condition", "pain"), ("kind", kind))
        self.job.on_entries([LogEntry(self.clock.now, LogKind.ALARM, "raised", "** PAIN", detail)])

    def codes(self):
        return [code for _, code, _, _ in self.lines]


@pytest.fixture
def bench():
    return Bench()


def test_a_clip_has_the_seconds_before_and_after_its_alarm(bench):
    bench.run(30.0)
    assert bench.desk.clips == []
    at = bench.clock.now
    bench.alarm()
    bench.run(21.0)
    [clip] = bench.desk.clips
    assert clip.state == "whole"
    assert clip.head.reason is ClipReason.ALARM
    assert (clip.head.what, clip.head.stay_id, clip.head.at) == ("pain", "stay", at)
    assert clip.added[0].at == pytest.approx(at - 10.0, abs=0.11)
    assert clip.added[-1].at == pytest.approx(at + 20.0, abs=0.11)
    assert len(clip.added) == pytest.approx(300, abs=3)
    assert bench.desk.audited == [clip.head.id]
    assert bench.codes() == ["pictures_on", "clip_kept"]


def test_a_procedure_and_a_wish_keep_one_a_technical_alarm_does_not(bench):
    bench.run(1.0)
    bench.alarm(kind="technical")
    bench.run(1.0)
    assert bench.desk.clips == []
    bench.job.on_entries([LogEntry(bench.clock.now, LogKind.ANNOTATION, "heel_lance", "Heel lance")])
    bench.run(22.0)
    bench.desk.asked = True
    bench.run(24.0)
    assert [clip.head.reason for clip in bench.desk.clips] == [ClipReason.PROCEDURE, ClipReason.ASKED]


def test_alarms_close_to_each_other_make_one_clip_up_to_its_longest(bench):
    bench.run(1.0)
    for _ in range(int(LONGEST_S / 10.0) + 3):
        bench.alarm()
        bench.run(10.0)
    bench.run(25.0)
    first, second = bench.desk.clips
    assert first.added[-1].at - first.added[0].at <= LONGEST_S
    assert second.state == "whole"


def test_without_a_consent_no_picture_is_even_packed(bench):
    bench.desk.told = None
    bench.run(20.0)
    bench.alarm()
    assert not bench.job.want(ClipReason.ASKED, "", bench.clock.now)
    bench.run(25.0)
    assert (bench.desk.clips, bench.desk.packed, bench.job.allowed) == ([], 0, False)


def test_a_withdrawal_in_mid_clip_removes_it_and_what_was_in_memory(bench):
    bench.run(20.0)
    bench.alarm()
    bench.run(5.0)
    bench.desk.told = None
    bench.run(1.1)
    assert [clip.state for clip in bench.desk.clips] == ["gone"]
    assert bench.job._ring.bytes == 0
    assert bench.codes() == ["pictures_on", "pictures_off"]
    bench.desk.told = CONSENT
    bench.run(30.0)
    assert len(bench.desk.clips) == 1


def test_a_withdrawal_between_two_looks_leaves_no_clip(bench):
    bench.run(20.0)
    bench.alarm()
    bench.run(19.95)
    bench.job._look_at = float("inf")
    bench.desk.told = None
    bench.run(0.2)
    assert [clip.state for clip in bench.desk.clips] == ["gone"]
    assert bench.desk.audited == []


def test_a_full_disk_costs_the_clip_is_told_and_is_tried_again_later(bench, caplog):
    bench.run(15.0)
    bench.alarm()
    bench.run(5.0)
    bench.desk.full = True
    bench.run(5.0)
    assert bench.codes()[-1] == "clip_failed"
    assert bench.desk.clips[0].state == "whole"
    bench.desk.full = False
    bench.run(30.0)
    bench.alarm()
    bench.run(22.0)
    assert bench.codes()[-1] == "clip_kept"


def test_wishes_are_bounded_and_never_wait(bench, caplog):
    bench.run(1.1)
    taken = [bench.job.want(ClipReason.ASKED, "", bench.clock.now) for _ in range(MOST_WISHES + 5)]
    assert taken.count(True) == MOST_WISHES


def test_pictures_that_the_thread_was_too_slow_for_are_told(bench):
    bench.run(12.0)
    bench.alarm()
    bench.run(2.0)
    for _ in range(100):
        bench.clock.step(0.1)
        bench.frames.put(grey_frame(bench.seq, bench.clock.now))
        bench.seq += 1
    bench.run(10.0)
    [clip] = bench.desk.clips
    assert clip.missing == pytest.approx(99, abs=4)


def test_the_end_of_a_session_ends_the_clip(bench):
    bench.run(12.0)
    bench.alarm()
    bench.run(3.0)
    bench.job.finish()
    assert bench.desk.clips[0].state == "whole"
    assert bench.job._ring.bytes == 0


def test_the_ring_is_bounded_in_bytes_and_seconds():
    ring = PictureRing(5.0, most_bytes=1000)
    for n in range(1000):
        ring.add(ClipPicture(n / 10.0, n, bytes(90)))
        assert ring.bytes <= 1000
    assert len(list(ring.since(0.0))) == 11
    ring.add(ClipPicture(200.0, 1, bytes(90)))
    assert [picture.at for picture in ring.since(0.0)] == [200.0]
    ring.add(ClipPicture(201.0, 2, bytes(2000)))
    assert ring.bytes == 0
