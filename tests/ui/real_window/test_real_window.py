"""The whole product in a real window on a real (virtual) display: admit, lance, alarm, escalation, care, review, export."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys

import pytest

from neopain.core.sessions import LogKind
from neopain.store.sessions import SessionStore

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xvfb,
    pytest.mark.skipif(sys.platform != "linux", reason="Xvfb is Linux's"),
]


@pytest.fixture
def display(tmp_path):
    """A display of its own; a missing Xvfb is a failure, so that this test never vanishes quietly."""
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        pytest.fail("Xvfb is missing; install it with: apt-get install xvfb (.ci/prepare dev does)")
    number, told = os.pipe()
    with (tmp_path / "xvfb.log").open("wb") as log:
        server = subprocess.Popen(
            [xvfb, "-displayfd", str(told), "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[told], stdout=log, stderr=log,
        )  # fmt: skip
    os.close(told)
    try:
        with os.fdopen(number) as line:
            name = line.readline().strip()
        assert name, (tmp_path / "xvfb.log").read_text()
        yield f":{name}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.clause("G1")
@pytest.mark.timeout(500)
def test_a_heel_lance_at_the_bedside(display, tmp_path):
    environment = os.environ | {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }
    environment.pop("WAYLAND_DISPLAY", None)
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.real_window.bedside_story", str(tmp_path)],
        capture_output=True, text=True, timeout=480, check=False, env=environment,
    )  # fmt: skip
    said = done.stdout + done.stderr
    print(said)
    assert done.returncode == 0, said
    assert "Traceback" not in said

    with SessionStore(tmp_path / "record") as store:
        (summary,) = store.sessions()
        entries = list(store.entries(summary.session.id))
    assert summary.closed
    assert summary.session.simulated
    assert summary.session.patient_code == "P-07"
    pain = [e.code for e in entries if e.kind is LogKind.ALARM and dict(e.detail).get("condition") == "pain"]
    assert pain[:4] == ["raised", "acknowledged", "escalated", "acknowledged"]
    states = [e.code for e in entries if e.kind is LogKind.STATE and e.code.startswith("care")]
    assert states == ["care_started", "care_ended"]
    assert [e.code for e in entries if e.kind is LogKind.ANNOTATION] == ["heel_lance"]

    with (tmp_path / "session.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == summary.readings > 20
    assert any(float(row["smoothed"]) > 6.0 for row in rows if row["smoothed"])
    # On the record itself: nobody had to be told that monitoring had stopped.
    assert not (tmp_path / "record" / "watchdog.log").exists()
