"""A monitor that is killed in the midst of a clip leaves what was finished, readable with the key and only so."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from neopain.store.clips.clip_file import ClipReader

pytestmark = pytest.mark.slow

CHILD = """
import sys
from pathlib import Path
from neopain.core.clinical.clips import ClipHead, ClipPicture, ClipReason
from neopain.store.clips.clip_file import ClipWriter
clip = ClipWriter(Path(sys.argv[1]), bytes(32), ClipHead("c", "s", "r", ClipReason.ALARM, "pain", 0.0, "", "care", True))
for n in range(10**9):
    clip.add(ClipPicture(float(n), n, b"CLEAR PICTURE %d " % n * 5000))
    print(n, flush=True)
"""


@pytest.mark.parametrize("wait_s", [0.0, 0.013, 0.05])
def test_what_was_finished_can_be_read(tmp_path, wait_s):
    path = tmp_path / "clip"
    command = [sys.executable, "-c", CHILD, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        told = int(child.stdout.readline())
        time.sleep(wait_s)
        child.kill()
        told = max([told, *(int(line) for line in child.stdout if line.endswith("\n"))])
    reader = ClipReader(path, bytes(32))
    found = list(reader.pictures())
    assert [picture.seq for picture in found] == list(range(len(found)))
    assert len(found) >= told + 1
    assert all(picture.jpeg == b"CLEAR PICTURE %d " % picture.seq * 5000 for picture in found)
    assert not reader.whole
    assert b"CLEAR" not in path.read_bytes()
