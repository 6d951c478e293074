"""Really drawn: the generator, its command, and the bundled film."""

from __future__ import annotations

import csv
import tomllib
from itertools import islice

import cv2
import numpy as np
import pytest

from neopain import paths
from neopain.capture.films.simulated import SimulatedNeonate
from neopain.core.sessions import SourceState
from neopain_export.cli import main
from neopain_export.neonate.expression import PAIN_STATES
from neopain_export.neonate.head import HeadPack
from neopain_export.neonate.sets.pictures import HEIGHT_PX, SERIES, WIDTH_PX, draw_pictures, plan_pictures
from neopain_export.neonate.studio import PACK_FILE
from tests.fakes import FakeClock

pytestmark = pytest.mark.slow
CLIP = paths.assets() / "neonate" / "heel_lance.mp4"


SEED = 13


@pytest.fixture(scope="module")
def drawn():
    """Of two sets what every test looks at: each subject's pictures, to the first of the test group."""
    return {
        title: list(draw_pictures(SEED, SERIES[title].test_every * SERIES[title].pictures_per_subject, title))
        for title in ("simulated", "simulated-hard-2")
    }


@pytest.mark.parametrize("title", list(SERIES))
def test_same_seed_same_pictures_whatever_the_count(title, drawn):
    short = list(draw_pictures(SEED, 3, title))
    long = drawn.get(title) or islice(draw_pictures(SEED, 30, title), 3)
    other = next(draw_pictures(12, 1, title))
    compared = 0
    for first, second in zip(short, long, strict=False):
        np.testing.assert_array_equal(first.picture, second.picture)
        assert first.nuisances == second.nuisances
        compared += 1
    assert compared == 3
    assert short[0].picture.dtype == np.uint8
    assert short[0].picture.shape != other.picture.shape or (short[0].picture != other.picture).any()


@pytest.mark.parametrize("title", ["simulated", "simulated-hard-2"])
def test_labels_are_balanced_and_identities_stay_in_their_group(title, drawn):
    series = SERIES[title]
    pictures = drawn[title]
    by_subject = {
        one.subject: [other for other in pictures if other.subject == one.subject] for one in pictures
    }
    groups = [{picture.group for picture in pictures} for pictures in by_subject.values()]
    assert sorted(group for (group,) in groups) == ["test", *["train"] * (series.test_every - 1)]
    for of_one in by_subject.values():
        assert sum(picture.label for picture in of_one) == series.pictures_per_subject // 2
    assert all((picture.state in PAIN_STATES) == (picture.label == 1) for picture in pictures)
    assert all(picture.picture.std() > 4 for picture in pictures)


def test_an_easy_picture_has_the_size_that_was_drawn(drawn):
    assert drawn["simulated"][0].picture.shape == (HEIGHT_PX, WIDTH_PX, 3)


def test_renderer_settings_cameras_and_skins_of_the_test_group_were_never_trained_on(drawn):
    """What will be drawn is known without drawing it, and what was drawn is that."""
    pack = HeadPack.load(paths.assets() / "neonate" / PACK_FILE)
    planned = list(plan_pictures(pack, SEED, 24, "simulated-hard-2"))
    shown = drawn["simulated-hard-2"]
    assert [one.nuisances for one in planned[: len(shown)]] == [one.nuisances for one in shown]
    for column in ("rendering", "camera"):
        seen = {
            group: {one.nuisances[column] for one in planned if one.group == group}
            for group in ("train", "test")
        }
        assert seen["train"]
        assert seen["test"]
        assert not seen["train"] & seen["test"]


def test_the_command_writes_pictures_and_labels_and_refuses_a_used_folder(tmp_path, capsys):
    out = tmp_path / "set"
    words = ["simulate", "--hard", "--seed", "2", "--count", "3", "--out", str(out), "--format", "jpg"]
    assert main(words) == 0
    with (out / "labels.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:6] == ["picture", "subject", "label", "time", "group", "state"]
    assert [row["picture"] for row in rows] == sorted(path.name for path in out.glob("*.jpg"))
    assert all(cv2.imread(str(out / row["picture"])) is not None for row in rows)
    assert main(words) == 1
    assert "empty folder" in capsys.readouterr().err
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "thesis.txt").write_text("mine")
    assert main([*words[:-4], "--out", str(tmp_path / "foreign")]) == 1


def test_the_plain_command_draws_the_plain_set(tmp_path):
    """It ended in a KeyError: of two options for one value, the first one's default stands."""
    assert main(["simulate", "--count", "1", "--out", str(tmp_path / "set")]) == 0
    assert "sim-easy-1-" in (tmp_path / "set" / "labels.csv").read_text("utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(
            ["simulate", "--hard", "--data", "simulated-hard-2", "--count", "1", "--out", str(tmp_path / "x")]
        )
    assert stopped.value.code == 2


def test_bad_use_exits_with_two(tmp_path):
    with pytest.raises(SystemExit) as stopped:
        main(["simulate", "--count", "none", "--out", str(tmp_path / "x")])
    assert stopped.value.code == 2


def test_the_film_is_whole_and_its_phases_fit():
    script = tomllib.loads(CLIP.with_suffix(".toml").read_text(encoding="utf-8"))
    assert [phase["name"] for phase in script["phase"]] == [
        "asleep",
        "awake",
        "fuss",
        "heel lance",
        "recovery",
    ]
    assert CLIP.stat().st_size < 4_500_000
    film = cv2.VideoCapture(str(CLIP))
    assert film.get(cv2.CAP_PROP_FPS) == script["fps"] >= 15
    assert film.get(cv2.CAP_PROP_FRAME_WIDTH) >= 640
    count, still, before = 0, 0, None
    while True:
        there, image = film.read()
        if not there:
            break
        still += before is not None and bool((image[::4, ::4] == before[::4, ::4]).all())
        count, before = count + 1, image
    film.release()
    assert count == script["fps"] * script["duration_s"]
    assert still == 0


def test_the_film_plays_loops_and_finds_its_place_after_a_pause():
    clock = FakeClock()
    source = SimulatedNeonate(CLIP, clock, wait=clock.step)
    first = [source.read() for _ in range(40)]
    assert all(frame is not None for frame in first)
    clock.step(60.0 - 5 / 15)
    looped = [source.read() for _ in range(10)]
    assert source.status.state is SourceState.LIVE
    for frame in looped:
        place = frame.seq % 900
        if place < 40:
            difference = np.abs(frame.image.astype(int) - first[place].image.astype(int))
            assert difference.mean() < 0.5
    clock.step(29.5)
    assert source.phase(source.read().captured_at) == "heel lance"
    source.close()


def test_one_group_alone_is_drawn_as_among_the_others(drawn):
    everything = drawn["simulated-hard-2"]
    among = [one for one in everything if one.group == "test"]
    alone = list(draw_pictures(SEED, len(everything), "simulated-hard-2", "test"))
    assert [one.subject for one in alone] == [one.subject for one in among] != []
    assert all(np.array_equal(one.picture, other.picture) for one, other in zip(alone, among, strict=True))
