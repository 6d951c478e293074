"""Tables as people write them."""

import unicodedata

import cv2
import numpy as np
import pytest

from neopain.core.errors import SettingFault
from neopain_export.study.data.csv_manifest import ReadingOptions, read_csv
from neopain_export.study.data.pain_scales import LabelRule
from neopain_export.study.data.public_sets import READERS

OPTIONS = ReadingOptions()
NAN, INFINITE = float("nan"), float("inf")


@pytest.fixture
def pictures(tmp_path):
    random = np.random.default_rng(0)
    for name in ("a.png", "b.png", "c.png"):
        assert cv2.imwrite(str(tmp_path / name), random.integers(0, 255, (24, 32, 3), np.uint8))
    return tmp_path


def read(folder, text, options=OPTIONS, encoding="utf-8"):
    (folder / "l.csv").write_bytes(text.encode(encoding))
    return read_csv(folder / "l.csv", options)


PLAIN = "picture,subject,label\na.png,s1,1\nb.png,s2,0\n"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "sep=;\n" + PLAIN.replace(",", ";"),
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", ",\n"),
        PLAIN.replace("\n", ",,,\n"),
        PLAIN + "\n,,\n  , ,\n",
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        " Picture , SUBJECT ,Label\n a.png , s1 , Pain\n b.png , s2 , no_pain\n",
        PLAIN.replace("label", '"label"'),
        "picture,subject,label,\na.png,s1,1,\nb.png,s2,0,\n",
    ],
)
def test_what_excel_does_is_read_as_meant(pictures, text):
    found = list(read(pictures, text).samples)
    assert [(s.name, s.subject, s.label) for s in found] == [("a.png", "s1", 1), ("b.png", "s2", 0)]


def test_utf_16_as_excel_saves_unicode_text(pictures):
    assert read(pictures, PLAIN.replace(",", "\t"), encoding="utf-16").size == 2


def test_a_comma_in_a_number_where_cells_are_not_parted_by_it(pictures):
    text = "picture;subject;nips\na.png;s1;3,5\nb.png;s2;2,5\n"
    assert [s.label for s in read(pictures, text).samples] == [1, 0]


@pytest.mark.parametrize(
    ("column", "values", "meant"),
    [
        ("time_s", "4,4", "time"),
        ("Time (s)", "4,4", "time"),
        ("times", "4,4", "time"),
        ("tme", "4,4", "time"),
        ("timestamp", "4,4", "time"),
        ("second", "4,4", "time"),
        ("groups", "train,test", "group"),
        ("split", "train,test", "group"),
        ("Partition", "train,val", "group"),
        ("NIPS score", "6,0", "nips"),
        ("nips_total", "6,0", "nips"),
        ("nfsc", "3,0", "nfcs"),
        ("simulatd", "1,1", "simulated"),
        ("states", "cry,rest", "state"),
    ],
)
def test_a_near_miss_is_refused_and_named(pictures, column, values, meant):
    first, second = values.split(",")
    text = f"picture,subject,label,{column}\na.png,s1,1,{first}\nb.png,s2,0,{second}\n"
    with pytest.raises(SettingFault, match=f"none called `{meant}`.*--other-columns"):
        read(pictures, text)
    told = read(pictures, text, ReadingOptions(other_columns=frozenset({column.lower()})))
    assert any(column.lower() in remark for remark in told.remarks)


