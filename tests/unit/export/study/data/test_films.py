"""The picture that is shown at a second, whatever the recorder did with time."""

import bisect
from fractions import Fraction

import numpy as np
import pytest

from neopain.core.errors import SettingFault, SourceFault
from neopain_export.study.data.csv_manifest import ReadingOptions, read_csv
from neopain_export.study.data.film_index import decode_at, decode_between, index_of
from neopain_export.study.data.films import VideoFrame, frame_before, is_video, sample_times
from tests.unit.export.study.films import even_times, number_in, phone_times, write_film

MILLI = Fraction(1, 1000)
RECORDERS = {
    "even.mp4": (even_times(), {}),
    "phone.mp4": (phone_times(), {}),
    "phone.mkv": (phone_times(), {"unit": MILLI}),
    "phone-long-gop.mov": (phone_times(), {"gop": 600}),
    "waits-for-motion.mp4": (even_times(60, 15.0) + even_times(60, 15.0, start=24.0), {}),
    "starts-late.mp4": (even_times(90, start=5.0), {}),
    "even.ts": (even_times(), {"form": "mpegts"}),
    "camcorder.MTS": (even_times(), {"form": "mpegts"}),
    "even.avi": (even_times(), {"codec": "mjpeg", "pixels": "yuvj420p", "unit": Fraction(1, 30)}),
    "mpeg4.avi": (even_times(), {"codec": "mpeg4", "unit": Fraction(1, 30)}),
    "phone.webm": (phone_times(90), {"codec": "libvpx", "unit": MILLI, "options": {"deadline": "realtime", "cpu-used": "8"}}),
    "raw.h264": (even_times(60), {"form": "h264"}),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDERS)
def test_every_sampled_frame_is_the_one_on_the_screen(name, tmp_path):
    times, how = RECORDERS[name]
    path = write_film(tmp_path / name, times, **how)
    assert is_video(path)
    shown = [time_s - times[0] for time_s in times]
    if name == "raw.h264":
        shown = even_times(60, 25.0)  # a raw stream states no time; FFmpeg's own 25 a second stands
    sampled = sample_times(path, 0.5)
    assert len(sampled) >= 4
    for time_s in sampled:
        expected = bisect.bisect_right(shown, time_s + 1e-3) - 1
        assert abs(number_in(VideoFrame(path, time_s).load()) - expected) <= 1, (name, time_s)


def test_the_times_reach_to_the_end_and_a_pause_gives_no_copies(tmp_path):
    path = write_film(tmp_path / "gap.mp4", even_times(60, 15.0) + even_times(60, 15.0, start=24.0))
    sampled = sample_times(path, 1.0)
    assert sampled[:4] == (0.0, 1.0, 2.0, 3.0)
    assert [time_s for time_s in sampled if 4.0 < time_s < 24.0] == []
    assert sampled[-1] == pytest.approx(27.0)
    assert len({VideoFrame(path, time_s).digest() for time_s in sampled}) == len(sampled)


@pytest.mark.parametrize("kept", [0.35, 0.6, 0.85])
@pytest.mark.parametrize("name", ["phone.mp4", "even.mp4"])
def test_what_lies_behind_a_cut_is_missing_and_never_an_earlier_frame(name, kept, tmp_path):
    times = RECORDERS[name][0]
    whole = write_film(tmp_path / name, times, container_options={"movflags": "faststart"})
    cut = tmp_path / f"cut-{name}"
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * kept)])
    assert index_of(cut).ended_early
    missing = 0
    assert sample_times(cut, 0.5) == sample_times(whole, 0.5)
    for time_s in sample_times(cut, 0.5):
        expected = bisect.bisect_right(times, time_s + 1e-3) - 1
        try:
            assert abs(number_in(VideoFrame(cut, time_s).load()) - expected) <= 1
        except SourceFault:
            missing += 1
    assert missing >= 1


