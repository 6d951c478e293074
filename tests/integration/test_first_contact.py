"""A stranger's first minutes on a bare Debian 12: a root made by debootstrap, with nothing but make and Python.

Needs root, debootstrap and Debian's packages; where one of them is missing the tests are skipped and say which.
The Python packages are those of this environment, so that nothing is loaded twice.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.run_environment import folder_on_disk

REPOSITORY = Path(__file__).parents[2]
DEBOOTSTRAP = shutil.which("debootstrap", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
USER = "stranger"
HOME = f"/home/{USER}"
SUITE = "bookworm"
LINE = "sudo apt-get install -y"
# The mounts of each command end with it: they lie in a name space of their own.
ENTER = """
mount -t proc proc "$0/proc" && mount -t tmpfs shm "$0/dev/shm" && mount --bind -o ro "$1" "$0/opt/packages" &&
exec chroot --userspec="$2" "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$3" PIP_NO_INDEX=1 sh -c "cd $4 && $5"
"""

# Debootstrap looks through the whole index of Debian again for each step, more than half of its work. So it gets, once
# it has checked the index, the part that it can need; the root has the whole one again at the end. And Debian's
# installer waits for the disk after each file; nothing of this root is to survive a power cut.
SCRIPT = """
. "$DEBOOTSTRAP_DIR/scripts/{suite}"
work_out_debs () {{
    for index in "$TARGET"/var/lib/apt/lists/*_Packages; do
        mv "$index" "$index.whole"
        "{python}" "{needed}" $ADDITIONAL <"$index.whole" >"$index"
    done
    mkdir -p "$TARGET/etc/dpkg/dpkg.cfg.d"
    echo force-unsafe-io >"$TARGET/etc/dpkg/dpkg.cfg.d/unsafe-io"
    . "$DEBOOTSTRAP_DIR/scripts/{suite}"
    work_out_debs
}}
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(420),
    pytest.mark.skipif(sys.platform != "linux", reason="a Debian root can be made on Linux only"),
    pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="a root can be made by root only"),
    pytest.mark.skipif(
        DEBOOTSTRAP is None, reason="debootstrap is not installed: apt-get install debootstrap"
    ),
]


class Bare:
    """A bare root with the source folder in the stranger's home."""

    def __init__(self, folder):
        self.folder = folder
        self.ready = False

    def run(self, command, user=USER, seconds=180):
        """Run a shell command there, in the source folder; stdout and stderr come together."""
        home = HOME if user == USER else "/root"
        packages = sysconfig.get_paths()["purelib"]
        words = (str(self.folder), packages, user, home, f"{HOME}/neopain", command)
        return subprocess.run(
            ["unshare", "-m", "sh", "-c", ENTER, *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=seconds, check=False,
        )  # fmt: skip

    def neopain(self, words):
        # The packages are of this interpreter's version: Debian 12 has the same, 3.11.
        return self.run(f"PYTHONPATH=/opt/packages:app python3 -m neopain {words}")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder for the root: where temporary files are, if a root can lie there, else on the disk."""
    folder = tmp_path_factory.mktemp("debian")
    if takes_devices(folder):
        yield folder
        return
    with folder_on_disk() as folder:
        yield folder


def takes_devices(folder):
    """Whether a device works there, as debootstrap wants it."""
    try:
        os.mknod(folder / "null", stat.S_IFCHR | 0o666, os.makedev(1, 3))
        (folder / "null").write_bytes(b"gone")
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def bare(home):
    if sys.version_info[:2] != (3, 11):
        pytest.skip("Debian 12 has Python 3.11, and its packages are borrowed from this environment")
    folder, script = home / "root", home / "script"
    needed = Path(__file__).with_name("needed_packages.py")
    script.write_text(SCRIPT.format(python=sys.executable, needed=needed, suite=SUITE), "utf-8")
    options = ["--variant=minbase", "--include=make,python3,python3-venv"]
    made = subprocess.run(
        [DEBOOTSTRAP, *options, SUITE, str(folder), "", str(script)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=360, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(
            f"debootstrap made no root: {[*made.stdout.splitlines(), *made.stderr.splitlines()][-1:]}"
        )
    for index in (folder / "var/lib/apt/lists").glob("*.whole"):
        index.replace(index.with_suffix(""))
    bare = Bare(folder)
    (folder / "opt" / "packages").mkdir()
    subprocess.run(["chroot", str(folder), "useradd", "-m", USER], check=True, capture_output=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY, capture_output=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.decode().split("\0"):
        if name and (REPOSITORY / name).is_file():
            there = folder / HOME[1:] / "neopain" / name
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, there)
    subprocess.run(["chroot", str(folder), "chown", "-R", USER, HOME], check=True)
    tried = bare.run("true")
    if tried.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"this machine mounts nothing into a bare root: {tried.stdout.strip()}")
    yield bare
    shutil.rmtree(folder, ignore_errors=True)


def test_a_user_is_told_each_time_what_to_install(bare):
    """`make run`: the second time too, and never a traceback."""
    said = [bare.run("make run") for _ in range(2)]
    lines = [next(line for line in one.stdout.splitlines() if LINE in line) for one in said]
    assert lines[0] == lines[1]
    assert "libgl1" in lines[0]
    assert all(one.returncode != 0 and "Traceback" not in one.stdout for one in said)
    assert "Then run make again" in said[1].stdout


@pytest.mark.parametrize(
    "words",
    ["monitor", "monitor --headless --for 2s", "score x.png --csv -", "doctor", "--version", "--help"],
)
def test_what_lacks_a_system_library_says_in_a_line_what_to_install(bare, words):
    done = bare.neopain(words)
    assert "Traceback" not in done.stdout
    if words.startswith("--"):
        assert done.returncode == 0
        return
    assert done.returncode == 1
    assert LINE in done.stdout
    if words != "doctor":
        assert len(done.stdout.splitlines()) == 1, done.stdout
        assert done.stdout.startswith("neopain: the system library ")


def test_root_installs_what_is_missing_and_then_it_monitors(bare):
    """The last of this file: from here on the root is no longer bare. Only pip is kept from the network."""
    made = bare.run("make run", user="root", seconds=300)
    assert "Installing system libraries:" in made.stdout
    assert "Installing Python packages" in made.stdout
    assert "Traceback" not in made.stdout
    checked = bare.neopain("doctor")
    assert "Monitoring can work here." in checked.stdout, checked.stdout
    ran = bare.neopain("monitor --headless --for 2s --source simulated")
    assert ran.returncode == 0, ran.stdout
    window = bare.neopain("monitor --source simulated --for 3s").stdout
    assert "there is no display here" in window
    opened = bare.run(
        "QT_QPA_PLATFORM=offscreen PYTHONPATH=/opt/packages:app python3 -m neopain monitor --source simulated --for 2s"
    )
    assert opened.returncode == 0, opened.stdout
