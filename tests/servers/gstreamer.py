"""GStreamer's RTSP server as a camera: a peer that nobody here wrote. Runs under the system's Python.

Debian: gir1.2-gst-rtsp-server-1.0, gstreamer1.0-plugins-{base,good,bad,ugly}, python3-gi.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

SYSTEM_PYTHON = "/usr/bin/python3"
PIPELINES = {
    "h264": "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=15 ! rtph264pay name=pay0 pt=96",
    "h265": "x265enc tune=zerolatency speed-preset=ultrafast key-int-max=15 ! rtph265pay name=pay0 pt=96",
    "jpeg": "jpegenc ! rtpjpegpay name=pay0 pt=26",
}
# The server's own clock runs in the picture: a ball on a background, and its running time as text where pango is.
_SOURCE = (
    "videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=15/1,format=I420"
)
_SERVER = """
import json, sys
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer

options = json.loads(sys.argv[1])
Gst.init(None)
try:
    Gst.parse_launch("( " + options["launch"] + " )")
except GLib.Error as fault:
    print("missing " + fault.message, flush=True)
    sys.exit(3)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch("( " + options["launch"] + " )")
factory.set_shared(True)
flags = GstRtsp.RTSPLowerTrans
factory.set_protocols(flags.UDP if options["udp"] else flags.TCP)
if options["user"]:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "user")
    if options["digest"]:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(options["user"], options["password"], token)
    else:
        basic = GstRtspServer.RTSPAuth.make_basic(options["user"], options["password"])
        auth.add_basic(basic, token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("user", "media.factory.access", True)
    permissions.add_permission_for_role("user", "media.factory.construct", True)
    factory.set_permissions(permissions)
server.get_mount_points().add_factory("/bed3", factory)
server.attach(None)
print("port %d" % server.get_bound_port(), flush=True)
GLib.MainLoop().run()
"""


@contextmanager
def gstreamer_camera(
    codec: str, *, udp: bool = False, credentials: str = "", digest: bool = False
) -> Iterator[int]:
    """Serve rtsp://127.0.0.1:PORT/bed3; skips the test, with the reason, where GStreamer or a plugin is missing."""
    if shutil.which(SYSTEM_PYTHON) is None:
        pytest.skip(f"GStreamer's RTSP server needs {SYSTEM_PYTHON}")
    user, _, password = credentials.partition(":")
    options = {
        "launch": f"{_SOURCE} ! {PIPELINES[codec]}", "udp": udp, "digest": digest, "user": user, "password": password,
    }  # fmt: skip
    with subprocess.Popen(
        [SYSTEM_PYTHON, "-I", "-c", _SERVER, json.dumps(options)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        try:
            said = server.stdout.readline()
            if not said.startswith("port "):
                server.wait(10)
                why = said.strip() or server.stderr.read().strip().splitlines()[-1]
                pytest.skip(f"GStreamer's RTSP server or a plugin of it is not installed: {why}")
            yield int(said.split()[1])
        finally:
            server.kill()
