"""Looks through the whole record while a session runs: none is waited for before monitoring starts."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from neopain.core.errors import NeopainError
from neopain.core.sessions import LogKind
from neopain.core.text import Text
from neopain.store.sessions import SessionStore
from neopain.workers.monitor import BedsideMonitor

logger = logging.getLogger(__name__)

BEGIN_AFTER_S = 10.0
"""The record is open by then, and the first picture is scored."""
PAUSE_S = 0.05
"""After every 500 rows: about a hundredth of one core, so that the analysis keeps its time."""


class _Ended(Exception):
    """The session is over."""


def check_in_background(
    folder: Path, monitor: BedsideMonitor, *, begin_after_s: float = BEGIN_AFTER_S, pause_s: float = PAUSE_S
) -> threading.Thread:
    """Tell the first fault of the record in the session's log; ends with the session, holds nothing up."""

    def pause() -> None:
        if not monitor.recording:
            raise _Ended
        time.sleep(pause_s)

    def check() -> None:
        try:
            until = time.monotonic() + begin_after_s
            while time.monotonic() < until:
                pause()
            with SessionStore(folder, read_only=True) as store:
                fault = next(store.verify(pause), None)
        except _Ended:
            return
        except NeopainError as error:
            # Whether it can be written is told by the recorder; here it could only not be read.
            logger.info("the record could not be looked through: %s", error)
            return
        if fault is not None:
            logger.error("the record is damaged: %s", fault)
            text = Text("The record is damaged ({fault}); `neopain verify` names all of it", fault=fault)
            monitor.tell(LogKind.SESSION, "record_damaged", text)

    thread = threading.Thread(target=check, name="record check", daemon=True)
    thread.start()
    return thread
