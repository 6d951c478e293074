"""Public pictures of real infants in cots: totals, and nothing of a single one."""

from __future__ import annotations

import csv
import os
import statistics
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from neopain.core.readings import Reason
from tests.bench.faces.looks import NEOPAIN, ROLL_RIGHT_DEG, SEARCHES, Eyes, Found, Look, between_deg
from tests.bench.faces.tables import Row, share

VARIABLE = "NEOPAIN_INFANT_PICTURES"
"""Names a folder with `pictures/` and `labels.csv` (picture, face: front, profile or none, centre, size, roll)."""
PLACE_RIGHT = 0.5  # of the face's size

Labelled = tuple[dict[str, str], Look]


def folder() -> Path | None:
    """Where the pictures are, if anybody says so."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named else None


def looked_at(eyes: Eyes, place: Path) -> dict[str, list[Labelled]]:
    """By `front`, `profile` and `none`."""
    seen: dict[str, list[Labelled]] = defaultdict(list)
    with (place / "labels.csv").open(newline="", encoding="utf-8") as file:
        for label in csv.DictReader(file):
            picture = cv2.imread(str(place / "pictures" / label["picture"]))
            seen[label["face"]].append((label, eyes.look(picture)))
    return seen


def _in_place(label: dict[str, str], found: Found) -> bool:
    if found.middle is None:
        return False
    true = np.array([float(label["centre_x_px"]), float(label["centre_y_px"])])
    return bool(np.linalg.norm(np.array(found.middle) - true) <= PLACE_RIGHT * float(label["size_px"]))


def _right(label: dict[str, str], found: Found) -> bool:
    turned = between_deg(found.roll_deg, float(label["roll_deg"])) <= ROLL_RIGHT_DEG
    return turned and _in_place(label, found)


def rows(seen: dict[str, list[Labelled]]) -> list[Row]:
    """The peers and NeoPain on the same pictures."""
    every = [look for some in seen.values() for _, look in some]
    front, profile, none = (seen.get(name, []) for name in ("front", "profile", "none"))
    return [
        {
            "search": name,
            "frontal right": share(sum(_right(label, look.found[name]) for label, look in front), len(front)),
            "profile found": share(
                sum(_in_place(label, look.found[name]) for label, look in profile), len(profile)
            ),
            "fires on none": share(sum(look.found[name].middle is not None for _, look in none), len(none)),
            "processor ms, median": f"{statistics.median(look.found[name].busy_ms for look in every):.0f}",
        }
        for name in SEARCHES
    ]


def refused(seen: dict[str, list[Labelled]]) -> list[Row]:
    """What NeoPain does with the faces that it finds there."""
    found = []
    for name, some in sorted(seen.items()):
        faces = [look for _, look in some if look.found[NEOPAIN].middle is not None]
        good = [look for look in faces if look.reason is None]
        found.append(
            {
                "label": name,
                "pictures": len(some),
                "a face is told": len(faces),
                "turned away": sum(look.reason is Reason.TURNED_AWAY for look in faces),
                "other reasons of the view": sum(
                    look.reason not in {None, Reason.TURNED_AWAY} for look in faces
                ),
                "view good": len(good),
                "of these unlike training": sum(not look.scored for look in good),
                "scored": sum(look.scored for look in faces),
            }
        )
    return found
