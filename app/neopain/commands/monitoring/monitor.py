"""`neopain monitor`: watch a source, in the window or headless."""

from __future__ import annotations

import argparse
import re
from dataclasses import replace

from neopain import paths
from neopain.commands.arguments import add_cpu, add_data, seconds
from neopain.commands.startup.log import keep_log
from neopain.core.errors import SettingFault

SOURCES = """\
SOURCE is one of
  simulated     the simulated neonate (the default)
  0, 1, ...     a USB camera by its number (or /dev/video0)
  rtsp://...    a network camera; http://... for an MJPEG stream
  camera:NAME   a camera that was attached, as --camera NAME
  FILE          a video file, at its own pace
  FOLDER        a folder of pictures, in name order

Headless, the exit code is 0 when monitoring ended as asked, and 1 with the reason when not one picture came,
when something could not be recorded, or when the program failed.
"""


SIMULATED = "simulated"
_BED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")


def bed(text: str) -> tuple[str, str]:
    """`NAME=SOURCE` as its two parts. Raises: argparse.ArgumentTypeError."""
    name, equals, source = text.partition("=")
    # What stands behind the name may hold a password: it is not repeated.
    if not equals or not source.strip():
        raise argparse.ArgumentTypeError("expected NAME=SOURCE, such as 4=rtsp://192.168.1.20/stream")
    if _BED.fullmatch(name) is None:
        raise argparse.ArgumentTypeError(
            f"a bed's name is 1 to 32 letters, digits, - and _, as it names a folder; got {name!r}"
        )
    return name, source


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = "Watch a source, show or print the facial pain score and record the session."
    parser.epilog = SOURCES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--source", default=SIMULATED, metavar="SOURCE", help="what to watch (see below)")
    what.add_argument("--camera", metavar="NAME", help="a camera that was attached (`neopain camera list`)")
    parser.add_argument("--headless", action="store_true", help="no window: a status line a second")
    parser.add_argument(
        "--for", dest="for_s", type=seconds, metavar="60s", help="stop after this time (60s, 5m, 1h)"
    )
    parser.add_argument(
        "--jsonl",
        metavar="FILE|-",
        help="headless: also write a line of JSON for each reading, alarm and note as it happens; "
        "- is stdout, and what is for people then goes to stderr",
    )
    parser.add_argument(
        "--lsl",
        action="store_true",
        help="also tell readings, alarms and notes as streams of the lab streaming layer (research "
        "level: everybody on the network may read; needs pip install '.[lsl]')",
    )
    parser.add_argument(
        "--bed",
        action="append",
        default=[],
        type=bed,
        metavar="NAME=SOURCE",
        help="headless: monitor this bed, too; once for each bed. Networks are shared, sessions are kept in "
        "DIR/beds/NAME",
    )
    parser.add_argument(
        "--full-rate", action="store_true", help="score a still and calm face as often as any other"
    )
    parser.add_argument(
        "--adaptation",
        choices=("on", "off"),
        help="whether scores are adapted to the infant (default: as the ward set it, else off)",
    )
    parser.add_argument("--patient", default="", metavar="CODE", help="pseudonym of the patient")
    add_data(parser)
    add_cpu(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Monitor until told to stop. Raises: NeopainError."""
    # Loaded only to monitor: `--help` has no need of cameras and models.
    from neopain.bedside.cameras.asked_camera import asked_camera  # noqa: PLC0415
    from neopain.bedside.cameras.known_cameras import SPEC  # noqa: PLC0415
    from neopain.bedside.session_wish import SessionWish  # noqa: PLC0415
    from neopain.core.clinical.admission import check_patient_code  # noqa: PLC0415
    from neopain.core.score.infant.adaptation import AdaptationChoice  # noqa: PLC0415
    from neopain.settings import read_ward_settings  # noqa: PLC0415

    if arguments.bed:
        _check_beds(arguments)
    source = arguments.source if arguments.camera is None else f"camera:{arguments.camera}"
    if not source.strip():
        raise SettingFault("--source is empty; try `--source simulated`")
    patient = check_patient_code(arguments.patient) if arguments.patient else ""
    if arguments.jsonl is not None and not arguments.headless:
        raise SettingFault("--jsonl needs --headless")
    data = paths.data(arguments.data)
    ward = read_ward_settings(data)
    wish = SessionWish(
        source=source,
        data=data,
        patient_code=patient,
        outside_training=ward.outside_training,
        adaptation=AdaptationChoice(arguments.adaptation or ward.adaptation),
        intervals=ward.intervals,
        rests=not arguments.full_rate,
        models_in=data,
        clips=ward.clips,
    )
    keep_log(data)
    if not (arguments.bed or arguments.headless):
        from neopain.commands.monitoring import window  # noqa: PLC0415

        return window.show(wish, for_s=arguments.for_s, prefer_gpu=not arguments.cpu, streams=arguments.lsl)
    from neopain.commands.monitoring import headless  # noqa: PLC0415
    from neopain.commands.monitoring.live_target import live_wishes  # noqa: PLC0415

    if arguments.bed:
        wishes = {
            name: replace(
                wish,
                source=given,
                data=data / paths.BEDS / name,
                camera=asked_camera(given, data) if given.startswith(SPEC) else None,
            )
            for name, given in arguments.bed
        }
        return headless.monitor(wishes, for_s=arguments.for_s, prefer_gpu=not arguments.cpu)
    if source.startswith(SPEC):
        wish = replace(wish, camera=asked_camera(source, data))
    live = live_wishes(arguments.jsonl, ward.time_zone, lsl=arguments.lsl)
    return headless.monitor({"": wish}, for_s=arguments.for_s, prefer_gpu=not arguments.cpu, live=live)


def _check_beds(arguments: argparse.Namespace) -> None:
    if not arguments.headless:
        raise SettingFault("--bed needs --headless; the window shows one bed")
    alone = arguments.camera or arguments.patient or arguments.jsonl is not None or arguments.lsl
    if alone or arguments.source != SIMULATED:
        raise SettingFault(
            "--bed names each source itself, and goes with neither --source, --camera, --patient, --jsonl "
            "nor --lsl"
        )
    names = [name.casefold() for name, _ in arguments.bed]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SettingFault(f"each bed has a name of its own; --bed has {', '.join(twice)} twice")
