from __future__ import annotations

from fractions import Fraction

import av
import cv2
import pytest

from neopain.capture.films.film import Film
from neopain.capture.films.film_time import LONGEST_GAP_S
from neopain.capture.films.video import VideoSource
from neopain.core.sessions import SourceState
from tests.fakes import FakeClock
from tests.servers.pictures import HEIGHT, WIDTH, number_of, numbered, write_video

FPS, FRAMES = 20.0, 40


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    path = tmp_path_factory.mktemp("video") / "Säugling 1.avi"
    write_video(path, FRAMES, FPS)
    return path


@pytest.fixture
def clock():
    return FakeClock()


def play(source, clock, work_s=0.0):
    """(number in the picture, seq, captured_at) of each frame until the end."""
    seen = []
    while source.status.state is not SourceState.ENDED:
        frame = source.read()
        if frame is not None:
            seen.append((number_of(frame.image), frame.seq, frame.captured_at - 1000.0))
        clock.step(work_s)
    return seen


def test_at_its_own_pace_each_picture_comes_when_it_is_due(video, clock):
    seen = play(VideoSource(video, clock=clock, wait=clock.step), clock)
    assert [number for number, _, _ in seen] == list(range(FRAMES))
    assert [at for _, _, at in seen] == pytest.approx([number / FPS for number in range(FRAMES)], abs=1e-6)


def test_a_slow_reader_gets_the_pictures_of_the_moment(video, clock):
    seen = play(VideoSource(video, clock=clock, wait=clock.step), clock, work_s=0.25)
    assert len(seen) <= 10
    for number, seq, at in seen:
        assert number == seq
        assert at - number / FPS <= 1.5 / FPS


def test_as_fast_as_possible_no_picture_is_left_out(video, clock):
    source = VideoSource(video, clock=clock, pace=False, wait=lambda _: pytest.fail("waited"))
    seen = play(source, clock, work_s=0.25)
    assert [number for number, _, _ in seen] == list(range(FRAMES))


def test_the_end_is_final(video, clock):
    source = VideoSource(video, clock=clock, pace=False)
    play(source, clock)
    assert source.read() is None
    assert source.status.state is SourceState.ENDED


def test_a_file_that_is_no_video_fails_with_a_remedy_and_without_haste(tmp_path, clock):
    path = tmp_path / "notes.mp4"
    path.write_text("not a video")
    source = VideoSource(path, clock=clock, wait=clock.step)
    assert source.read() is None
    assert source.status.state is SourceState.FAILED
    assert "check or convert the file" in source.status.detail
    assert clock.now > 1001.0


def test_a_video_cut_short_ends(video, tmp_path, clock):
    path = tmp_path / "cut.avi"
    path.write_bytes(video.read_bytes()[: video.stat().st_size // 2])
    seen = play(VideoSource(path, clock=clock, pace=False), clock)
    assert 0 < len(seen) < FRAMES


def test_a_picture_that_is_due_late_stays_pending(video, clock):
    source = VideoSource(video, clock=clock, wait=clock.step)
    source._interval_s = 0.05
    assert number_of(source.read().image) == 0
    source._due_at += 3.0
    assert source.read() is None
    assert source.status.state is SourceState.LIVE
    assert source.read() is None
    assert number_of(source.read().image) == 1


def test_close_is_final_and_may_come_twice(video, clock):
    source = VideoSource(video, clock=clock, wait=clock.step)
    source.read()
    source.close()
    source.close()
    assert source.read() is None
    assert source.status.state is SourceState.STOPPED


def test_a_film_cut_short_says_so_and_a_whole_one_does_not(video, tmp_path, clock):
    path = tmp_path / "cut.avi"
    path.write_bytes(video.read_bytes()[: video.stat().st_size // 2])
    cut, whole = (VideoSource(each, clock=clock, pace=False) for each in (path, video))
    missing_s = (FRAMES - len(play(cut, clock))) / FPS
    play(whole, clock)
    assert (
        f"the video ended early: about {missing_s:.1f} s of {FRAMES / FPS:.1f} s are missing"
        in cut.status.detail
    )
    assert whole.status.detail == "the video is over"


def film(path, times_s, gap=20):
    """H.264 of `numbered` pictures at these seconds."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.time_base, stream.codec_context.gop_size = Fraction(1, 1000), gap
        for number, time_s in enumerate(times_s):
            picture = av.VideoFrame.from_ndarray(numbered(number), format="bgr24")
            picture.pts, picture.time_base = round(1000 * time_s), Fraction(1, 1000)
            out.mux(stream.encode(picture))
        out.mux(stream.encode())
    return path


@pytest.mark.parametrize("form", ["mp4", "mkv"])
def test_pictures_that_do_not_lie_evenly_come_at_their_own_times(tmp_path, clock, form):
    times = [0.0, 0.05, 0.1, 0.6, 0.65, 1.9, 2.0, 2.033, 2.5, 4.4]
    source = VideoSource(film(tmp_path / f"phone.{form}", times), clock=clock, wait=clock.step)
    seen = play(source, clock)
    assert [number for number, _, _ in seen] == list(range(10))
    assert [at for _, _, at in seen] == pytest.approx(times, abs=0.002)


@pytest.mark.parametrize("form", ["mp4", "mkv"])
def test_a_hole_in_the_middle_is_told_and_what_follows_is_played_at_its_time(tmp_path, clock, form):
    """OpenCV calls a packet that cannot be decoded the end of the film."""
    path = film(tmp_path / f"copied.{form}", [place / 20 for place in range(200)])
    content = bytearray(path.read_bytes())
    hole = slice(2 * len(content) // 5, len(content) // 2)
    content[hole] = bytes(hole.stop - hole.start)
    path.write_bytes(content)
    source = VideoSource(path, clock=clock, wait=clock.step)
    seen = play(source, clock)
    assert seen[-1][0] == 199
    assert len(seen) < 200
    assert seen[-1][2] == pytest.approx(199 / 20, abs=0.5)
    assert [event.code for event in source.take_events()].count("film_damaged") == 1


@pytest.mark.parametrize("leap_s", [3600.0, -1000.0])
def test_stamps_that_leap_do_not_stop_the_film_and_are_told_once(video, clock, leap_s, monkeypatch):
    monkeypatch.setattr(Film, "get", leaping(Film.get, leap_s))
    waits = []

    def wait(seconds):
        waits.append(seconds)
        clock.step(seconds)

    source = VideoSource(video, clock=clock, wait=wait)
    seen = play(source, clock)
    assert [number for number, _, _ in seen] == list(range(FRAMES))
    assert seen[-1][2] <= FRAMES / FPS + 4 * LONGEST_GAP_S
    (event,) = source.take_events()
    assert event.code == "film_time_jumped"
    assert f"{abs(leap_s):.0f} s" in event.text
    assert source.status.detail == "the video is over"


def leaping(get, leap_s):
    """`get` with time stamps that leap after one second, and back, and again."""

    def leap(film, prop):
        told = get(film, prop)
        if prop != cv2.CAP_PROP_POS_MSEC:
            return told
        return told + 1000.0 * leap_s * (int(told / 500.0) % 2)

    return leap
