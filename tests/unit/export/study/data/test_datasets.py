import cv2
import numpy as np
import pytest

from neopain.core.errors import SettingFault, SourceFault
from neopain_export.study.data.csv_manifest import ReadingOptions, read_csv
from neopain_export.study.data.datasets import open_set
from neopain_export.study.data.films import VideoFrame, sample_times
from neopain_export.study.data.pain_scales import LabelRule, label_of_word
from neopain_export.study.data.picture_files import PictureFile
from neopain_export.study.data.public_sets import READERS
from neopain_export.study.data.samples import PictureArray

OPTIONS = ReadingOptions()


def draw(path, shade=128):
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), np.full((24, 32, 3), shade, np.uint8))


def film(path, frames=30, rate=10.0):
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), rate, (64, 48))
    for number in range(frames):
        writer.write(np.full((48, 64, 3), number * 8, np.uint8))
    writer.release()


def write(path, text):
    path.write_text(text, "utf-8")
    return path


def test_a_manifest_gives_samples_in_name_order(tmp_path):
    for name in ("b.png", "a.png", "c.png"):
        draw(tmp_path / name)
    table = write(
        tmp_path / "labels.csv",
        "picture,subject,label,group,state\nb.png,s1,pain,train,cry\na.png,s1,0,train,\nc.png,s2,nopain,test,rest\n",
    )
    found = list(read_csv(table, OPTIONS).samples)
    assert [(s.name, s.subject, s.label, s.group, s.state) for s in found] == [
        ("a.png", "s1", 0, "train", ""),
        ("b.png", "s1", 1, "train", "cry"),
        ("c.png", "s2", 0, "test", "rest"),
    ]
    assert found[0].picture.load().shape == (24, 32, 3)


def test_scores_become_labels_by_the_stated_rule(tmp_path):
    for name in "abcd":
        draw(tmp_path / f"{name}.png")
    table = write(
        tmp_path / "labels.csv",
        "picture,subject,nips,nfcs\na.png,s,2,\nb.png,s,3,\nc.png,s,,2\nd.png,s,,3\n",
    )
    assert [s.label for s in read_csv(table, OPTIONS).samples] == [0, 1, 0, 1]
    strict = ReadingOptions(LabelRule(nips_at_least=4, nfcs_at_least=2))
    assert [s.label for s in read_csv(table, strict).samples] == [0, 0, 1, 1]
    assert "NIPS >= 4" in strict.rule.in_words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("picture,label\na.png,1\n", "subject"),
        ("picture,subject,label\nmissing.png,s,1\n", "missing.png"),
        ("picture,subject,label\na.png,s,maybe\n", "line 2"),
        ("picture,subject,label\na.png,,1\n", "subject"),
        ("picture,subject,label\na.png,s,1\na.png,s,1\n", "twice"),
        ("picture,subject,label,group\na.png,s,1,validation\n", "train, test"),
        ("picture,subject,nips\na.png,s,9\n", "0..7"),
        ("picture,subject,nips\na.png,s,much\n", "number"),
        ("picture,subject,label\n", "rows"),
    ],
)
def test_a_wrong_manifest_is_refused_with_what_was_expected(tmp_path, text, told):
    draw(tmp_path / "a.png")
    with pytest.raises(SettingFault, match=told):
        read_csv(write(tmp_path / "labels.csv", text), OPTIONS)


def test_only_a_manifest_that_says_so_in_every_row_is_simulated(tmp_path):
    draw(tmp_path / "a.png")
    draw(tmp_path / "b.png")
    head = "picture,subject,label,simulated\n"
    assert read_csv(write(tmp_path / "l.csv", head + "a.png,s,1,yes\nb.png,s,0,1\n"), OPTIONS).simulated
    assert not read_csv(write(tmp_path / "l.csv", head + "a.png,s,1,yes\nb.png,s,0,\n"), OPTIONS).simulated
    drawn = "picture,subject,label\na.png,sim-easy-1-0000,1\nb.png,sim-hard-1-0000,0\n"
    assert read_csv(write(tmp_path / "l.csv", drawn), OPTIONS).simulated


def test_video_rows_give_frames(tmp_path):
    film(tmp_path / "v.mp4")
    assert sample_times(tmp_path / "v.mp4", 1.0) == (0.0, 1.0, 2.0)
    table = write(tmp_path / "l.csv", "video,subject,label,time\nv.mp4,s,1,0.5\nv.mp4,t,0,\n")
    found = list(read_csv(table, OPTIONS).samples)
    assert [(s.name, s.subject) for s in found] == [
        ("v.mp4@0.5s", "s"), ("v.mp4@0s", "t"), ("v.mp4@1s", "t"), ("v.mp4@2s", "t"),
    ]  # fmt: skip
    shades = [float(s.picture.load().mean()) for s in found if s.subject == "t"]
    assert shades == sorted(shades)
    assert shades[-1] - shades[0] > 100
    assert len({s.picture.digest() for s in found}) == 4
    assert [s.before and round(s.before.time_s, 3) for s in found] == [0.3, None, 0.8, 1.8]


