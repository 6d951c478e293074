"""`neopain score`: one score per picture, for a look at single pictures and for scripts."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tqdm import tqdm

from neopain import paths
from neopain.commands.arguments import add_cpu, add_data
from neopain.core.errors import RecordFault
from neopain.core.facial_actions import FacialAction, FacialActions
from neopain.core.frames import Face
from neopain.core.interval import Interval
from neopain.core.readings import RawReading, Reason
from neopain.reports.atomic import refusals_of, whole_files

COLUMNS = (
    "picture",
    "score",
    "quality",
    "reason",
    "face_x_px",
    "face_y_px",
    "face_size_px",
    "face_roll_deg",
    "distance",
    "score_low",
    "score_high",
    "distress",
    *FacialAction,
    *(f"{action}_confidence" for action in FacialAction),
)


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Write one row per picture: picture, score (0 to 10, empty where it cannot assess), quality and "
        "reason; middle, size and roll of the face wherever one was found, also where it is not scored; and "
        "the face's distance from all that the model was trained on, in multiples of the limit: over 1 it is "
        "not scored; the ends of the score's interval; what the expression network says (distress, 0 to 1), "
        "strength and confidence of each facial action, empty where it cannot be seen. Investigational: not "
        "a clinical scale."
    )
    parser.add_argument(
        "pictures", type=Path, metavar="PICTURE|FOLDER", help="a picture, or a folder of them"
    )
    parser.add_argument(
        "--csv", required=True, metavar="FILE|-", help="where to write; it must not exist; - is stdout"
    )
    parser.add_argument(
        "--replace", action="store_true", help="write over a file that exists, but never over a picture"
    )
    add_data(parser)
    add_cpu(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Score every picture. Raises: SettingFault, ModelFault, RecordFault."""
    # Loaded only to score: `--help` has no need of models.
    from neopain.bedside.active_models import open_active_models, pipeline_of  # noqa: PLC0415
    from neopain.capture.addresses.names import shown_name  # noqa: PLC0415
    from neopain.capture.stills.pictures import iter_pictures, list_pictures, other_kinds  # noqa: PLC0415
    from neopain.core.clock import SystemClock  # noqa: PLC0415
    from neopain.core.frames import Frame  # noqa: PLC0415

    pictures = list_pictures(arguments.pictures)
    _refuse_target(arguments.csv, pictures, replace=arguments.replace)
    count, unread = len(pictures), 0
    models = open_active_models(paths.data(arguments.data), prefer_gpu=not arguments.cpu, follow=False)
    clock = SystemClock()
    pipeline = pipeline_of(models, clock, measure_refused=True)
    try:
        with _opened(arguments.csv, replace=arguments.replace) as target:
            rows = csv.writer(target, lineterminator="\n")
            rows.writerow(COLUMNS)
            read = tqdm(iter_pictures(arguments.pictures), total=count, unit="picture", disable=None)
            for seq, (path, image, why) in enumerate(read):
                at = clock.monotonic()
                if image is None:
                    unread += 1
                    _say_why(shown_name(path), why)
                    reading = RawReading(seq, at, reason=Reason.UNREADABLE_PICTURE)
                else:
                    reading = pipeline.process(Frame(seq, at, image))
                rows.writerow(row(name_of(path, arguments.pictures), reading))
    finally:
        pipeline.close()
    others = other_kinds(arguments.pictures)
    if others:
        names = ", ".join(shown_name(one) for one in others[:3]) + (", ..." if len(others) > 3 else "")
        _say(f"left out {len(others)} of other kinds ({names}): save them as JPEG or PNG")
    # A picture that cannot be read is a row like any other; none that could is no success.
    return 1 if unread == count else 0


def _say_why(name: str, why: str) -> None:
    """On the side channel, so that a table on standard output stays a table."""
    _say(f"{name} cannot be read: {why}")


def _say(text: str) -> None:
    print(f"neopain: {text}", file=sys.stderr)  # noqa: T201


def name_of(path: Path, given: Path) -> str:
    """The picture's name in the table: below the given folder, with forward slashes on every system."""
    return path.relative_to(given).as_posix() if given.is_dir() else path.name


def row(name: str, reading: RawReading) -> tuple[str, ...]:
    """One line of the table: a score only where there is one, place and distance where there is a face."""
    score = "" if reading.raw is None else f"{reading.raw:.3f}"
    reason = "" if reading.reason is None else reading.reason.value
    distance = "" if reading.distance is None else f"{reading.distance:.4f}"
    distress = "" if reading.distress is None else f"{reading.distress:.3f}"
    ends = ("", "") if reading.interval is None else _ends(reading.interval)
    return (
        _plain(name),
        score,
        reading.quality.value,
        reason,
        *_place(reading.face),
        distance,
        *ends,
        distress,
        *_signs(reading.actions),
    )


def _signs(actions: FacialActions | None) -> tuple[str, ...]:
    """Strengths, then confidences; empty where an action cannot be seen."""
    seen = [None if actions is None else actions[action] for action in FacialAction]
    return (
        *("" if one is None else f"{one.strength:.2f}" for one in seen),
        *("" if one is None else f"{one.confidence:.2f}" for one in seen),
    )


def _ends(interval: Interval) -> tuple[str, str]:
    return f"{interval.low:.3f}", f"{interval.high:.3f}"


def _place(face: Face | None) -> tuple[str, str, str, str]:
    """Middle and size (geometric mean of the box's sides) in px of the picture, and the roll, clockwise."""
    if face is None:
        return "", "", "", ""
    box = face.box
    middle_x, middle_y = box.x + box.width / 2, box.y + box.height / 2
    size = (box.width * box.height) ** 0.5
    return f"{middle_x:.1f}", f"{middle_y:.1f}", f"{size:.1f}", f"{face.roll_deg:.1f}"


def _plain(name: str) -> str:
    # A name need not be text: bytes that are none are written as escapes, so that the table is always UTF-8.
    name = name.encode("utf-8", "backslashreplace").decode("utf-8")
    # A spreadsheet would run a cell that begins like a formula.
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name


def _refuse_target(where: str, pictures: Sequence[Path], *, replace: bool) -> None:
    """Before minutes of looking: a table never goes over a picture, nor unasked over anything else.

    Raises: RecordFault.
    """
    target = Path(where)
    if where == "-" or not target.is_file():
        return
    if not replace:
        raise RecordFault(
            f"expected --csv to name a new file; {where} exists, and nothing was replaced; name another, or "
            "say --replace"
        )
    if any(target.samefile(picture) for picture in pictures if picture.is_file()):
        raise RecordFault(
            f"expected --csv apart from the pictures; {where} is one of them; nothing was written; name "
            "another"
        )


@contextmanager
def _opened(where: str, *, replace: bool) -> Iterator[TextIO]:
    target = Path(where)
    if where == "-":
        yield sys.stdout
        sys.stdout.flush()
    elif target.exists() and not target.is_file() and not target.is_dir():
        with refusals_of(where), target.open("w", encoding="utf-8", newline="") as device:
            yield device
    else:
        with whole_files(target, replace=replace) as drafts:
            yield drafts.open(target)
