"""The files of an explanation: maps, importances, pictures, and the words that must stand beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from neopain.core.errors import RecordFault
from neopain.core.frames import CROP_SIDE_PX, RgbImage
from neopain.vision.explaining.occlusion import OcclusionMap, painted
from neopain_export.csv_text import csv_text
from neopain_export.study.explanations.faces import Faces
from neopain_export.study.explanations.importance import Importance
from neopain_export.study.intervals.estimates import FEWEST_FOR_INTERVAL, Estimate
from neopain_export.study.report.markdown import interval, on_infants, table

MAPS, IMPORTANCE, PICTURES, REPORT = "maps", "importance.csv", "pictures.csv", "report.md"
_TWICE = 2
_CAPTION_PX = 26
_NAME = re.compile(r"[^A-Za-z0-9._-]+")

MEANING = """
- A map says what **this model's score** hung on in this one picture: orange where the score falls when the
  detail of that piece is blurred away, blue where it rises. It says nothing of where an infant hurts, of
  whether it hurts, or of whether the score is right.
- A blurred or exchanged piece makes a face that the model never learnt from. What it answers there is outside
  what it was measured on.
- What two parts both say has little importance in either, as the other still says it: a low importance is no
  proof that a part holds nothing.
- Of pictures that the model learnt from, this is what it remembers. Give it other infants.
- Investigational. No clinical claim can rest on it.
""".strip()


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """All that is written.

    Attributes:
        model_id, title: what was asked, of what.
        simulated: whether the pictures are drawn.
        command: as quoted.
        seed: of every exchange and interval.
        faces: what was seen; None where features came from a file.
        left_out: name and reason.
        rows: name, subject, label and points of each row.
        importances: of every part.
        maps: by name.
        infants: how many there are.
    """

    model_id: str
    title: str
    simulated: bool
    command: str
    seed: int
    faces: Faces | None
    left_out: tuple[tuple[str, str], ...]
    rows: Sequence[tuple[str, str, int, float]]
    importances: Sequence[Importance]
    maps: dict[str, OcclusionMap]
    infants: int


def write(found: Explanation, out: Path) -> None:
    """Write everything into a folder. Raises: RecordFault."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        drawn = _write_maps(found, out)
        _write_csv(
            out / PICTURES,
            ("picture", "subject", "label", "points", "reason", "map"),
            [
                *((name, who, "" if label < 0 else label, f"{points:.4f}", "", drawn.get(name, ""))
                  for name, who, label, points in found.rows),
                *((name, "", "", "", reason, "") for name, reason in found.left_out),
            ],
        )  # fmt: skip
        _write_csv(
            out / IMPORTANCE,
            ("kind", "name", "size", "auc_exchanged", *_ends("auc_drop"), *_ends("points_change")),
            [
                (one.kind, one.name, one.size, _number(one.auc), *_numbers(one.drop), *_numbers(one.change))
                for one in found.importances
            ],
        )
        (out / REPORT).write_text("\n".join(_report(found)) + "\n", encoding="utf-8")
    except OSError as error:
        raise RecordFault(
            f"expected a writable folder; got {out}: {error.strerror}; choose another with --out"
        ) from error


def panel(image: RgbImage, found: OcclusionMap, caption: str) -> RgbImage:
    """The aligned face and its map side by side with a line under them, uint8 (474, 896, 3) RGB."""
    both = np.concatenate([image, painted(image, found)], axis=1)
    large = cv2.resize(both, None, fx=_TWICE, fy=_TWICE, interpolation=cv2.INTER_CUBIC)
    strip = np.full((_CAPTION_PX, large.shape[1], 3), 255, np.uint8)
    cv2.putText(strip, caption, (6, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (20, 20, 20), 1, cv2.LINE_AA)
    return np.asarray(np.concatenate([large, strip]), np.uint8)


def _write_maps(found: Explanation, out: Path) -> dict[str, str]:
    if found.faces is None or not found.maps:
        return {}
    (out / MAPS).mkdir(exist_ok=True)
    images = {one.name: one.crop.image for one in found.faces.seen}
    drawn: dict[str, str] = {}
    for number, (name, one) in enumerate(found.maps.items()):
        file = f"{MAPS}/{number:04d}-{_NAME.sub('_', name)[-80:]}.png"
        mark = "SIMULATED. " if found.simulated else ""
        words = f"{mark}Score {one.score:.1f}. Orange: lower without it, blue: higher; full colour"
        words = f"{words} {max(0.5, one.strongest):.1f} points. Not where it hurts."
        done, content = cv2.imencode(".png", cv2.cvtColor(panel(images[name], one, words), cv2.COLOR_RGB2BGR))
        if done:
            (out / file).write_bytes(content.tobytes())
            drawn[name] = file
    return drawn


def _report(found: Explanation) -> list[str]:
    mark = " (SIMULATED)" if found.simulated else ""
    few = found.infants < FEWEST_FOR_INTERVAL
    seen = f"{len(found.rows)} of {found.infants} infants could be assessed, {len(found.left_out)}"
    lines = [
        f"# What {found.model_id} hangs on{mark}",
        "",
        f"- Pictures: {found.title}; {seen} could not ({PICTURES}).",
        f"- Made by `{found.command}`; seed {found.seed}: the same again gives the same numbers.",
        f"- Faces are {CROP_SIDE_PX} px, aligned as at the bedside.",
        MEANING,
    ]
    if found.importances:
        how = "no interval: fewer than five infants" if few else "95 % intervals by drawing infants"
        warning = "" if few else on_infants(found.infants)
        lines += [
            "",
            "## Importance",
            "",
            f"Each part is exchanged for another infant's; {how}.{warning}",
            "",
            *table(
                ["part", "", "AUC lost", "score changes by, points"],
                (
                    [one.kind, f"`{one.name}`", interval(one.drop, signed=True), interval(one.change)]
                    for one in found.importances
                ),
            ),
        ]
    if found.maps:
        lines += [
            "",
            f"## Maps\n\n{len(found.maps)} maps in `{MAPS}`: the aligned face, and the map over it.",
        ]
    return lines


def _write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    path.write_text(csv_text([head, *rows]), encoding="utf-8", newline="")


def _ends(name: str) -> tuple[str, str, str]:
    return (name, f"{name}_low", f"{name}_high")


def _number(value: float) -> str:
    return f"{value:.6f}" if np.isfinite(value) else ""


def _numbers(estimate: Estimate) -> tuple[str, str, str]:
    return (_number(estimate.value), _number(estimate.low), _number(estimate.high))
