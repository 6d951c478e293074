"""`neopain monitor`: watch a source, in the window or headless."""

from __future__ import annotations

import argparse

from neopain import paths
from neopain.bedside.build_session import SessionWish
from neopain.commands import headless, window
from neopain.commands.arguments import add_cpu, add_data, seconds
from neopain.core.clinical.admission import check_patient_code
from neopain.core.errors import SettingFault
from neopain.settings import read_ward_settings

SOURCES = """\
SOURCE is one of
  simulated     the simulated neonate (the default)
  0, 1, ...     a USB camera by its number (or /dev/video0)
  rtsp://...    a network camera; http://... for an MJPEG stream
  FILE          a video file, at its own pace
  FOLDER        a folder of pictures, in name order

Headless, the exit code is 0 when monitoring ended as asked, and 1 with the reason when not one picture came,
when something could not be recorded, or when the program failed.
"""


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "monitor",
        help="watch a camera, a stream, a file or the simulated neonate",
        description="Watch a source, show or print the facial pain score and record the session.",
        epilog=SOURCES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--source", default="simulated", metavar="SOURCE", help="what to watch (see below)")
    parser.add_argument("--headless", action="store_true", help="no window: a status line a second")
    parser.add_argument(
        "--for", dest="for_s", type=seconds, metavar="60s", help="stop after this time (60s, 5m, 1h)"
    )
    parser.add_argument("--patient", default="", metavar="CODE", help="pseudonym of the patient")
    add_data(parser)
    add_cpu(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Monitor until told to stop. Raises: NeopainError."""
    if not arguments.source.strip():
        raise SettingFault("--source is empty; try `--source simulated`")
    patient = check_patient_code(arguments.patient) if arguments.patient else ""
    data = paths.data(arguments.data)
    wish = SessionWish(
        source=arguments.source,
        data=data,
        patient_code=patient,
        outside_training=read_ward_settings(data).outside_training,
    )
    if arguments.headless:
        return headless.monitor(wish, for_s=arguments.for_s, prefer_gpu=not arguments.cpu)
    return window.show(wish, for_s=arguments.for_s, prefer_gpu=not arguments.cpu)
