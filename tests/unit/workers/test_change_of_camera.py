"""Another camera in the same session: told once, nothing of the old one compared with the new one, none left open."""

from __future__ import annotations

import numpy as np
import pytest

from neopain.capture.checks.picture_check import PictureHealth
from neopain.core.errors import SettingFault
from neopain.core.frames import Frame
from neopain.core.sessions import CAMERA_CHANGED, SourceEvent, SourceState
from neopain.workers.frames.capture import CaptureJob
from neopain.workers.frames.standby_source import RestingSource
from tests.fakes import FakeClock, FakeSource, NoCheck, grey_frame


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr("neopain.workers.frames.standby_source.LOOK_S", 0.0)


def camera(name, frames=3, *, simulated=False):
    made = FakeSource([grey_frame(number) for number in range(frames)])
    made.name, made.simulated = name, simulated
    return made


def reopen():
    raise AssertionError("not wanted")


@pytest.fixture
def first():
    return camera("Bed 4")


@pytest.fixture
def source(first):
    return RestingSource(first, reopen, clock=FakeClock())


def test_the_other_camera_goes_on_counting_and_the_change_is_told_once(first, source):
    source.read(), source.read()
    second = camera("Spare")
    source.change(second, reopen)
    assert not first.closed.is_set(), "not before the thread that reads is at it"
    assert [source.read().seq, source.read().seq] == [2, 3]
    assert first.closed.is_set()
    assert source.name == "Spare"
    events = source.take_events()
    assert [(one.code, one.text) for one in events] == [
        (CAMERA_CHANGED, "the camera was changed from Bed 4 to Spare")
    ]
    assert source.take_events() == []


def test_the_last_of_two_quick_changes_counts_and_no_camera_is_left_open(first, source):
    cameras = [camera("A"), camera("B")]
    for one in cameras:
        source.change(one, reopen)
    source.read()
    assert source.name == "B"
    assert first.closed.is_set()
    assert cameras[0].closed.is_set()
    source.close()
    assert cameras[1].closed.is_set()


def test_a_change_that_comes_with_the_end_opens_nothing(source):
    source.close()
    late = camera("late")
    source.change(late, reopen)
    assert late.closed.is_set()
    assert source.read() is None
    waiting = camera("waiting")
    other = RestingSource(camera("Bed 4"), reopen, clock=FakeClock())
    other.change(waiting, reopen)
    other.close()
    assert waiting.closed.is_set()


def test_after_standby_it_is_the_new_camera_that_is_opened_again(source):
    again = camera("Spare again")
    source.change(camera("Spare"), lambda: again)
    source.rest(rest=True)
    source.read()
    assert source.status.state is SourceState.RESTING
    source.rest(rest=False)
    assert source.read() is not None
    assert not again.closed.is_set()


@pytest.mark.parametrize("simulated", [True, False])
def test_simulated_and_real_never_take_each_others_place(simulated):
    source = RestingSource(camera("one", simulated=simulated), reopen, clock=FakeClock())
    other = camera("other", simulated=not simulated)
    with pytest.raises(SettingFault, match="stop the session and start another"):
        source.change(other, reopen)
    assert other.closed.is_set()
    assert source.read() is not None
    assert source.name == "one"


def test_what_the_old_camera_still_had_to_say_is_not_lost(first, source):
    first.take_events = lambda: [SourceEvent(1.0, "size_changed", "x")]
    source.change(camera("Spare"), reopen)
    source.read()
    assert [one.code for one in source.take_events()] == ["size_changed", CAMERA_CHANGED]


def test_faults_of_the_old_picture_are_taken_back_and_the_check_begins_anew(source):
    class Frozen(NoCheck):
        begun = 0

        def start_over(self):
            self.begun += 1

        def update(self, frame):
            return frozenset() if self.begun else frozenset({"picture_frozen"})

    check, facts, codes = Frozen(), [], []
    job = CaptureJob(
        source, (), check=check, on_status=lambda _: None, on_facts=facts.append,
        on_event=lambda event: codes.append(event.code),
    )  # fmt: skip
    job.step()
    source.change(camera("Spare"), reopen)
    job.step()
    assert facts == [frozenset({"picture_frozen"}), frozenset()]
    assert (check.begun, codes) == (1, [CAMERA_CHANGED])


def test_another_cameras_view_is_not_told_as_a_camera_that_was_moved():
    random = np.random.default_rng(5)
    views = [
        np.kron(random.integers(0, 255, (12, 16, 3)), np.ones((20, 20, 1))).astype(np.uint8) for _ in range(2)
    ]
    for start_over in (False, True):
        check, codes = PictureHealth(), []
        for number in range(400):
            if number == 200 and start_over:
                check.start_over()
            noisy = views[number // 200].copy()
            noisy[::7, ::7] = number % 256
            check.update(Frame(number, 0.1 * number, noisy))
            codes += [event.code for event in check.take_events()]
        assert ("view_changed" in codes) is not start_over, codes
