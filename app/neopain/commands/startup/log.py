"""The program's own log: to stderr and, while monitoring, to a file; without passwords."""

from __future__ import annotations

import faulthandler
import logging
import os
import threading
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from neopain.capture.addresses.address import RedactionFilter

LOG_FILE = "neopain.log"
CRASH_FILE = "neopain-crash.log"
LOG_BYTES = 1_000_000
LOG_FILES_KEPT = 4
FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"

logger = logging.getLogger(__name__)


def set_up_log(*, verbose: bool) -> None:
    """Warnings and errors to stderr, everything with `verbose`; every record passes the redaction filter.

    What ends a thread is logged, too: Python itself would print it unredacted.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(FORM))
    handler.addFilter(RedactionFilter())
    shown = logging.DEBUG if verbose else logging.ERROR
    handler.addFilter(lambda record: record.levelno >= shown or not record.name.startswith("neopain"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("neopain").setLevel(shown)
    threading.excepthook = _log_end_of_thread


def keep_log(folder: Path) -> None:
    """While monitoring: the log also goes to `neopain.log` in the sessions' folder, and crashes beside it.

    The file holds at most 5 x 1 MB and only its owner reads it. A folder that refuses the file is told in the
    log; monitoring goes before it.
    """
    root = logging.getLogger()
    for handler in root.handlers:
        handler.setLevel(max(handler.level, logging.getLogger("neopain").level))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = _OwnersFile(
            folder / LOG_FILE, maxBytes=LOG_BYTES, backupCount=LOG_FILES_KEPT, encoding="utf-8"
        )
        crashes = _opened(folder / CRASH_FILE)
    except OSError as fault:
        logger.warning("no log is kept in %s: %s", folder, fault.strerror)
        return
    kept.setFormatter(logging.Formatter(FORM))
    kept.addFilter(RedactionFilter())
    logging.getLogger().addHandler(kept)
    program = logging.getLogger("neopain")
    program.setLevel(min(program.level, logging.INFO))
    # What kills the interpreter itself, as a fault in a native library does, leaves its stacks here.
    faulthandler.enable(crashes)


class _OwnersFile(RotatingFileHandler):
    """A rotating log that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        return _opened(Path(self.baseFilename))


def _opened(file: Path) -> TextIOWrapper:
    # Made with its owner's rights only; `Path.open` cannot say so.
    return open(file, "a", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600))


def _log_end_of_thread(ended: threading.ExceptHookArgs) -> None:
    name = "a thread" if ended.thread is None else ended.thread.name
    logging.getLogger("neopain").error(
        "%s ended on an unexpected fault: %s", name, ended.exc_value, exc_info=ended.exc_value
    )
