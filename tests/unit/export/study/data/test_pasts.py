"""Windows of frames: never across the begin of a segment or a gap, and each frame another picture."""

import pytest

from neopain.core.errors import SettingFault
from neopain.vision.features.time_window import TimeWindow
from neopain_export.study.data.csv_manifest import ReadingOptions, read_csv
from neopain_export.study.data.pasts import FilmPast
from tests.unit.export.study.films import even_times, number_in, numbered, write_film

WINDOW = TimeWindow(3, 400).before_s


def manifest(folder, text):
    path = folder / "labels.csv"
    path.write_text(text, encoding="utf-8")
    return read_csv(path, ReadingOptions(frame_every_s=0.5)).samples


def test_the_frames_of_a_window_are_those_before(tmp_path):
    film = write_film(tmp_path / "f.mp4", even_times(90))
    pictures = FilmPast(film, 1.0).pictures(WINDOW)
    assert [number_in(picture.load()) for picture in pictures] == [18, 24]


@pytest.mark.parametrize(("time_s", "from_s"), [(0.3, 0.0), (1.0, 0.7)])
def test_no_window_reaches_before_film_or_segment(tmp_path, time_s, from_s):
    film = write_film(tmp_path / "f.mp4", even_times(90))
    assert FilmPast(film, time_s, from_s).pictures(WINDOW) is None
    assert FilmPast(film, time_s + 0.4, from_s).pictures(WINDOW) is not None


def test_no_window_crosses_a_gap_or_takes_a_picture_twice(tmp_path):
    film = write_film(tmp_path / "gap.mp4", even_times(30, 15.0) + even_times(30, 15.0, start=6.0))
    assert FilmPast(film, 6.1).pictures(WINDOW) is None
    assert FilmPast(film, 6.5).pictures(WINDOW) is not None
    slow = write_film(tmp_path / "slow.mp4", even_times(10, 2.0))
    assert FilmPast(slow, 3.0).pictures(WINDOW) is None


def test_what_is_no_film_has_no_past(tmp_path):
    broken = tmp_path / "f.mp4"
    broken.write_bytes(b"no film")
    assert FilmPast(broken, 3.0).pictures(WINDOW) is None


def test_a_segment_gives_its_own_frames_and_their_windows_stay_in_it(tmp_path):
    write_film(tmp_path / "f.mp4", even_times(150))
    samples = manifest(tmp_path, "video,subject,label,from,until\nf.mp4,s1,0,0,2\nf.mp4,s1,1,2,4\n")
    assert sorted((one.name, one.label) for one in samples) == [
        ("f.mp4@0.5s", 0), ("f.mp4@0s", 0), ("f.mp4@1.5s", 0), ("f.mp4@1s", 0),
        ("f.mp4@2.5s", 1), ("f.mp4@2s", 1), ("f.mp4@3.5s", 1), ("f.mp4@3s", 1),
    ]  # fmt: skip
    windows = {one.name: one.past.pictures(WINDOW) for one in samples}
    assert [name for name, found in windows.items() if found is None] == ["f.mp4@0s", "f.mp4@2s"]
    # The frame before, of strain between two frames, lies in the segment, too.
    assert [one.name for one in samples if one.before is None] == ["f.mp4@0s", "f.mp4@2s"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("f.mp4,s1,0,,3,1", "`until` after `from`"),
        ("f.mp4,s1,0,5,1,3", "between `from` and `until`"),
        ("f.mp4,s1,0,,-1,3", "0 s or more"),
        ("p.png,s1,0,,1,3", "with a picture"),
    ],
)
def test_a_segment_that_makes_no_sense_is_refused(tmp_path, row, told):
    import cv2

    write_film(tmp_path / "f.mp4", even_times(90))
    cv2.imwrite(str(tmp_path / "p.png"), numbered(1))
    with pytest.raises(SettingFault, match=told):
        manifest(tmp_path, f"picture,subject,label,time,from,until\n{row}\n")


def stills(folder, times, film="a"):
    import cv2

    rows = []
    for number, time_s in enumerate(times):
        cv2.imwrite(str(folder / f"{film}{number}.png"), numbered(number))
        rows.append(f"{film}{number}.png,s1,0,{time_s:g},{film}\n")
    return "".join(rows)


def test_pictures_of_one_film_are_each_others_past(tmp_path):
    text = "picture,subject,label,time,film\n" + stills(tmp_path, [0.0, 0.21, 0.4, 0.6, 1.8])
    found = {one.name: one.past.pictures(WINDOW) for one in manifest(tmp_path, text)}
    assert [number_in(picture.load()) for picture in found["a2.png"]] == [0, 1]
    assert [number_in(picture.load()) for picture in found["a3.png"]] == [1, 2]
    assert [name for name, pictures in found.items() if pictures is None] == ["a0.png", "a1.png", "a4.png"]


def test_another_film_and_another_infant_are_no_past(tmp_path):
    text = (
        "picture,subject,label,time,film\n" + stills(tmp_path, [0.0, 0.2], "a") + stills(tmp_path, [0.4], "b")
    )
    assert all(one.past.pictures(WINDOW) is None for one in manifest(tmp_path, text))


def test_a_frame_of_a_film_needs_its_time(tmp_path):
    text = "picture,subject,label,time,film\n" + stills(tmp_path, [0.0]).replace(",0,a", ",,a")
    with pytest.raises(SettingFault, match="expected a `time`"):
        manifest(tmp_path, text)
