"""A camera that hangs up again and again: one source, hundreds of connections, and nothing left of any of them.

NEOPAIN_RECONNECTS sets how many, usually 200.
"""

from __future__ import annotations

import gc
import os
import threading
import time

import psutil
import pytest

from neopain.capture.addresses.address import check_address
from neopain.capture.live import back_off
from neopain.capture.network.stream import open_stream
from neopain.core.clock import SystemClock
from tests.servers.http_camera import http_camera
from tests.servers.rtsp_camera import rtsp_camera
from tests.servers.sending import Sending

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
RECONNECTS = int(os.environ.get("NEOPAIN_RECONNECTS", "200"))
SETTLED_AFTER = 8


def held(process):
    gc.collect()
    return process.num_fds(), threading.active_count(), process.memory_info().rss / 2**20


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_hundreds_of_reconnects_leave_no_thread_no_handle_and_no_memory(scheme, monkeypatch):
    monkeypatch.setattr(back_off, "STEPS_S", (0.01,))
    sending = Sending(fps=100, stop_after=2, then="close")
    server = http_camera(sending) if scheme == "http" else rtsp_camera(sending)
    process, lost = psutil.Process(), 0
    with server as port:
        source = open_stream(check_address(f"{scheme}://127.0.0.1:{port}/v"), clock=SystemClock())
        before, deadline = None, time.monotonic() + 500
        while (lost := source._connection._back_off.failures) < RECONNECTS:
            assert time.monotonic() < deadline, (lost, source.status)
            source.read()
            if before is None and lost >= SETTLED_AFTER:
                before = held(process)
        after = held(process)
        source.close()
        source._thread.join(10)
        assert not source._thread.is_alive()
    # The server on the same process holds a handle and a thread for the connection of the moment.
    assert after[0] - before[0] <= 4, (before, after)
    assert after[1] - before[1] <= 3, (before, after)
    assert after[2] - before[2] < 12.0 + 0.05 * RECONNECTS, (before, after)
