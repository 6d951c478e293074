"""A restore that ends at any of its steps leaves the old bedside or the new one, never some of each."""

import json
import os
import shutil
import stat
import sys
import traceback
from pathlib import Path

import pytest

from neopain.bedside.records.backup import back_up, restore
from neopain.core.audit import AuditAction
from neopain.core.clinical.pin import keep_pin
from neopain.core.errors import RecordFault
from neopain.main import main
from neopain.store.files.folder_lock import FolderLock
from neopain.store.files.pin_file import PinFile
from neopain.store.files.restoring import PLAN, READY, Place
from neopain.store.sessions import SessionStore
from neopain.store.tables.audit import HEAD_FILE
from tests.recorded.records import a_session, scored

SMALL = ("ward.toml", "cameras.json", "screen.json", "limits-pin.json")
MOST_STEPS = 200
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link"}


def bedside(folder, number, said):
    """One session and all the small files, each saying whose state it is."""
    session = a_session(f"{number}1111111-1111-4111-8111-111111111111")
    with SessionStore(folder) as store:
        store.begin(session)
        store.append(session.id, [scored(second) for second in range(5)], [])
        store.audit.note(AuditAction.EXPORT, session.id)
    for name in SMALL[:-1]:
        (folder / name).write_text(said)
    PinFile(folder).save(keep_pin(said))


def state(folder):
    """What anybody finds: session, audit, whether the record is sound, and what the files say."""
    with SessionStore(folder) as store:
        assert list(store.verify()) == []
        sessions = [one.session.id[0] for one in store.sessions()]
        audit = [row.action for row in store.audit.rows()]
    rows = json.loads((folder / HEAD_FILE).read_text())["rows"]
    assert rows == len(audit)
    return sessions, audit, {name: (folder / name).read_bytes() for name in SMALL}


@pytest.fixture(scope="module")
def beds(tmp_path_factory):
    """A backup of the one, and the folder that it is put over."""
    top = tmp_path_factory.mktemp("beds")
    bedside(top / "new", 2, "2747")
    back_up(top / "new", top / "copy.sqlite3")
    bedside(top / "old", 1, "1519")
    shutil.copytree(top / "old", top / "whole")
    restore(top / "whole", top / "copy.sqlite3")
    return top


def _at_step(number, folder, act):
    """Call `act` at the change of a file below `folder` with this number. Returns: the changes so far."""
    seen = []

    def hook(event, args):
        written = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        if (event in _CHANGES or written) and str(folder) in str(args[0]):
            seen.append(event)
            if len(seen) == number:
                act()

    sys.addaudithook(hook)
    return seen


def _in_child(work):
    """Run in a process of its own, as a hook cannot be taken away again. Returns: its exit code."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = work()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _refuse():
    raise PermissionError(13, "the disk refuses")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("way", ["killed", "refused"])
def test_at_whatever_step_it_ends_the_bedside_is_the_old_or_the_new_one(beds, tmp_path, way):
    old, new = state(beds / "old"), state(beds / "whole")
    found = []
    for step in range(1, MOST_STEPS):
        folder = tmp_path / f"{way}{step}"
        shutil.copytree(beds / "old", folder)

        def work(step=step, folder=folder):
            seen = _at_step(step, folder, (lambda: os._exit(9)) if way == "killed" else _refuse)
            try:
                restore(folder, beds / "copy.sqlite3")
            except RecordFault:
                return 1
            return 0 if len(seen) >= step else 7

        code = _in_child(work)
        assert code in {0, 1, 7, 9}
        here = state(folder)
        assert here in (old, new), f"step {step}: some of each"
        assert not (folder / PLAN).exists(), "opening went on"
        found.append("new" if here == new else "old")
        with FolderLock(folder) as lock:
            lock.take("a test")
        assert not (folder / READY).exists()
        before = list(folder.glob("neopain.replaced-*.sqlite3"))
        assert len(before) == (here == new), "what was there is aside, once"
        if here == new:
            with SessionStore(before[0], read_only=True) as aside:
                assert [one.session.id[0] for one in aside.sessions()] == ["1"]
        shutil.rmtree(folder)
        if code == 7:
            break
    assert min(found.count("old"), found.count("new")) >= 10
    assert code == 7, "every step was tried"
    if way == "killed":
        assert "old" not in found[found.index("new") :], "it is one moment that decides"


def _decided(beds, folder):
    """A restore that was killed right after it was decided."""
    shutil.copytree(beds / "old", folder)

    def work():
        seen = []

        def hook(event, args):
            if event == "os.rename" and str(args[1]) == str(folder / PLAN):
                seen.append(1)
            elif seen and event in _CHANGES:
                os._exit(9)

        sys.addaudithook(hook)
        restore(folder, beds / "copy.sqlite3")
        return 0

    assert _in_child(work) == 9
    assert (folder / PLAN).exists()
    return folder


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_whatever_command_comes_next_finds_the_new_bedside(beds, tmp_path, capsys):
    folder = _decided(beds, tmp_path / "bed")
    assert main(["camera", "list", "--data", str(folder)]) in {0, 1}
    assert not (folder / PLAN).exists()
    assert state(folder) == state(beds / "whole")
    folder = _decided(beds, tmp_path / "again")
    assert main(["restore", str(beds / "copy.sqlite3"), "--data", str(folder)]) == 0
    assert state(folder)[0] == ["2"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_while_it_is_under_way_nobody_opens_half_of_it(beds, tmp_path):
    folder = _decided(beds, tmp_path / "bed")
    with FolderLock(tmp_path / "elsewhere") as other:
        other.path = folder / "in-use.lock"
        (tmp_path / "elsewhere").mkdir()
        plan = (folder / PLAN).rename(tmp_path / "plan")
        ready = (folder / READY).rename(tmp_path / "ready")
        other.take("neopain restore")
        plan.rename(folder / PLAN)
        ready.rename(folder / READY)
        with pytest.raises(RecordFault, match="in use by neopain restore"):
            SessionStore(folder)
    assert state(folder) == state(beds / "whole")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_what_was_lost_or_damaged_meanwhile_is_told(beds, tmp_path):
    folder = _decided(beds, tmp_path / "bed")
    (folder / READY / "ward.toml").unlink()
    (folder / "ward.toml").unlink()
    with pytest.raises(RecordFault, match=r"ward\.toml is lost"):
        SessionStore(folder)
    for content in ("{", "[1]", json.dumps([{"name": "../x"}]), json.dumps([{"name": "a", "aside": "b/c"}])):
        (folder / PLAN).write_text(content)
        with pytest.raises(RecordFault, match="move it away"):
            SessionStore(folder)
    assert not Path(tmp_path / "x").exists()
    with pytest.raises(ValueError, match="x"):
        Place("../x")


@pytest.mark.skipif(os.name != "posix", reason="asks how a file was opened")
def test_what_is_brought_to_the_disk_was_opened_for_writing_as_windows_asks(tmp_path, monkeypatch):
    import fcntl

    bedside(tmp_path / "new", 2, "2747")
    really, ways = os.fsync, []

    def fsync(number):
        number = number if isinstance(number, int) else number.fileno()
        if stat.S_ISREG(os.fstat(number).st_mode):
            ways.append(fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE)
        really(number)

    monkeypatch.setattr(os, "fsync", fsync)
    back_up(tmp_path / "new", tmp_path / "copy.sqlite3")
    backed_up = len(ways)
    restore(tmp_path / "old", tmp_path / "copy.sqlite3")
    assert 0 < backed_up < len(ways)
    assert os.O_RDONLY not in ways