def test_damage_in_the_middle_is_missing_too(tmp_path):
    path = write_film(tmp_path / "f.mp4", even_times(150), gop=15, options={"preset": "veryfast", "bf": "0"})
    content = bytearray(path.read_bytes())
    middle = len(content) // 3
    content[middle : middle + len(content) // 4] = bytes(len(content) // 4)
    path.write_bytes(bytes(content))
    right = wrong = missing = 0
    for time_s in sample_times(path, 0.2):
        try:
            seen = number_in(VideoFrame(path, time_s).load())
        except SourceFault:
            missing += 1
            continue
        near = abs(seen - round(time_s * 30)) <= 1
        right, wrong = right + near, wrong + (not near)
    assert missing >= 3
    assert right >= 5
    assert wrong == 0


def test_turned_phones_are_upright(tmp_path):
    import av

    plain = write_film(tmp_path / "plain.mp4", even_times(30))
    turned = tmp_path / "turned.mp4"
    with av.open(str(plain)) as source, av.open(str(turned), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        if not hasattr(stream, "set_display_rotation"):
            pytest.skip("this PyAV cannot write a display matrix")
        stream.set_display_rotation(90)
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    assert VideoFrame(turned, 0.0).load().shape[:2] == (160, 120)


@pytest.mark.parametrize("name", ["10:30:00.mp4", "~tilde.mp4", "étude 日.mp4", "a%20b#c?.mp4", "-dash.mp4"])
def test_a_films_name_is_only_a_name(name, tmp_path, monkeypatch):
    write_film(tmp_path / name, even_times(30))
    monkeypatch.chdir(tmp_path)
    from pathlib import Path

    assert number_in(VideoFrame(Path(name), 0.5).load()) == 15


def test_times_outside_the_film_and_senseless_steps_are_refused(tmp_path):
    path = write_film(tmp_path / "f.mp4", even_times(30))
    for time_s in (-0.1, 1.2, 60.0, float("nan"), float("inf")):
        with pytest.raises(SourceFault, match="none"):
            VideoFrame(path, time_s).load()
    for step in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(SettingFault, match="positive"):
            sample_times(path, step)


def test_strain_never_compares_a_frame_with_itself(tmp_path):
    slow = write_film(tmp_path / "slow.mp4", even_times(10, 2.0))
    assert frame_before(slow, 1.4) is None
    assert frame_before(slow, 1.6).time_s == pytest.approx(1.4)
    assert frame_before(slow, 0.1) is None


def test_films_are_known_by_content_where_the_name_does_not_tell(tmp_path):
    film = write_film(tmp_path / "f.mp4", even_times(10))
    nameless = tmp_path / "clip.recording"
    nameless.write_bytes(film.read_bytes())
    assert is_video(nameless)
    (tmp_path / "notes.txt").write_text("not a film")
    assert not is_video(tmp_path / "notes.txt")
    import cv2

    assert cv2.imwrite(str(tmp_path / "p.png"), np.zeros((8, 8, 3), np.uint8))
    still = tmp_path / "still.unknown"
    still.write_bytes((tmp_path / "p.png").read_bytes())
    assert not is_video(still)


def test_a_changed_film_is_read_again(tmp_path):
    path = write_film(tmp_path / "f.mp4", even_times(30))
    before = VideoFrame(path, 0.5).digest()
    write_film(path, even_times(60))
    assert VideoFrame(path, 0.5).digest() != before
    assert len(index_of(path).stamps) == 60


@pytest.mark.parametrize("times", [even_times(150), phone_times(240)], ids=["even", "phone"])
def test_a_stretch_of_a_film_is_the_pictures_one_by_one(tmp_path, times):
    film = write_film(tmp_path / "f.mp4", times)
    found = decode_between(film, 1.0, 2.0)
    wanted = [number for number, time_s in enumerate(times) if 1.0 <= time_s < 2.0]
    assert [number_in(image) for _, image in found][-len(wanted) :] == wanted
    assert all((image == decode_at(film, at)).all() for at, image in found)
    with pytest.raises(SourceFault, match="ends at"):
        decode_between(film, 500.0, 501.0)


def rows(tmp_path, text):
    (tmp_path / "l.csv").write_text("video,subject,label,from,until\n" + text)
    return read_csv(tmp_path / "l.csv", ReadingOptions())


def test_a_part_behind_the_films_end_is_left_out_and_told_and_never_gone(tmp_path):
    write_film(tmp_path / "f.mp4", even_times(90))
    found = rows(tmp_path, "f.mp4,s1,1,0,2\nf.mp4,s1,0,40,50\n")
    assert [(one.name, one.label) for one in found.samples] == [
        ("f.mp4@0s", 1),
        ("f.mp4@1s", 1),
        ("f.mp4@40s", 0),
    ]
    assert any("f.mp4 ends after 3.0 s: of the part from 40 s on" in remark for remark in found.remarks)
    with pytest.raises(SourceFault):
        found.samples[2].picture.load()
    assert any("ends after 3.0 s" in remark for remark in rows(tmp_path, "f.mp4,s1,1,0,60\n").remarks)
    assert not rows(tmp_path, "f.mp4,s1,1,0,3.3\n").remarks, "a film's length is rounded"


@pytest.mark.parametrize("text", ["f.mp4,s1,1,0,2\nf.mp4,s1,0,1.5,3\n", "f.mp4,s1,0,,\nf.mp4,s1,1,1.5,2\n"])
def test_a_second_cannot_show_pain_and_no_pain(tmp_path, text):
    write_film(tmp_path / "f.mp4", even_times(90))
    with pytest.raises(SettingFault, match="line 3: expected parts of one film with different labels"):
        rows(tmp_path, text)
    assert rows(tmp_path, "f.mp4,s1,1,0,2\nf.mp4,s1,0,2,3\n").size == 3


def test_frames_hours_into_a_recording_have_names_of_their_own(tmp_path):
    """10000.01 and 10000.02 were one name, and the row was refused as a double."""
    write_film(tmp_path / "f.mp4", even_times(30))
    (tmp_path / "l.csv").write_text(
        "video,subject,label,time\nf.mp4,s1,1,0.3\nf.mp4,s1,1,10000.01\nf.mp4,s1,1,10000.02\n"
    )
    found = read_csv(tmp_path / "l.csv", ReadingOptions()).samples
    assert [one.name for one in found] == ["f.mp4@0.3s", "f.mp4@10000.01s", "f.mp4@10000.02s"]
