"""`neopain camera`: find, test, save, list and forget cameras, for whoever attaches them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from neopain import paths
from neopain.commands.arguments import add_data, seconds
from neopain.commands.output import say

if TYPE_CHECKING:
    from neopain.bedside.cameras.known_cameras import KnownCameras

LOGIN_WORDS = (
    "NEOPAIN_CAMERA_USER, NEOPAIN_CAMERA_PASSWORD and NEOPAIN_CAMERA_CERTIFICATE are used as by the monitor."
)


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = "Find, test and keep cameras without monitoring."
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    test = actions.add_parser("test", help="test a camera stage by stage, and keep it by a name if wanted")
    test.description = (
        "Test a camera and print a line for each stage: address, connection, certificate, login, first "
        "picture, rate, size, codec, delay, clock. It ends at the first stage that fails, with cause and "
        f"remedy; the exit code is then 1. {LOGIN_WORDS}"
    )
    test.add_argument(
        "address",
        metavar="ADDRESS",
        help="a camera's number, a device, an address (rtsp://, http://, ...), or camera:NAME of a known one",
    )
    test.add_argument("--save", metavar="NAME", help="when it passes, know it by this name from now on")
    add_data(test)
    test.set_defaults(run=_test)
    lists = actions.add_parser("list", help="cameras that are known, and those that are plugged in")
    add_data(lists)
    lists.set_defaults(run=_list)
    discover = actions.add_parser("discover", help="look for ONVIF cameras in this network")
    discover.description = (
        "Ask the network for ONVIF cameras and print name, host, kind and ONVIF address of each; with "
        f"--streams, also the addresses of its streams, the best one first. {LOGIN_WORDS}"
    )
    discover.add_argument("hosts", nargs="*", metavar="HOST", help="ask this host too, as in another network")
    discover.add_argument("--for", dest="for_s", type=seconds, default=3.0, metavar="3s", help="how long")
    discover.add_argument("--streams", action="store_true", help="ask each camera for its streams")
    discover.set_defaults(run=_discover)
    forget = actions.add_parser("forget", help="forget a known camera and its login")
    forget.add_argument("name", metavar="NAME")
    add_data(forget)
    forget.set_defaults(run=_forget)


def _test(arguments: argparse.Namespace) -> int:
    """Print each stage as it ends. Returns: 1 when one failed."""
    # Loaded only to test: `--help` has no need of cameras.
    from neopain.bedside.cameras.asked_camera import asked_camera  # noqa: PLC0415
    from neopain.bedside.cameras.known_cameras import check_camera_name  # noqa: PLC0415
    from neopain.capture.probe import CameraProbe  # noqa: PLC0415
    from neopain.core.clock import SystemClock  # noqa: PLC0415

    data = paths.data(arguments.data)
    name = "" if arguments.save is None else check_camera_name(arguments.save)
    access = asked_camera(arguments.address, data)
    login = access.login
    probe = CameraProbe(
        access.spec,
        clock=SystemClock(),
        user="" if login is None else login.user,
        password="" if login is None else login.password,
        fingerprint=access.fingerprint,
    )
    passed = True
    for stage in probe.stages():
        passed = passed and stage.passed
        say(f"{'ok' if stage.passed else 'FAILED':<8}{stage.name:<15}{stage.words}")
    if passed and name:
        _, lasts = _known(data).save(name, access.spec, login=login, fingerprint=access.fingerprint)
        say(f"known as {name}: neopain monitor --camera {name!r}")
        if not lasts:
            say(
                "its login is not kept, as there is no keyring here that may hold it: "
                "give NEOPAIN_CAMERA_USER and NEOPAIN_CAMERA_PASSWORD with each start"
            )
    return 0 if passed else 1


def _list(arguments: argparse.Namespace) -> int:
    from neopain.capture.usb.cameras import list_cameras  # noqa: PLC0415

    cameras = _known(paths.data(arguments.data)).all()
    for one in cameras:
        login = "with a login" if one.login else "no login"
        say(f"known    {one.name}  {one.address}  {login}  last used {one.used_utc}")
    taken = {one.address for one in cameras}
    plugged = [one for one in list_cameras() if one.spec not in taken]
    for plug in plugged:
        say(f"plugged  {plug.name}  {plug.spec}")
    if not (cameras or plugged):
        say("no camera is known, and none is plugged in; try `neopain camera discover`")
    return 0


def _discover(arguments: argparse.Namespace) -> int:
    """Returns: 1 when no camera answered."""
    from neopain.capture.addresses.credentials import from_environment  # noqa: PLC0415
    from neopain.capture.discovery.onvif import OnvifCamera  # noqa: PLC0415
    from neopain.capture.discovery.ws_discovery import search  # noqa: PLC0415
    from neopain.core.clock import SystemClock  # noqa: PLC0415
    from neopain.core.errors import NeopainError  # noqa: PLC0415

    clock, found, login = SystemClock(), 0, from_environment()
    for one in search(clock, wait_s=arguments.for_s, hosts=arguments.hosts):
        found += 1
        say(f"{one.name}  {one.host}  {one.hardware or 'kind not told'}  {one.service}")
        if arguments.streams:
            try:
                camera = OnvifCamera(one.service, user=login.user, password=login.password, clock=clock)
                for offer in camera.offers():
                    size = f"{offer.size[0]} x {offer.size[1]}" if offer.size[0] else "size not told"
                    say(f"    {offer.url}  {offer.codec}  {size}")
            except NeopainError as fault:
                say(f"    {fault}")
    if not found:
        say(
            "no camera answered; switch ONVIF on in the camera, check that it is in the same network as this "
            "computer, or name its HOST"
        )
    return 0 if found else 1


def _forget(arguments: argparse.Namespace) -> int:
    """Returns: 1 when there was none of that name."""
    forgotten = _known(paths.data(arguments.data)).forget(arguments.name)
    say(f"{arguments.name} is {'forgotten, with its login' if forgotten else 'no known camera'}")
    return 0 if forgotten else 1


def _known(data: Path) -> KnownCameras:
    from neopain.bedside.cameras.asked_camera import known_cameras  # noqa: PLC0415

    return known_cameras(data)
