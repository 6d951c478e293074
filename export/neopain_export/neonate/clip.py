"""Films the heel lance: the simulated neonate's clip for the live source, and the TOML that names its phases.

python -m neopain_export.neonate.clip assets/neonate [SEED]
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
from tqdm import tqdm

from neopain import paths
from neopain_export.neonate.identity import draw_identity
from neopain_export.neonate.rendering.film import Film
from neopain_export.neonate.scene import Finish, Light, Material, Print, View
from neopain_export.neonate.script import (
    DURATION_S,
    LANCE_S,
    PHASES,
    breath_at,
    draw_blinks,
    face_at,
    pose_at,
)
from neopain_export.neonate.studio import Outfit, Shot, Studio

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neopain.core.frames import RgbImage

WIDTH_PX, HEIGHT_PX = 640, 480
FPS = 15
SEED = 9
TONE = 0.22
NAME = "heel_lance"
OUTFIT = Outfit(
    cap=Finish(Material.KNIT, (0.93, 0.93, 0.92), (0.50, 0.66, 0.86), Print.STRIPES, 2.4),
    brim_deg=84.0,
    swaddle=Finish(Material.CLOTH, (0.93, 0.93, 0.93), (0.72, 0.62, 0.66), Print.STRIPES, 1.5),
    sheet=Finish(Material.CLOTH, (0.80, 0.86, 0.88), (0.88, 0.91, 0.92), Print.CHECKS, 1.1),
    seed=4,
)
VIEW = View(azimuth=-2.0, elevation=-4.0, roll=7.0, zoom=1.05, shift=(0.05, 0.0))
LIGHT = Light(key_direction=(-0.45, 0.55, 0.85))
FILM = Film("demonstration", read_noise=0.002, shot_noise=0.006, defocus_px=0.6, jpeg_quality=97)


def draw_frames(seed: int, times_s: Iterable[float]) -> Iterator[RgbImage]:
    """The film's pictures at the given times, uint8 (480, 640, 3) RGB.

    Raises: EnvironmentFault without OpenGL.
    """
    studio = Studio(paths.assets() / "neonate", WIDTH_PX, HEIGHT_PX)
    rng = np.random.default_rng(seed)
    identity = draw_identity(
        studio.pack, rng, subject="demonstration", group="train", tone=TONE, jaundice_max=0.15
    )
    blinks = draw_blinks(rng)
    try:
        for at_s in times_s:
            shot = Shot(
                mien=face_at(at_s, blinks),
                pose=pose_at(at_s),
                outfit=OUTFIT,
                light=LIGHT,
                view=VIEW,
                film=FILM,
                breath=breath_at(at_s),
                seed=round(at_s * 1000),
            )
            yield studio.photograph(identity, shot)
    finally:
        studio.close()


def film_clip(out: Path, seed: int = SEED) -> Path:
    """Draw and encode the clip into folder `out`, with its TOML; returns the clip's path."""
    times = [number / FPS for number in range(round(DURATION_S * FPS))]
    path = out / f"{NAME}.mp4"
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=Fraction(FPS), options={"crf": "21", "preset": "slow"})
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        # a key picture every two seconds lets the player skip
        stream.codec_context.gop_size = 2 * FPS
        for picture in tqdm(draw_frames(seed, times), total=len(times), unit="picture", desc=NAME):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    (out / f"{NAME}.toml").write_text(_phases_text(seed), encoding="utf-8")
    return path


def _phases_text(seed: int) -> str:
    lines = [
        "# The simulated neonate's film; nobody's face. Made by neopain_export.neonate.clip.",
        f"fps = {FPS}",
        f"duration_s = {DURATION_S}",
        f"lance_s = {LANCE_S}",
        f"seed = {seed}",
    ]
    for phase in PHASES:
        lines += ["", "[[phase]]", f'name = "{phase.name}"', f"start_s = {phase.start_s}"]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Film the clip into the folder named on the command line."""
    film_clip(Path(sys.argv[1]), *(int(word) for word in sys.argv[2:3]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
