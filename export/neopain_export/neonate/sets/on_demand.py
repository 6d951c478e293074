"""One picture of a set by its number, drawn when asked for, by any process; and what decides its pixels."""

from __future__ import annotations

import hashlib
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import moderngl
import numpy as np
import scipy

import neopain_export.neonate
from neopain import paths
from neopain.core.errors import EnvironmentFault
from neopain_export.neonate.rendering.renderer import driver
from neopain_export.neonate.sets.pictures import (
    HEIGHT_PX,
    SERIES,
    WIDTH_PX,
    PlannedPicture,
    plan_pictures,
)
from neopain_export.neonate.studio import Studio

if TYPE_CHECKING:
    from neopain.core.frames import RgbImage

CODE = Path(neopain_export.neonate.__file__).parent
"""Every file of this room decides pixels: a module that is added cannot be forgotten."""
_here = threading.local()


@lru_cache(maxsize=1)
def drawing() -> str:
    """sha256 in hex of all that decides the pixels beside seed, set and number.

    Code, head, shaders, libraries, and the OpenGL driver. Raises: EnvironmentFault without OpenGL.
    """
    content = hashlib.sha256(driver().encode())
    for library in (np, cv2, scipy, moderngl):
        content.update(f"\n{library.__name__} {library.__version__}".encode())
    assets = paths.assets() / "neonate"
    for root, names in ((CODE, CODE.rglob("*.py")), (assets, assets.iterdir())):
        for file in sorted(path for path in names if path.is_file()):
            content.update(f"\n{file.relative_to(root).as_posix()}\n".encode())
            content.update(file.read_bytes())
    return content.hexdigest()


def draw_one(title: str, seed: int, number: int, as_drawn_by: str) -> RgbImage:
    """Picture `number` of a set, the same as `draw_pictures` gives; uint8 (H, W, 3) RGB.

    Args:
        title: key of `SERIES`.
        seed: of the set.
        number: 0 the first.
        as_drawn_by: what `drawing` said where the picture was planned.

    Raises: EnvironmentFault without OpenGL, or where this machine or release draws otherwise.
    """
    if drawing() != as_drawn_by:
        raise EnvironmentFault(
            "expected a worker that draws as this machine does; got another OpenGL driver, library or "
            "release; install the same there, or run without --dask"
        )
    each = SERIES[title].pictures_per_subject
    plan = _subjects_plans(title, seed, number // each)[number % each]
    return _studio().photograph(plan.identity, plan.shot)


@lru_cache(maxsize=2)
def _subjects_plans(title: str, seed: int, subject: int) -> tuple[PlannedPicture, ...]:
    each = SERIES[title].pictures_per_subject
    first = subject * each
    return tuple(plan_pictures(_studio().pack, seed, first + each, title, first=first))


def _studio() -> Studio:
    """This thread's, open until the process ends: an OpenGL context belongs to one thread."""
    if not hasattr(_here, "studio"):
        _here.studio = Studio(paths.assets() / "neonate", WIDTH_PX, HEIGHT_PX)
    studio: Studio = _here.studio
    return studio