@pytest.mark.parametrize("column", ["skin", "gestational_age", "camera", "weight_group", "rater", "position"])
def test_a_foreign_column_is_told_and_kept_for_subgroups(pictures, column):
    found = read(pictures, f"picture,subject,label,{column}\na.png,s1,1,x\nb.png,s2,0,y\n")
    assert any(column in remark for remark in found.remarks)
    assert [s.about for s in found.samples] == [((column, "x"),), ((column, "y"),)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("picture,subject,label,label\na.png,s,1,0\n", "label twice"),
        ("picture,subject,label\na.png,s,1,surplus\n", "line 2.*3 cells"),
        ("picture,subject,label,\na.png,s,1,nameless\n", "name over column 4"),
        ('picture,subject,label\n"a.png,s,1\n', "line"),
        ("picture,subject,nips\na.png,s,nan\n", "got empty cells"),
        ("picture,subject,nips\na.png,s,inf\n", "finite"),
        ("picture,subject,nips\na.png,s,-1\n", "0..7"),
        ("picture,subject,nfcs\na.png,s,1e9\n", "0..10"),
        ("picture,subject,label\na.png,nan,1\n", "subject.*'nan'"),
        ("picture,subject,label\na.png,NA,1\n", "subject.*'NA'"),
        ("picture,subject,label,simulated\na.png,s,1,ja\n", "line 2.*1 or 0; got 'ja'"),
        ("picture,subject,label,intensity\na.png,s,1,85\n", r"intensity in 0\.\.10; got 85"),
        ("picture,subject,label,intensity\na.png,s,1,-1\n", "intensity in 0"),
        ("picture,subject,label,intensity\na.png,s,1,strong\n", "line 2.*intensity as a number"),
        ("picture,subject,label,intesity\na.png,s,1,8\n", "none called `intensity`"),
        ("picture,subject,label,nfcs\na.png,s,1,11\n", "0..10"),
        ("picture,subject,nips,nfcs\na.png,s,1,11\n", "0..10"),
        ("", "empty"),
        ("\n\n", "empty"),
        ("picture,video,subject,label\na.png,b.png,s,1\n", "both in one row"),
    ],
)
def test_what_would_change_a_meaning_is_refused(pictures, text, told):
    with pytest.raises(SettingFault, match=told):
        read(pictures, text)


@pytest.mark.parametrize("content", [b"picture,subject,label\n\xe9t.png,s,1\n", b"PK\x03\x04\0\0", b"\0\0"])
def test_what_is_no_text_is_refused(pictures, content):
    (pictures / "l.csv").write_bytes(content)
    with pytest.raises(SettingFault, match="UTF-8"):
        read_csv(pictures / "l.csv", OPTIONS)


def test_labels_against_scores_are_told(pictures):
    found = read(pictures, "picture,subject,label,nips\na.png,s1,0,7\nb.png,s2,0,0\n")
    assert [s.label for s in found.samples] == [0, 0]
    assert any("1 rows" in remark for remark in found.remarks)


def test_rows_without_a_group_are_told(pictures):
    text = "picture,subject,label,group\na.png,s1,1,train\nb.png,s2,0,test\nc.png,s3,0,\n"
    assert any("1 pictures have no group" in remark for remark in read(pictures, text).remarks)
    assert not read(pictures, text.replace("c.png,s3,0,", "c.png,s3,0,test")).remarks


def test_ratings_are_numbers_whoever_wrote_them(pictures):
    text = "picture;subject;label;intensity;rater_ann;rater_ben;age\na.png;s1;1;4,5;NA;2;24,5\nb.png;s2;0.0;0;1,5;;31\n"
    found = read(pictures, text)
    assert [dict(s.about) for s in found.samples] == [
        {"rater_ann": "", "rater_ben": "2", "age": "24.5", "intensity": "4.5"},
        {"rater_ann": "1.5", "rater_ben": "", "age": "31", "intensity": "0"},
    ]
    assert found.remarks == ("columns that no rule reads, kept for tables by subgroup: age",)


def test_a_score_that_nobody_gave_is_no_hindrance_beside_a_label(pictures):
    found = read(pictures, "picture,subject,label,nips\na.png,s1,1,NA\nb.png,s2,0,2\n")
    assert [(s.label, dict(s.about)["nips"]) for s in found.samples] == [(1, ""), (0, "2")]
    other = read(pictures, "picture,subject,nips,nfcs\na.png,s1,NaN,10\n")
    assert [s.label for s in other.samples] == [1]


