"""How old the picture is that the model gets: the replaceable slot beside a queue of one that drops the new."""

import contextlib
import queue
import statistics
import threading
import time

import pytest

from neopain.workers.frames.mailbox import Mailbox

pytestmark = pytest.mark.bench
CAMERA_FPS, MODEL_FPS, FRAMES = 30, 5, 40


class DropNew:
    def __init__(self):
        self._queue = queue.Queue(1)

    def put(self, item):
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(item)

    def take(self, timeout_s):
        return self._queue.get(timeout=timeout_s)


def ages_ms(slot):
    stop = threading.Event()

    def camera():
        while not stop.wait(1 / CAMERA_FPS):
            slot.put(time.monotonic())

    threading.Thread(target=camera, daemon=True).start()
    ages = []
    for _ in range(FRAMES):
        taken = slot.take(5.0)
        ages.append(1000 * (time.monotonic() - taken))
        time.sleep(1 / MODEL_FPS)
    stop.set()
    return ages


def test_age_of_the_frame_that_is_analysed():
    ours, peer = ages_ms(Mailbox()), ages_ms(DropNew())
    print(f"\ncamera {CAMERA_FPS}/s, model {MODEL_FPS}/s: median age of the frame taken")
    print(
        f"  newest wins {statistics.median(ours):.0f} ms, queue of one that drops the new {statistics.median(peer):.0f} ms"
    )
