"""`neopain-export simulate`: pictures of simulated neonates with their labels, into a folder."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import cv2
from tqdm import tqdm

from neopain.core.errors import EnvironmentFault
from neopain_export.commands.options import numbers
from neopain_export.commands.options.outputs import new_folder
from neopain_export.neonate.sets.pictures import SERIES, LabelledPicture, draw_pictures

LABELS = "labels.csv"
JPEG_QUALITY = 95
DESCRIPTION = f"""Draw pictures of simulated newborns, labelled 1 for a facial pain expression and 0 for none.

Writes the pictures and {LABELS} with the columns picture, subject, label, time (made-up
seconds), group (train or test) and state, then all else that was drawn: how strong each facial
action is, pose, light, camera, way of drawing, what covers the face. Half of a neonate's
pictures show pain. The same seed gives the same pictures.

simulated has good light and full expressions. simulated-hard has weak pain, open mouths without
pain, tubes, tape, bad light, and other cameras and skin tones in the test group.
simulated-hard-2 has intensive care beside that: preterm faces, masks, breathing tubes, hands of
carers, an incubator's wall, infrared; every second neonate is in the test group, with other
cameras, skin tones and renderer settings.

The pictures are computed. Results on them say nothing about real newborns."""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "simulate",
        help="draw labelled pictures of simulated newborns",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--hard", action="store_const", const="simulated-hard", dest="data", help="draw the harder set"
    )
    which.add_argument("--data", choices=list(SERIES), help="which set to draw (simulated)")
    # Of two options for one value argparse keeps the first one's default, which here is none.
    parser.set_defaults(data="simulated")
    parser.add_argument("--seed", type=numbers.seed, default=1, metavar="N", help="which set (default 1)")
    parser.add_argument(
        "--count",
        type=numbers.count,
        default=240,
        metavar="N",
        help="how many pictures (default 240)",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="new or empty folder for pictures and labels"
    )
    parser.add_argument(
        "--format",
        choices=("png", "jpg"),
        default="png",
        help="png keeps every bit (default); jpg is about five times smaller",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Draw and write the pictures; returns the exit code.

    Raises: SettingFault for a folder that is in use, EnvironmentFault without OpenGL or with a full disk.
    """
    out = new_folder(args.out, "--out", [])
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise EnvironmentFault(
            f"cannot make the folder {out}: {fault}; check the path and permissions"
        ) from fault
    pictures = draw_pictures(args.seed, args.count, args.data)
    rows: list[dict[str, float | str]] = []
    for number, drawn in enumerate(tqdm(pictures, total=args.count, unit="picture", desc="simulate")):
        name = f"{number:05d}.{args.format}"
        _write(out / name, drawn)
        rows.append(_row(name, drawn))
    _write_labels(out / LABELS, rows)
    print(f"{len(rows)} simulated pictures of {len({row['subject'] for row in rows})} neonates in {out}")  # noqa: T201
    return 0


def _write(path: Path, drawn: LabelledPicture) -> None:
    options = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY] if path.suffix == ".jpg" else []
    _, encoded = cv2.imencode(path.suffix, cv2.cvtColor(drawn.picture, cv2.COLOR_RGB2BGR), options)
    try:
        path.write_bytes(encoded.tobytes())
    except OSError as fault:
        raise EnvironmentFault(f"cannot write {path}: {fault}; check space and permissions") from fault


def _row(name: str, drawn: LabelledPicture) -> dict[str, float | str]:
    return {
        "picture": name,
        "subject": drawn.subject,
        "label": drawn.label,
        "time": drawn.time_s,
        "group": drawn.group,
        "state": drawn.state,
        **drawn.nuisances,
    }


def _write_labels(path: Path, rows: list[dict[str, float | str]]) -> None:
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    except OSError as fault:
        raise EnvironmentFault(f"cannot write {path}: {fault}; check space and permissions") from fault
