"""What there is to rate: folders, films, tables; and what is refused."""

import cv2
import numpy as np
import pytest

from neopain.core.errors import SettingFault, SourceFault
from neopain_export.annotation.rating.items import Kind
from neopain_export.annotation.sources.listing import list_items
from neopain_export.annotation.sources.showing import LONGEST_PX, MOST_PICTURES, load
from tests.unit.export.annotation.made_annotations import write_pictures
from tests.unit.export.study.films import even_times, number_in, write_film


def listed(*sources, every_s=1.0):
    return list_items(sources, every_s=every_s, by="AB")


def test_a_folder_is_an_infant(tmp_path):
    write_pictures(tmp_path, infants=2)
    (tmp_path / "notes.txt").write_text("pain at 10:04")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.png").write_bytes(b"")
    found = listed(tmp_path)
    assert sorted(item.subject for item in found.items) == ["secret-infant-0"] * 2 + ["secret-infant-1"] * 2
    assert found.left_out == (("another kind of file", 1),)
    assert all("secret" not in item.id and "lance" not in item.id for item in found.items)


def test_what_is_shown_is_what_lies_there(tmp_path):
    write_pictures(tmp_path, infants=1, each=1)
    (item,) = listed(tmp_path).items
    assert (load(item).pictures[0] == cv2.imread(str(item.path))).all()
    cv2.imwrite(str(item.path), np.zeros((8, 8, 3), np.uint8))
    with pytest.raises(SourceFault, match="changed"):
        load(item)
    item.path.unlink()
    with pytest.raises(SourceFault):
        load(item)


def test_a_large_picture_is_shown_smaller(tmp_path):
    (tmp_path / "s1").mkdir()
    cv2.imwrite(str(tmp_path / "s1" / "x.png"), np.zeros((1000, 4000, 3), np.uint8))
    (item,) = listed(tmp_path).items
    assert load(item).pictures[0].shape == (LONGEST_PX // 4, LONGEST_PX, 3)


def test_a_film_gives_its_seconds_and_each_its_own_pictures(tmp_path):
    film = write_film(tmp_path / "film.mp4", even_times(75, 25.0))
    items = sorted(listed(film).items, key=lambda item: item.start_s)
    assert [(item.kind, item.start_s) for item in items] == [(Kind.FILM, float(n)) for n in range(3)]
    shown = load(items[1])
    numbers = [number_in(picture) for picture in shown.pictures]
    assert (numbers[0], numbers[-1]) == (25, 49)
    assert numbers == sorted(set(numbers))
    assert len(numbers) <= MOST_PICTURES
    assert shown.times_s[0] == 0.0
    assert shown.times_s[-1] == pytest.approx(0.96)
    assert items[1].moment_s == 1.5


def test_every_says_how_far_apart_the_seconds_are(tmp_path):
    film = write_film(tmp_path / "film.mp4", even_times(100, 25.0))
    assert sorted(item.start_s for item in listed(film, every_s=2.0).items) == [0.0, 2.0]
    short = write_film(tmp_path / "short.mp4", even_times(5, 25.0))
    assert len(listed(short).items) == 1
    half = sorted(listed(film, every_s=0.5).items, key=lambda item: item.start_s)
    assert len(half) == 8
    assert half[0].length_s == 0.5


def test_a_table_says_infant_moment_and_columns_and_its_labels_are_not_taken(tmp_path):
    write_pictures(tmp_path, infants=1, each=1)
    write_film(tmp_path / "f.mp4", even_times(75, 25.0))
    table = tmp_path / "t.csv"
    table.write_text(
        "picture,video,time,subject,label,site,simulated\n"
        "secret-infant-0/pain_lance_0.png,,,K1,pain,Bern,1\n,f.mp4,1.5,K2,0,Basel,\n"
    )
    by_subject = {item.subject: item for item in listed(table).items}
    assert by_subject["K1"].about == (("site", "Bern"),)
    assert by_subject["K1"].simulated
    assert by_subject["K2"].moment_s == 1.5
    assert "pain" not in str(by_subject["K2"].about)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("a,b\n1,2\n", "`picture`"),
        ("picture,subject\nnot-there.png,K1\n", "line 2.*not-there"),
        ("picture,subject\n,K1\n", "empty cell"),
        ("picture,subject\nsecret-infant-0/pain_lance_0.png,\n", "infant's code"),
        ("picture,subject,time\nsecret-infant-0/pain_lance_0.png,K1,soon\n", "line 2"),
        ("picture,subject\nsecret-infant-0/pain_lance_0.png,nan\n", "infant's code.*'nan'"),
        ("picture,subject,simulated\nsecret-infant-0/pain_lance_0.png,K1,ja\n", "line 2.*1 or 0"),
        ("video,subject,time\nf.mp4,K1,-3\n", "line 2.*0 s or more"),
        ("video,subject,time\nf.mp4,K1,300\n", "f.mp4 before it ends at 3.0 s; got 300"),
        ("video,subject,from,until\nf.mp4,K1,30,40\n", "f.mp4 before it ends at 3.0 s; got 30"),
        ("video,subject,from,until\nf.mp4,K1,2,1\n", "line 2.*`until` after `from`"),
        ("video,subject,time_s\nf.mp4,K1,1\n", "rename it to `time`; if not, give it another name"),
        ("video,subject,from,until\nf.mp4,K1,0,2\nf.mp4,K1,1,3\n", "f.mp4 at 1 s are the same"),
    ],
)
def test_a_table_that_says_too_little_is_refused_with_its_line(tmp_path, table, said):
    write_pictures(tmp_path, infants=1, each=1)
    write_film(tmp_path / "f.mp4", even_times(75, 25.0))
    (tmp_path / "t.csv").write_text(table)
    with pytest.raises(SettingFault, match=said):
        listed(tmp_path / "t.csv")


def test_nothing_to_rate_and_what_is_no_source(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "x.docx").write_text("")
    with pytest.raises(SettingFault, match="another kind of file: 1"):
        listed(tmp_path / "empty")
    with pytest.raises(SettingFault, match="not there"):
        listed(tmp_path / "nowhere")
    with pytest.raises(SettingFault, match=r"x\.docx"):
        listed(tmp_path / "empty" / "x.docx")


def test_a_picture_that_lies_there_twice_is_refused(tmp_path):
    write_pictures(tmp_path, infants=1, each=1)
    (tmp_path / "copy").mkdir()
    one = tmp_path / "secret-infant-0" / "pain_lance_0.png"
    (tmp_path / "copy" / "b.png").write_bytes(one.read_bytes())
    with pytest.raises(SettingFault, match="the same"):
        listed(tmp_path)
    with pytest.raises(SettingFault, match="the same"):
        listed(one, one)


def test_a_film_that_cannot_be_read_is_left_out_of_a_folder_and_refused_by_name(tmp_path):
    write_pictures(tmp_path, infants=1, each=1)
    (tmp_path / "broken.mp4").write_bytes(b"no film")
    assert listed(tmp_path).left_out == (("a file that cannot be read", 1),)
    with pytest.raises(SettingFault, match="broken"):
        listed(tmp_path / "broken.mp4")


def test_a_picture_that_does_not_decode_is_shown_to_nobody(tmp_path):
    (tmp_path / "s1").mkdir()
    (tmp_path / "s1" / "x.png").write_bytes(b"no picture")
    (item,) = listed(tmp_path).items
    with pytest.raises(SourceFault):
        load(item)
