"""One monitor for each folder: who holds it is said, and a dead holder holds nothing."""

import os
import signal
import subprocess
import sys

import pytest

from neopain.store.files.folder_lock import FolderHeld, FolderLock, holder_of

HOLD = "import sys, time; from neopain.store.files.folder_lock import FolderLock; from pathlib import Path; "
HOLD += "lock = FolderLock(Path(sys.argv[1])); lock.take('a test'); print('held', flush=True); time.sleep(60)"


@pytest.fixture
def other(tmp_path):
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "held\n"
    yield child
    child.kill()
    child.wait()
    child.stdout.close()


def test_who_holds_it_is_said(tmp_path, other):
    with (
        FolderLock(tmp_path) as lock,
        pytest.raises(FolderHeld, match=r"a test on .*only be reviewed") as held,
    ):
        lock.take("this test")
    assert held.value.holder.pid == other.pid
    assert holder_of(tmp_path) == held.value.holder


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_killed_holder_holds_nothing(tmp_path, other):
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert holder_of(tmp_path) is None
    with FolderLock(tmp_path) as lock:
        lock.take("this test")
        assert lock.held
        assert holder_of(tmp_path).pid == os.getpid()


def test_it_is_taken_again_after_it_was_released(tmp_path):
    with FolderLock(tmp_path) as first:
        first.take("one")
        first.take("one")
    with FolderLock(tmp_path) as second:
        second.take("two")
    assert holder_of(tmp_path) is None
    assert holder_of(tmp_path / "nowhere") is None


def test_what_stands_in_the_file_need_not_make_sense(tmp_path, other):
    (tmp_path / "in-use.lock").write_text("\n{nonsense")
    with FolderLock(tmp_path) as lock, pytest.raises(FolderHeld, match="another NeoPain"):
        lock.take("this test")
