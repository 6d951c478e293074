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


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    """What is costly and the same for several tests, kept for all processes of this lane."""
    from tests.pictures.remembered import Shelf

    home = tmp_path_factory.getbasetemp()
    return Shelf((home.parent if "PYTEST_XDIST_WORKER" in os.environ else home) / "remembered")


@pytest.fixture(scope="module")
def drawn_once(shelf):
    """A picture of a drawn set is drawn once, whoever loads it."""
    from tests.pictures.remembered import drawing_once

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("neopain_export.study.data.simulated_sets.draw_one", drawing_once(shelf))
        yield


@pytest.fixture(scope="module")
def faces(shelf):
    """The bundled finder of single pictures, by which each is searched once."""
    from tests.pictures.remembered import FinderOnDemand, RememberedFaces

    opened = RememberedFaces(FinderOnDemand(), shelf)
    yield opened
    opened.close()


@pytest.fixture
def found_once(monkeypatch, faces):
    """The study's pictures are searched once: for tests of what is made of a face, not of where it is."""
    monkeypatch.setattr("neopain_export.study.features.extractor.open_finder_of", lambda *_, **__: faces)


@pytest.fixture
def copied_children(monkeypatch):
    """What a command opens in a process of its own, it opens in a copy of one that has its packages loaded."""
    # Nothing of the study is loaded for tests that do not ask for it.
    from tests.programs.copied_children import use_copies

    use_copies(monkeypatch)


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
