"""The heel lance through every way in: network cameras on loopback and a video file raise the same alert."""

import json
import signal

import cv2
import pytest

from neopain import paths
from tests.programs.loaded_programs import run, start
from tests.servers.http_camera import http_camera
from tests.servers.rtp import H264Payload
from tests.servers.rtsp_camera import rtsp_camera
from tests.servers.sending import Sending

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
FILM_FPS, EACH = 15, 9
"""Every ninth picture is sent: what is asked here is the way in, and each picture costs its analysis."""
FPS = FILM_FPS / EACH
FROM_S, TO_S = 27.0, 45.0
"""Some seconds before the lance, and the cry: the part of the film that matters."""


@pytest.fixture(scope="module")
def film():
    """The film's pictures around the lance, uint8 (480, 640, 3) BGR."""
    reader = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    pictures = []
    for number in range(int(TO_S * FILM_FPS)):
        assert reader.grab()
        if number >= FROM_S * FILM_FPS and number % EACH == 0:
            pictures.append(reader.retrieve()[1])
    reader.release()
    return pictures


def monitored(source, data, for_s=26, *, until_pain=False):
    """What a monitor printed, and its session; `until_pain`: it is interrupted at the alert."""
    program = start("monitor", "--headless", "--source", source, "--for", f"{for_s}s", "--data", data)
    printed = ""
    for line in program.stdout:
        printed += line
        if until_pain and "RAISED" in line and "PAIN SCORE" in line:
            program.send_signal(signal.SIGINT)
    _, faults = program.communicate(timeout=150)
    assert program.returncode == 0, printed + faults
    listed = run("sessions", "--json", "--data", data)
    assert listed.returncode == 0, listed.stderr
    return printed, json.loads(listed.stdout)[0]


def assert_alert(printed, session):
    assert "alarm: RAISED" in printed, printed
    assert "PAIN SCORE" in printed
    assert session["simulated"] is False, "a stream is not known to be simulated"
    assert session["scored"] > 10


def test_http_mjpeg(film, tmp_path):
    def encoded(number):
        picture = film[min(number, len(film) - 1)]
        return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()

    with http_camera(Sending(fps=FPS), encoded=encoded) as port:
        printed, session = monitored(f"http://nurse:s3cret@127.0.0.1:{port}/video", tmp_path, until_pain=True)
    assert_alert(printed, session)
    assert "s3cret" not in printed + json.dumps(session)


def test_rtsp_h264(film, tmp_path):
    class Film(H264Payload):
        def __init__(self):
            super().__init__(lambda number: film[min(number, len(film) - 1)])

    with rtsp_camera(Sending(fps=FPS), codec=Film) as port:
        assert_alert(*monitored(f"rtsp://127.0.0.1:{port}/video", tmp_path, until_pain=True))


def test_video_file(film, tmp_path):
    path = tmp_path / "ward.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (640, 480))
    for picture in film:
        writer.write(picture)
    writer.release()
    printed, session = monitored(str(path), tmp_path / "data", for_s=60)
    assert_alert(printed, session)
    assert session["duration_s"] < 40, "the end of the file ends the session"


def test_a_camera_that_dies_is_an_alarm_and_a_gap_not_a_low_score(film, tmp_path):
    def encoded(number):
        return cv2.imencode(".jpg", film[number % len(film)])[1].tobytes()

    with http_camera(Sending(fps=FPS, stop_after=round(6 * FPS)), encoded=encoded) as port:
        printed, session = monitored(f"http://127.0.0.1:{port}/video", tmp_path, for_s=22)
    assert "alarm: RAISED" in printed
    assert any(word in printed for word in ("CAMERA LOST", "PICTURE STALE")), printed
    assert "no_picture" in printed
    assert session["scored"] < session["readings"]
