"""Guards for every test: an unexpected warning in the log fails, settings and sessions go to a temporary folder."""

from __future__ import annotations

import gc
import itertools
import logging
import os
import threading
from contextlib import contextmanager

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A busy machine is no fault of what is tested; what hangs is ended by the test's own time-out.
settings.register_profile("neopain", deadline=None)
settings.load_profile("neopain")


def pytest_collection_finish():
    """What was imported and collected is never garbage: no collection, and the window's tests make one each, looks at it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def _data_folders(tmp_path_factory):
    """Where each test has its data folder; pytest's own numbering lists all that are there for each new one."""
    home = tmp_path_factory.mktemp("sessions")
    return (home / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _guarded(request, caplog, _data_folders):
    """The guards below, in one fixture: thousands of tests are done before three have been set up for each."""
    with _own_data_folder(next(_data_folders)), _log_as_it_was():
        yield
        if "caplog" not in request.node._fixtureinfo.argnames:
            _no_unexpected_log(caplog)


@contextmanager
def _own_data_folder(folder):
    """No test reads or writes the sessions of the person who runs it."""
    folder.mkdir()
    before = os.environ.get("NEOPAIN_DATA")
    os.environ["NEOPAIN_DATA"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("NEOPAIN_DATA", None)
        else:
            os.environ["NEOPAIN_DATA"] = before


@contextmanager
def _log_as_it_was():
    """A test that runs a whole command sets up the program's log; the next one must not inherit that."""
    root, ours = logging.getLogger(), logging.getLogger("neopain")
    before = list(root.handlers), root.level, ours.level
    end_of_thread = threading.excepthook
    try:
        yield
    finally:
        threading.excepthook = end_of_thread
        root.handlers[:] = before[0]
        root.setLevel(before[1])
        ours.setLevel(before[2])


def _no_unexpected_log(caplog):
    """A warning or error in NeoPain's log fails the test that did not ask for `caplog`."""
    unexpected = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.name.startswith("neopain") and record.levelno >= logging.WARNING
    ]
    if unexpected:
        pytest.fail("unexpected log: " + "; ".join(unexpected))
