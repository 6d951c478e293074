"""`annotate`, `adjudicate` and `annotations`: who may do what with a folder, and what is said when not."""

import pytest

from neopain_export import cli
from neopain_export.annotation.rating.tasks import Answer, Reason
from neopain_export.study.data.csv_manifest import ReadingOptions, read_csv
from neopain_export.study.data.films import VideoFrame
from neopain_export.study.data.pasts import StillsPast
from tests.unit.export.annotation.made_annotations import answer_all, write_pictures
from tests.unit.export.study.films import even_times, write_film

GRIMACE, REST = Answer((1,)), Answer((0,))


@pytest.fixture
def hands(monkeypatch, tmp_path):
    """In the place of the window: answers as `said["answer"]` tells, or closes at once."""
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "data"))
    said = {"answer": None, "shown": []}

    def sit_down(rated, clock):
        said["shown"].append(rated.rater.who)
        if said["answer"] is not None:
            answer_all(rated, said["answer"])

    for command in ("annotate", "adjudicate"):
        monkeypatch.setattr(f"neopain_export.commands.annotation.{command}.show", sit_down)
    return said


@pytest.fixture
def pictures(tmp_path):
    return str(write_pictures(tmp_path / "pictures", infants=6, each=2))


def words(tmp_path, who, *more):
    return ["annotate", *more, "--rater", who, "--out", str(tmp_path / "out")]


def test_two_raters_a_third_and_the_table(tmp_path, pictures, hands, capsys):
    assert cli.main(words(tmp_path, "AB", pictures, "--task", "nips-face", "--repeat", "0.5")) == 0
    assert "18 of 18 left" in capsys.readouterr().out
    hands["answer"] = lambda item: GRIMACE if item < "8" else REST
    assert cli.main(words(tmp_path, "AB")) == 0
    out = str(tmp_path / "out")
    assert cli.main(["annotations", out, "--out", str(tmp_path / "one.csv")]) == 0
    told = capsys.readouterr().out
    assert "one rater only" in told
    assert "AB against AB the second time: 6 items" in told
    hands["answer"] = None
    assert cli.main(words(tmp_path, "CD", pictures)) == 0
    capsys.readouterr()
    assert cli.main(["annotations", out]) == 0
    told = capsys.readouterr().out
    assert "CD (rater): 0 of 13 answered" in told
    assert "|" not in told, "who is not done must not see how often another said present"
    hands["answer"] = lambda item: Answer(reason=Reason.BLURRED) if item < "2" else REST
    assert cli.main(words(tmp_path, "CD")) == 0
    told = capsys.readouterr().out
    assert "CD against AB: 12 items" in told
    assert "| grimace |" in told
    assert cli.main(["annotations", out, "--out", str(tmp_path / "two.csv")]) == 1
    assert "adjudicate" in capsys.readouterr().err
    assert cli.main(["annotations", out, "--out", str(tmp_path / "two.csv"), "--leave-out-disputed"]) == 0
    assert "in dispute" in capsys.readouterr().out
    hands["answer"] = lambda item: GRIMACE
    assert cli.main(["adjudicate", out, "--rater", "EF"]) == 0
    assert cli.main(["annotations", out, "--out", str(tmp_path / "two.csv")]) == 0
    assert "12 rows" in capsys.readouterr().out
    assert cli.main(["annotations", out, "--out", str(tmp_path / "two.csv"), "--leave-out-disputed"]) == 1
    assert hands["shown"] == ["AB", "AB", "CD", "CD", "EF"]


