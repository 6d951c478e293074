"""The program's own log: to stderr, without passwords."""

from __future__ import annotations

import logging
import threading

from neopain.capture.address import RedactionFilter


def set_up_log(*, verbose: bool) -> None:
    """Warnings and errors to stderr, everything with `verbose`; every record passes the redaction filter.

    What ends a thread is logged, too: Python itself would print it unredacted.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(RedactionFilter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("neopain").setLevel(logging.DEBUG if verbose else logging.ERROR)
    threading.excepthook = _log_end_of_thread


def _log_end_of_thread(ended: threading.ExceptHookArgs) -> None:
    name = "a thread" if ended.thread is None else ended.thread.name
    logging.getLogger("neopain").error(
        "%s ended on an unexpected fault: %s", name, ended.exc_value, exc_info=ended.exc_value
    )
