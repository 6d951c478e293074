"""A real monitor with a fake camera and model under a real watchdog, that falls ill when told to.

Arguments: screen (window or lines), folder of the watchdog's log, and what happens after two seconds:
hang_screen, hang_watch, crash, end.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from functools import partial
from pathlib import Path

from neopain.workers.watchdog.child_process import WatchdogProcess
from tests.fakes import Notebook
from tests.ui.fake_service import FakeService

ILL_AFTER_S = 2.0
HANGS_S = 600.0


def hang_watch(service: FakeService) -> None:
    def never(_watch, _now):
        time.sleep(HANGS_S)
        return ()

    service.monitor.command(never)


def show_lines(service: FakeService, illness: str) -> None:
    service.start("simulated", Notebook())
    print("running", flush=True)
    end = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: end.set())
    started = time.monotonic()
    while not end.wait(1.0):
        service.monitor.beat()
        if time.monotonic() - started > ILL_AFTER_S:
            fall_ill(service, illness, end.set)
            illness = "none"
    service.monitor.stop()


def show_window(service: FakeService, illness: str) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from neopain.ui.window_app import run_window

    def wait_for_session() -> None:
        if service.monitor is None:
            QTimer.singleShot(100, app, wait_for_session)
            return
        print("running", flush=True)
        QTimer.singleShot(
            round(1000 * ILL_AFTER_S),
            lambda: fall_ill(service, illness, partial(signal.raise_signal, signal.SIGTERM)),
        )

    app = QApplication(sys.argv[:1])  # a timer needs it
    QTimer.singleShot(100, app, wait_for_session)
    run_window(service, source="simulated", autostart=True)


def fall_ill(service: FakeService, illness: str, end) -> None:
    if illness == "hang_screen":
        time.sleep(HANGS_S)
    elif illness == "hang_watch":
        hang_watch(service)
    elif illness == "crash":
        signal.signal(signal.SIGSEGV, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGSEGV)
    elif illness == "end":
        end()


if __name__ == "__main__":
    screen, folder, illness = sys.argv[1:]
    face = ("--console",) if screen == "lines" else ()
    service = FakeService()
    log, claim = Path(folder) / "watchdog.log", Path(folder) / "watchdog.claim"
    service.launch_watchdog = lambda: WatchdogProcess((*face, "--log", str(log), "--claim", str(claim)))
    (show_lines if screen == "lines" else show_window)(service, illness)