def test_a_rater_who_wrote_words_is_told(pictures):
    found = read(pictures, "picture,subject,label,rater_ann\na.png,s1,1,strong\nb.png,s2,0,none\n")
    assert any("rater_ann holds words" in remark for remark in found.remarks)


def test_drawings_among_newborns_are_told(pictures):
    text = "picture,subject,label,simulated\na.png,s1,1,1.0\nb.png,s2,0,\n"
    assert read(pictures, text.replace("0,\n", "0,TRUE\n")).simulated
    found = read(pictures, text)
    assert not found.simulated
    assert any("1 of 2 rows are simulated" in remark for remark in found.remarks)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_written_on_another_computer_is_the_file_that_was_meant(pictures, form):
    name = unicodedata.normalize("NFD" if form == "NFC" else "NFC", "été.png")
    (pictures / "ward").mkdir()
    (pictures / "a.png").rename(pictures / "ward" / name)
    written = unicodedata.normalize(form, "ward\\été.png")
    first = next(iter(read(pictures, f"picture,subject,label\n{written},s1,1\nb.png,s2,0\n").samples))
    assert first.name == "b.png"
    found = read(pictures, f"picture,subject,label\n{written},s1,1\n").samples[0]
    assert found.picture.path == pictures / "ward" / name
    assert found.picture.load().shape == (24, 32, 3)


@pytest.mark.parametrize("wrong", [NAN, INFINITE, -INFINITE, 0.0, -1.0, 7.5])
def test_a_threshold_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(SettingFault, match="NIPS"):
        LabelRule(nips_at_least=wrong)
    with pytest.raises(SettingFault, match="NFCS"):
        LabelRule(nfcs_at_least=wrong + 3.1 if wrong == 7.5 else wrong)


def test_unifesp_scores_with_semicolons_and_trailing_separators(tmp_path):
    random = np.random.default_rng(0)
    for name in ("29_111305", "30_111306"):
        assert cv2.imwrite(str(tmp_path / f"{name}.jpg"), random.integers(0, 255, (8, 8, 3), np.uint8))
    for text in (
        "picture,nfcs\n29_111305.jpg,5,\n30_111306.jpg,0,\n",
        "Picture;NFCS;\n29_111305;5;\n30_111306;0;\n",
        "\ufeffpicture\tnfcs\r\n29_111305\t5\r\n\r\n30_111306\t0\r\n",
    ):
        (tmp_path / "s.csv").write_text(text, "utf-8")
        found = READERS["unifesp"](tmp_path, OPTIONS)
        assert {(s.subject, s.label) for s in found.samples} == {("U29", 1), ("U30", 0)}
    (tmp_path / "s.csv").write_text("picture,nfcs\n29_111305,5\n29_111305,0\n")
    with pytest.raises(SettingFault, match="twice"):
        READERS["unifesp"](tmp_path, OPTIONS)
    (tmp_path / "s.csv").write_text("picture,nfcs\n29_111305,\n30_111306,0\n")
    with pytest.raises(SettingFault, match="line 2"):
        READERS["unifesp"](tmp_path, OPTIONS)


def test_what_the_system_left_is_no_picture(tmp_path):
    random = np.random.default_rng(0)
    for name in (
        "S01_M_pain_1.jpg",
        "S02_F_rest_1.jpg",
        "__MACOSX/S03_M_pain_1.jpg",
        ".hidden/S04_M_pain_1.jpg",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        assert cv2.imwrite(str(tmp_path / name), random.integers(0, 255, (8, 8, 3), np.uint8))
    (tmp_path / "._S01_M_pain_1.jpg").write_bytes(b"\0\5\x16\7")
    (tmp_path / "__MACOSX" / "._S01_M_pain_1.jpg").write_bytes(b"\0\5\x16\7")
    assert [s.name for s in READERS["icope"](tmp_path, OPTIONS).samples] == [
        "S01_M_pain_1.jpg",
        "S02_F_rest_1.jpg",
    ]
