from __future__ import annotations

import threading

import pytest

from neopain.capture.films.simulated import SimulatedNeonate
from neopain.core.sessions import SourceState
from tests.fakes import FakeClock
from tests.servers.pictures import number_of, write_video

FPS, FRAMES = 10.0, 60
PHASES = """
[[phase]]
name = "asleep"
start_s = 0.0

[[phase]]
name = "heel lance"
start_s = 4.0
"""


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clip") / "heel.avi"
    write_video(path, FRAMES, FPS)
    path.with_suffix(".toml").write_text(PHASES, encoding="utf-8")
    return path


@pytest.fixture
def clock():
    return FakeClock()


def take(source, count):
    frames = [source.read() for _ in range(count)]
    return [(number_of(frame.image), frame.seq, frame.captured_at - 1000.0) for frame in frames]


def test_it_says_that_it_is_simulated(clip, clock):
    source = SimulatedNeonate(clip, clock)
    assert source.simulated is True
    assert source.name == "simulated neonate"
    assert source.status.state is SourceState.CONNECTING


def test_pictures_come_when_due_and_the_film_loops_with_growing_numbers(clip, clock):
    source = SimulatedNeonate(clip, clock, wait=clock.step)
    seen = take(source, 2 * FRAMES + 30)
    assert [number for number, _, _ in seen] == [number % FRAMES for number in range(2 * FRAMES + 30)]
    assert [seq for _, seq, _ in seen] == list(range(2 * FRAMES + 30))
    assert [at for _, _, at in seen] == pytest.approx([seq / FPS for _, seq, _ in seen], abs=1e-6)
    assert source.status.state is SourceState.LIVE


@pytest.mark.parametrize("pause_s", [0.55, 3.3, 7.7, 25.0, 1003.4])
def test_it_never_falls_behind(clip, clock, pause_s):
    source = SimulatedNeonate(clip, clock, wait=clock.step)
    take(source, 5)
    clock.step(pause_s)
    number, seq, at = take(source, 1)[0]
    assert number == seq % FRAMES
    assert 0.0 <= at - seq / FPS < 1.0 / FPS
    following = take(source, 3)
    assert [later for _, later, _ in following] == [seq + 1, seq + 2, seq + 3]
    assert [later for later, _, _ in following] == [(seq + step) % FRAMES for step in (1, 2, 3)]


def test_as_fast_as_possible_no_picture_is_left_out(clip, clock):
    source = SimulatedNeonate(clip, clock, pace=False, wait=lambda _: pytest.fail("waited"))
    seen = []
    for _ in range(FRAMES + 5):
        seen += take(source, 1)
        clock.step(0.7)
    assert [seq for _, seq, _ in seen] == list(range(FRAMES + 5))
    assert source.phase(clock.monotonic()) == "asleep"


def test_the_phase_follows_the_film(clip, clock):
    source = SimulatedNeonate(clip, clock, wait=clock.step)
    assert source.phase(clock.monotonic()) == ""
    source.read()
    assert source.phase(1000.0) == "asleep"
    assert source.phase(1003.9) == "asleep"
    assert source.phase(1004.0) == "heel lance"
    assert source.phase(1006.1) == "asleep"
    assert source.phase(1034.5) == "heel lance"


def test_a_missing_clip_is_told_and_nothing_is_raised(tmp_path, clock):
    waits = []
    source = SimulatedNeonate(tmp_path / "none.mp4", clock, wait=waits.append)
    assert source.read() is None
    assert source.status.state is SourceState.FAILED
    assert "none.mp4 is missing" in source.status.detail
    assert "reinstall" in source.status.detail
    assert source.read() is None
    assert all(0.5 <= wait <= 2.0 for wait in waits)


@pytest.mark.parametrize("content", [b"", b"not a film" * 100])
def test_a_foreign_file_is_told(tmp_path, clock, content):
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    path.with_suffix(".toml").write_text(PHASES, encoding="utf-8")
    source = SimulatedNeonate(path, clock, wait=clock.step)
    assert source.read() is None
    assert source.status.state is SourceState.FAILED
    assert "cannot be read as a video" in source.status.detail


@pytest.mark.parametrize("script", ["", "phase = 3", "[[phase]]\nname = 'asleep'", "not toml ["])
def test_a_damaged_script_is_told(clip, tmp_path, clock, script):
    path = tmp_path / "clip.avi"
    path.write_bytes(clip.read_bytes())
    path.with_suffix(".toml").write_text(script, encoding="utf-8")
    source = SimulatedNeonate(path, clock, wait=clock.step)
    assert source.read() is None
    assert source.status.state is SourceState.FAILED
    assert "does not name the clip's phases" in source.status.detail


def test_a_torn_clip_fails_instead_of_standing_still(clip, tmp_path, clock):
    path = tmp_path / "clip.avi"
    whole = clip.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    path.with_suffix(".toml").write_text(PHASES, encoding="utf-8")
    source = SimulatedNeonate(path, clock, wait=clock.step)
    frames = [source.read() for _ in range(FRAMES + 1)]
    assert None in frames
    assert source.status.state is SourceState.FAILED


def test_closing_is_final_and_may_be_done_twice_from_any_thread(clip, clock):
    source = SimulatedNeonate(clip, clock, wait=clock.step)
    assert source.read() is not None
    closer = threading.Thread(target=source.close)
    closer.start()
    closer.join()
    source.close()
    assert source.status.state is SourceState.STOPPED
    assert source.read() is None


def test_closing_wakes_a_reader_that_waits(clip):
    clock = FakeClock()
    source = SimulatedNeonate(clip, clock)
    assert source.read() is not None
    given = []
    reader = threading.Thread(target=lambda: given.append(source.read()))
    reader.start()
    source.close()
    reader.join(1.0)
    assert not reader.is_alive()
    assert given == [None]