def test_where_both_agree_nobody_has_to_decide(tmp_path, pictures, hands, capsys):
    hands["answer"] = lambda item: REST
    for who in ("AB", "CD"):
        assert cli.main(words(tmp_path, who, pictures, "--task", "nips-face")) == 0
    assert "undefined" in capsys.readouterr().out
    assert cli.main(["adjudicate", str(tmp_path / "out"), "--rater", "EF"]) == 0
    assert "nothing to decide" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([], "SOURCES"),
        (["{pictures}"], "--task"),
        (["{pictures}/nowhere", "--task", "nfcs"], "not there"),
        (["{pictures}", "--task", "nfcs", "--out", "{pictures}/in"], "read as input"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_begun(tmp_path, pictures, hands, capsys, more, said):
    given = [one.format(pictures=pictures) for one in more]
    assert (
        cli.main(
            words(tmp_path, "AB", *given) if "--out" not in given else ["annotate", "--rater", "AB", *given]
        )
        == 1
    )
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert hands["shown"] == []


@pytest.mark.parametrize(
    "wrong", [["--repeat", "0.6"], ["--repeat", "nan"], ["--seed", "-1"], ["--task", "pipp"]]
)
def test_bad_use_ends_with_two(tmp_path, pictures, hands, wrong):
    with pytest.raises(SystemExit) as ended:
        cli.main(words(tmp_path, "AB", pictures, *wrong))
    assert ended.value.code == 2


def test_initials_are_no_sentence(tmp_path, pictures, hands, capsys):
    with pytest.raises(SystemExit):
        cli.main(words(tmp_path, "../escape", pictures, "--task", "nfcs"))
    assert "initials" in capsys.readouterr().err


def test_who_goes_on_goes_on_with_the_same(tmp_path, pictures, hands, capsys):
    assert cli.main(words(tmp_path, "AB", pictures, "--task", "nfcs", "--seed", "3", "--repeat", "0")) == 0
    for more, said in (
        ([pictures, "--task", "nips-face"], "--task nfcs"),
        ([pictures + "/secret-infant-0"], "the 12 items"),
        (["--every", "2"], "--every does nothing"),
        (["--seed", "4"], "--seed 3"),
    ):
        assert cli.main(words(tmp_path, "AB", *more)) == 1
        assert said in capsys.readouterr().err
    assert cli.main(words(tmp_path, "AB", pictures, "--task", "nfcs", "--seed", "3", "--repeat", "0")) == 0


def test_a_folder_that_is_none_and_options_that_do_nothing(tmp_path, hands, capsys):
    (tmp_path / "empty").mkdir()
    for given in (["annotations", "{}"], ["adjudicate", "{}", "--rater", "EF"]):
        assert cli.main([one.format(tmp_path / "empty") for one in given]) == 1
        assert "neopain-export annotate" in capsys.readouterr().err
    assert cli.main(["annotations", str(tmp_path / "empty"), "--leave-out-disputed"]) == 1
    assert "does nothing without --out" in capsys.readouterr().err


def test_without_a_display_it_says_so_and_keeps_what_was_begun(tmp_path, pictures, monkeypatch, capsys):
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "data"))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert cli.main(words(tmp_path, "AB", pictures, "--task", "nfcs")) == 1
    assert "display" in capsys.readouterr().err


def test_by_does_nothing_where_no_clip_is_named(tmp_path, pictures, capsys, monkeypatch):
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "data"))
    table = tmp_path / "pictures" / "labels.csv"
    table.write_text("picture,subject,label\nsecret-infant-0/pain_lance_0.png,a,1\n")
    assert cli.main(["features", "--data", str(table), "--by", "AB", "--out", str(tmp_path / "f.npz")]) == 1
    assert "--by does nothing" in capsys.readouterr().err


def test_parts_of_films_and_frames_of_them_come_back_as_the_study_reads_them(tmp_path, hands, capsys):
    write_film(tmp_path / "f.mp4", even_times(150, 25.0))
    picture = next(write_pictures(tmp_path / "s", infants=1, each=1).rglob("*.png"))
    table = tmp_path / "t.csv"
    table.write_text(
        "picture,video,subject,time,from,until,film\n"
        ",f.mp4,n1,,0,2,\n,f.mp4,n1,,3,5,\n,f.mp4,n2,5.9,,,\n"
        f"{picture.relative_to(tmp_path)},,n3,3.5,,,k\n"
    )
    hands["answer"] = lambda _item: GRIMACE
    assert cli.main(words(tmp_path, "AB", str(table), "--task", "nips-face", "--repeat", "0")) == 0
    assert cli.main(["annotations", str(tmp_path / "out"), "--out", str(tmp_path / "labels.csv")]) == 0
    capsys.readouterr()
    found = read_csv(tmp_path / "labels.csv", ReadingOptions()).samples
    seconds = sorted(one.picture.time_s for one in found if isinstance(one.picture, VideoFrame))
    assert seconds == [0.5, 1.5, 3.5, 4.5, 5.9]
    (still,) = [one.past for one in found if isinstance(one.past, StillsPast)]
    assert still.time_s == 3.5
