"""`neopain camera test`: one camera, stage by stage, for whoever attaches it."""

from __future__ import annotations

import argparse
import os

from neopain.commands.output import say


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = "Look at one camera without monitoring."
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    test = actions.add_parser("test", help="test a camera stage by stage")
    test.description = (
        "Test a camera and print a line for each stage: address, connection, certificate, login, first "
        "picture, rate, size, delay. It ends at the first stage that fails, with cause and remedy; the exit "
        "code is then 1. NEOPAIN_CAMERA_USER, NEOPAIN_CAMERA_PASSWORD and NEOPAIN_CAMERA_CERTIFICATE are "
        "used as by the monitor."
    )
    test.add_argument(
        "address",
        metavar="ADDRESS",
        help="a camera's number, a device, or an address (rtsp://, http://, ...)",
    )
    test.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print each stage as it ends. Returns: 1 when one failed."""
    # Loaded only to test: `--help` has no need of cameras.
    from neopain.capture.credentials import CERTIFICATE_VARIABLE, from_environment  # noqa: PLC0415
    from neopain.capture.probe import CameraProbe  # noqa: PLC0415
    from neopain.core.clock import SystemClock  # noqa: PLC0415

    login = from_environment()
    probe = CameraProbe(
        arguments.address,
        clock=SystemClock(),
        user=login.user,
        password=login.password,
        fingerprint=os.environ.get(CERTIFICATE_VARIABLE, ""),
    )
    passed = True
    for stage in probe.stages():
        passed = passed and stage.passed
        say(f"{'ok' if stage.passed else 'FAILED':<8}{stage.name:<15}{stage.words}")
    return 0 if passed else 1
