from __future__ import annotations

import os
import subprocess
import sys

import pytest

_CHECK = """
import os, cv2
from neopain.capture.decoding.opencv import prepare
prepare()
for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    print(name, os.environ.get(name, "-"))
"""


@pytest.mark.parametrize(("given", "kept"), [(None, "-"), ("/opt/qt6/plugins", "-")])
def test_qt_is_not_sent_to_opencvs_plug_ins(given, kept):
    environment = dict(os.environ)
    environment.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
    if given:
        environment["QT_QPA_PLATFORM_PLUGIN_PATH"] = given
    ran = subprocess.run(
        [sys.executable, "-c", _CHECK], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[0] == f"QT_QPA_PLATFORM_PLUGIN_PATH {kept}"