def test_a_time_beyond_the_video_is_a_source_fault(tmp_path):
    film(tmp_path / "v.mp4")
    with pytest.raises(SourceFault, match="none"):
        VideoFrame(tmp_path / "v.mp4", 60.0).load()


def test_icope_is_read_with_its_own_misspellings(tmp_path):
    for name in (
        "S04_M_pain_1",
        "S04_M_rest_2",
        "S15_M_friciton_1",
        "S15_M_air2",
        "S31_M_succrose",
        "S08_F_friction_2b",
    ):
        draw(tmp_path / "pilot" / f"{name}.jpg")
    found = READERS["icope"](tmp_path, OPTIONS)
    assert found.size == 6
    assert {(s.subject, s.state, s.label) for s in found.samples} == {
        ("S04", "pain", 1), ("S04", "rest", 0), ("S15", "friction", 0), ("S15", "air", 0),
        ("S31", "sucrose", 0), ("S08", "friction", 0),
    }  # fmt: skip


def test_icopevid_takes_videos_and_frames(tmp_path):
    film(tmp_path / "S001v_pain.mp4", frames=15)
    draw(tmp_path / "S002v_nopain_180.jpg")
    found = list(READERS["icopevid"](tmp_path, OPTIONS).samples)
    assert [(s.subject, s.label) for s in found] == [("S001V", 1), ("S001V", 1), ("S002V", 0)]


def test_unifesp_needs_its_scores_and_counts_pictures_without(tmp_path):
    for name in ("29_111305", "29_111342", "02_114200_2", "04_120125"):
        draw(tmp_path / f"{name}.bmp")
    with pytest.raises(SettingFault, match="picture and nfcs"):
        READERS["unifesp"](tmp_path, OPTIONS)
    write(tmp_path / "nfcs.csv", "picture,nfcs\n29_111305.bmp,4\n29_111342.bmp,1\n02_114200_2,3\n")
    found = READERS["unifesp"](tmp_path, OPTIONS)
    assert {(s.subject, s.label) for s in found.samples} == {("U29", 1), ("U29", 0), ("U02", 1)}
    assert found.left_out == (("no_label", 1),)


def test_usf_mnpad_says_that_its_layout_is_not_public(tmp_path):
    with pytest.raises(SettingFault, match="not public"):
        READERS["usf-mnpad"](tmp_path, OPTIONS)
    film(tmp_path / "n1.mp4")
    write(tmp_path / "labels.csv", "video,subject,time,nips\nn1.mp4,n1,0.5,6\nn1.mp4,n1,1.5,1\n")
    assert [s.label for s in READERS["usf-mnpad"](tmp_path, OPTIONS).samples] == [1, 0]


@pytest.mark.parametrize("name", ["icope", "icopevid", "unifesp"])
def test_a_foreign_folder_is_refused(name, tmp_path):
    draw(tmp_path / "holiday.jpg")
    write(tmp_path / "l.csv", "picture,nfcs\nholiday.jpg,1\n")
    with pytest.raises(SettingFault, match="expected"):
        READERS[name](tmp_path, OPTIONS)


def test_what_data_names(tmp_path):
    with pytest.raises(SettingFault, match="manifest"):
        open_set(str(tmp_path), None, OPTIONS, 0, 8)
    with pytest.raises(SettingFault, match="--data"):
        open_set("nowhere", None, OPTIONS, 0, 8)
    with pytest.raises(SettingFault, match="layout"):
        open_set("simulated", "icope", OPTIONS, 0, 8)
    hard = open_set("simulated-hard", None, OPTIONS, 3, 8)
    assert hard.simulated
    assert "simulated-hard" in hard.title


def test_the_same_pixels_have_the_same_digest_and_others_another(tmp_path):
    first, second = np.zeros((4, 6, 3), np.uint8), np.zeros((6, 4, 3), np.uint8)
    assert PictureArray(first).digest() == PictureArray(first.copy()).digest()
    assert PictureArray(first).digest() != PictureArray(second).digest()
    write(tmp_path / "no.png", "not a picture")
    with pytest.raises(SourceFault, match="OpenCV"):
        PictureFile(tmp_path / "no.png").load()


def test_words_for_labels():
    assert [label_of_word(word) for word in ("1", "Pain", "no_pain", "0", " rest ")] == [1, 1, 0, 0, 0]
    with pytest.raises(SettingFault, match="perhaps"):
        label_of_word("perhaps")
