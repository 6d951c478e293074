"""The last alarm's map: beside the monitor, in memory, and gone when it must be."""

import gc
import threading
import weakref

import numpy as np
import pytest

from neopain.core.alarms.conditions import ConditionId
from neopain.core.frames import FaceCrop
from neopain.core.record import RAISED
from neopain.core.sessions import LogEntry, LogKind
from neopain.workers.explaining.alarm_map import AlarmExplainer

MAP = np.zeros((224, 224, 3), np.uint8)


def crop(shade=7):
    return FaceCrop(image=np.full((224, 224, 3), shade, np.uint8), frame_seq=shade)


def raised(condition=ConditionId.PAIN, code=RAISED, at=3.0):
    return LogEntry(at, LogKind.ALARM, code, "", (("condition", str(condition)),))


class Listener:
    def __init__(self):
        self.heard = []

    def on_reading(self, reading):
        self.heard.append(reading)

    on_source = on_snapshot = on_entries = on_reading

    def on_crash(self, where, fault):
        self.heard.append((where, fault))


class Eyes:
    """Explains with the face's shade as its score; waits where told, and asks whether to stop."""

    def __init__(self):
        self.seen, self.stopped, self.opened = [], [], 0
        self.go_on = threading.Event()
        self.begun = threading.Event()
        self.go_on.set()

    def open(self):
        self.opened += 1
        return self.explain

    def explain(self, crop, stop):
        self.seen.append(crop.frame_seq)
        self.begun.set()
        assert self.go_on.wait(10.0)
        self.stopped.append(stop())
        return None if stop() else (MAP, float(crop.frame_seq), 1.0)


@pytest.fixture
def eyes():
    return Eyes()


@pytest.fixture
def explainer(eyes):
    return AlarmExplainer(eyes.open)


def test_a_pain_alarm_explains_the_newest_face_and_nothing_opens_models_before(explainer, eyes):
    explainer.saw(crop(1))
    explainer.saw(crop(2))
    assert eyes.opened == 0
    explainer.overhearing(Listener()).on_entries([raised(at=5.0)])
    assert explainer.step()
    assert (explainer.found.at, explainer.found.score) == (5.0, 2.0)
    assert eyes.opened == 1


@pytest.mark.parametrize("entry", [raised(ConditionId.CANNOT_ASSESS), raised(code="cleared")])
def test_no_other_line_does(explainer, eyes, entry):
    listener = Listener()
    explainer.saw(crop())
    explainer.overhearing(listener).on_entries([entry])
    assert listener.heard == [[entry]]
    assert eyes.seen == []


def test_an_alarm_without_a_face_has_no_map_and_the_one_before_goes(explainer):
    explainer.saw(crop())
    explainer.alarmed(1.0)
    explainer.step()
    assert explainer.found is not None
    explainer.forget()
    explainer.alarmed(2.0)
    explainer.step()
    assert explainer.found is None


def test_visitors_leave_nothing_and_see_nothing_new(explainer, eyes):
    face = crop()
    gone = weakref.ref(face.image)
    explainer.saw(face)
    explainer.alarmed(1.0)
    explainer.step()
    explainer.cover(True)
    assert explainer.found is None
    explainer.saw(crop(9))
    explainer.alarmed(2.0)
    explainer.step()
    assert eyes.seen == [7]
    assert explainer.found is None
    del face
    gc.collect()
    assert gone() is None
    explainer.cover(False)
    explainer.saw(crop(4))
    explainer.alarmed(3.0)
    explainer.step()
    assert explainer.found.score == 4.0


def test_what_is_forgotten_while_it_is_worked_out_never_comes(explainer, eyes):
    eyes.go_on.clear()
    explainer.saw(crop())
    explainer.alarmed(1.0)
    explainer.start()
    assert eyes.begun.wait(10.0)
    explainer.forget()
    eyes.go_on.set()
    explainer.stop()
    assert eyes.stopped == [True]
    assert explainer.found is None


def test_a_newer_alarm_ends_the_older_ones_work(explainer, eyes):
    eyes.go_on.clear()
    explainer.saw(crop(1))
    explainer.alarmed(1.0)
    thread = threading.Thread(target=explainer.step)
    thread.start()
    assert eyes.begun.wait(10.0)
    explainer.saw(crop(2))
    explainer.alarmed(2.0)
    eyes.go_on.set()
    thread.join(10.0)
    assert explainer.found is None
    explainer.step()
    assert (explainer.found.at, explainer.found.score) == (2.0, 2.0)


def test_the_analysis_thread_never_waits(explainer, eyes):
    eyes.go_on.clear()
    explainer.saw(crop())
    explainer.alarmed(1.0)
    explainer.start()
    assert eyes.begun.wait(10.0)
    done = threading.Event()
    threading.Thread(target=lambda: (explainer.saw(crop(3)), done.set()), daemon=True).start()
    assert done.wait(5.0)
    eyes.go_on.set()
    explainer.stop()


def test_a_model_that_cannot_be_opened_costs_the_map_only(caplog):
    def opened():
        raise RuntimeError("no memory")

    broken = AlarmExplainer(opened)
    broken.saw(crop())
    broken.alarmed(1.0)
    assert broken.step()
    assert broken.found is None
    assert "cannot be explained" in caplog.text


def test_standby_forgets(explainer):
    explainer.saw(crop())
    explainer.alarmed(1.0)
    explainer.step()
    snapshot = type("Snapshot", (), {"standby": True})()
    listener = Listener()
    explainer.overhearing(listener).on_snapshot(snapshot)
    assert explainer.found is None
    assert listener.heard == [snapshot]


def test_standby_forgets_a_face_of_which_there_is_no_map(explainer):
    face = crop()
    gone = weakref.ref(face.image)
    explainer.saw(face)
    del face
    explainer.overhearing(Listener()).on_snapshot(type("Snapshot", (), {"standby": True})())
    gc.collect()
    assert gone() is None


def test_a_face_that_is_scored_after_the_end_is_not_held(explainer):
    explainer.start()
    explainer.stop()
    face = crop()
    gone = weakref.ref(face.image)
    explainer.saw(face)
    del face
    gc.collect()
    assert gone() is None
