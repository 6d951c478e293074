"""When the live picture is painted: at once when one comes, and otherwise for its age alone."""

import threading
import time

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject

from neopain.core.clock import SystemClock
from neopain.core.frames import Frame
from neopain.ui.panels.picture.arrivals import Arrivals
from neopain.ui.panels.picture.video_view import IDLE_MS, LEAST_GAP_MS, VideoView
from neopain.workers.frames.mailbox import Mailbox


class Paints(QObject):
    """Counts the paints of a widget."""

    def __init__(self, widget):
        super().__init__()
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.count += event.type() is QEvent.Type.Paint
        return False


def a_picture(number):
    return Frame(number, SystemClock().monotonic(), np.zeros((90, 160, 3), np.uint8))


@pytest.fixture
def running(qtbot):
    view, frames = VideoView(SystemClock()), Mailbox()
    qtbot.addWidget(view)
    view.resize(320, 180)
    view.show()
    qtbot.waitExposed(view)
    view.watch(frames, simulated=True)
    qtbot.wait(3 * LEAST_GAP_MS)
    return view, frames


def put_from_another_thread(frames, number):
    writer = threading.Thread(target=frames.put, args=(a_picture(number),))
    writer.start()
    writer.join()


def test_a_picture_is_taken_without_a_turn_of_any_timer(running, qtbot):
    view, frames = running
    view._idle.stop()
    for number in range(12):
        painted = Paints(view)
        put_from_another_thread(frames, number)
        qtbot.waitUntil(lambda: painted.count == 1)  # noqa: B023  waited for before the next round
        view._gap.stop()


def test_one_that_lay_there_before_anybody_looked_is_shown(qtbot):
    view, frames = VideoView(SystemClock()), Mailbox()
    qtbot.addWidget(view)
    frames.put(a_picture(0))
    view.watch(frames, simulated=False)
    qtbot.waitUntil(lambda: view.live)


def test_of_many_at_once_the_newest_is_shown_and_none_is_left(running, qtbot):
    view, frames = running
    for number in range(5):
        frames.put(a_picture(number))
    qtbot.waitUntil(lambda: view._frame is not None and view._frame.seq == 4)
    assert frames.take() is None


def test_a_camera_of_five_hundred_pictures_a_second_does_not_keep_the_window_painting(running, qtbot):
    view, frames = running
    painted, began = Paints(view), time.monotonic()
    for number in range(100):
        frames.put(a_picture(number))
        qtbot.wait(2)
    took_ms = 1000 * (time.monotonic() - began)
    assert 3 <= painted.count <= took_ms / LEAST_GAP_MS + 2


def test_without_a_picture_its_age_goes_on(running, qtbot):
    view, frames = running
    frames.put(a_picture(0))
    qtbot.waitUntil(lambda: view.live)
    qtbot.wait(2 * LEAST_GAP_MS)
    painted, began = Paints(view), time.monotonic()
    qtbot.waitUntil(lambda: painted.count == 3, timeout=10 * IDLE_MS)
    assert 1000 * (time.monotonic() - began) >= 2 * IDLE_MS


def test_a_picture_of_a_session_that_is_over_is_not_live(running, qtbot):
    view, frames = running
    frames.put(a_picture(0))
    qtbot.waitUntil(lambda: view.live)
    painted = Paints(view)
    view._idle.stop()
    view.watch(None, simulated=False)
    assert not view.live
    qtbot.waitUntil(lambda: painted.count > 0)


def test_a_mailbox_that_is_left_no_longer_tells(running, qapp):
    view, frames = running
    view.watch(None, simulated=False)
    told = []
    view._arrivals.arrived.connect(lambda: told.append(1))
    frames.put(a_picture(0))
    qapp.processEvents()
    assert not told


def test_a_window_that_is_gone_does_not_stop_the_camera(qapp):
    arrivals, frames = Arrivals(), Mailbox()
    frames.tell(arrivals.tell)
    arrivals.deleteLater()
    qapp.sendPostedEvents(arrivals, QEvent.Type.DeferredDelete)
    put_from_another_thread(frames, 0)
    assert frames.take() is not None


def test_the_watermark_is_drawn_anew_for_another_size_only(running, qtbot):
    view, frames = running
    frames.put(a_picture(0))
    qtbot.waitUntil(lambda: view.live)
    view.grab()
    kept = view._kept_watermark[1]
    view.grab()
    assert view._kept_watermark[1] is kept
    view.resize(500, 300)
    assert view.grab().toImage() != kept.toImage()
    assert view._kept_watermark[1] is not kept
