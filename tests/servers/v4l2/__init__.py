"""A plugged-in camera for tests: the driver double, compiled when it is needed, and its nodes and links."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import pytest

from tests.servers.pictures import numbered

PICTURES = 60
LIBRARY = "driver.so"
BY_ID = "usb-Ward_Cam_SN0042-video-index0"


def compiled(folder: Path) -> None:
    """The double as a library, in `folder`; skips the test, with the reason, where it cannot be made."""
    compiler = shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        pytest.skip("the driver double is for Linux and needs the command cc")
    library = folder / LIBRARY
    source = Path(__file__).with_name("driver.c")
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(source), "-ldl", "-lpthread"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"the driver double does not compile here: {made.stderr[-300:]}")


@dataclass(frozen=True)
class Usb:
    """A socket to plug a camera into: `folder`/dev as udev keeps it, `folder`/sys as the kernel does.

    Attributes:
        made: where `make_camera` made the double and the camera's pictures; several may share it.
    """

    folder: Path
    made: Path

    @staticmethod
    def make_camera(made: Path) -> Path:
        """The double as a library and the pictures that its camera sees, in `made`, which is given back."""
        for width, height in ((640, 480), (1280, 720)):
            for number in range(PICTURES):
                picture = cv2.copyMakeBorder(
                    numbered(number), 0, height - 240, 0, width - 320, cv2.BORDER_CONSTANT, value=(90, 90, 90)
                )
                cv2.imwrite(str(made / f"{width}-{number}.jpg"), picture)
        compiled(made)
        return made

    @classmethod
    def with_nodes(cls, folder: Path, made: Path) -> Usb:
        for each in ("dev/v4l/by-id", "dev/v4l/by-path", "sys"):
            (folder / each).mkdir(parents=True)
        return cls(folder, made)

    @property
    def lasting(self) -> Path:
        return self.folder / "dev" / "v4l" / "by-id" / BY_ID

    def plug(self, number: int = 0, *faults: str, link: str = "by-id") -> None:
        """Two nodes, as uvcvideo makes them: one with pictures, one with their metadata."""
        for node, words in (
            (number, [f"pictures {self.made} {PICTURES}", *faults]),
            (number + 1, ["meta"]),
        ):
            (self.folder / "dev" / f"video{node}").write_text(
                "\n".join(["card Ward Cam", *words]) + "\n", "ascii"
            )
            (self.folder / "sys" / f"video{node}").mkdir(exist_ok=True)
            (self.folder / "sys" / f"video{node}" / "name").write_text("Ward Cam: Ward Cam\n", "ascii")
            (self.folder / "sys" / f"video{node}" / "index").write_text(f"{node - number}\n", "ascii")
        name = (
            self.folder
            / "dev"
            / "v4l"
            / link
            / (BY_ID if link == "by-id" else "pci-0000:00:14.0-usb-0:1:1.0")
        )
        name.symlink_to(self.folder / "dev" / f"video{number}")

    def unplug(self) -> None:
        """The links go first, then the nodes, as udev does."""
        for link in (
            *(self.folder / "dev/v4l/by-id").iterdir(),
            *(self.folder / "dev/v4l/by-path").iterdir(),
        ):
            link.unlink()
        for node in (*(self.folder / "dev").glob("video*"), *(self.folder / "sys").glob("video*")):
            shutil.rmtree(node) if node.is_dir() else node.unlink()

    def begin(self, script: str, *arguments: str) -> subprocess.Popen[str]:
        """A Python whose calls of the C library reach the double."""
        environment = os.environ | {
            "LD_PRELOAD": str(self.made / LIBRARY), "V4L2_DOUBLE": str(self.folder / "dev"),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-c", script, str(self.folder), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip

    def told(self, script: str, *arguments: str) -> Any:
        """What such a script printed, as JSON."""
        with self.begin(script, *arguments) as program:
            said, complained = program.communicate(timeout=60)
        assert program.returncode == 0, complained[-2000:]
        return json.loads(said.splitlines()[-1])
