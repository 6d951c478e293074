"""One picture or one infant under two names, found by what it is and not by what it is called."""

import shutil

import cv2
import numpy as np
import pytest

from neopain.core.errors import SettingFault
from neopain_export.study.data import doubles
from neopain_export.study.data.csv_manifest import ReadingOptions, read_csv
from neopain_export.study.data.likeness import SIZE, alike, likeness_of
from neopain_export.study.data.samples import PictureArray, Sample
from tests.unit.export.study.films import even_times, write_film

OPTIONS = ReadingOptions()


def scene(seed, width=320, height=240):
    """Blobs of light and shade, as different from another seed as two photographs."""
    random = np.random.default_rng(seed)
    image = np.full((height, width, 3), 90, np.uint8)
    for _ in range(14):
        centre = (int(random.integers(0, width)), int(random.integers(0, height)))
        axes = (int(random.integers(15, 90)), int(random.integers(15, 90)))
        colour = tuple(int(shade) for shade in random.integers(0, 255, 3))
        cv2.ellipse(image, centre, axes, float(random.integers(0, 180)), 0, 360, colour, -1)
    return cv2.GaussianBlur(image, (0, 0), 3)


COPIES = {
    "jpeg": lambda image: cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 25])[1], 1),
    "smaller": lambda image: cv2.resize(image, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA),
    "larger": lambda image: cv2.resize(image, None, fx=1.7, fy=1.7, interpolation=cv2.INTER_CUBIC),
    "brighter": lambda image: cv2.convertScaleAbs(image, alpha=1.1, beta=8),
    "darker": lambda image: cv2.convertScaleAbs(image, alpha=0.7, beta=0),
    "grey": lambda image: cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR),
    "mirrored": lambda image: np.ascontiguousarray(image[:, ::-1]),
    "noisy": lambda image: np.clip(
        image + np.random.default_rng(0).normal(0, 5, image.shape), 0, 255
    ).astype(np.uint8),
    "quarter turn": lambda image: np.ascontiguousarray(np.rot90(image)),
    "turned back": lambda image: np.ascontiguousarray(np.rot90(image, 3)),
    "head down": lambda image: np.ascontiguousarray(image[::-1, ::-1]),
    "head down, as jpeg": lambda image: COPIES["jpeg"](np.ascontiguousarray(image[::-1, ::-1])),
    "flipped": lambda image: np.ascontiguousarray(image[::-1]),
    "next frame": lambda image: np.roll(image, 1, axis=1),
}  # fmt: skip


def sample(name, subject, image, label=0, group=""):
    return Sample(name, subject, label, PictureArray(image), group=group)


def near(samples):
    likeness = doubles.stacked([likeness_of(one.picture) for one in samples])
    return doubles.same_to_the_eye(samples, likeness, doubles.same_content(samples))


@pytest.mark.parametrize("kind", COPIES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_copy_under_another_infant_is_found_however_it_was_changed(kind, seed):
    samples = [sample(f"{number}.png", f"s{number}", scene(number)) for number in range(10, 16)]
    samples.append(sample("copy.png", "other", COPIES[kind](scene(10 + seed))))
    (found,) = near(samples)
    assert f"{10 + seed}.png" in found.first
    assert "copy.png" in found.second


def test_other_pictures_and_an_infants_own_are_not_taken_for_doubles():
    samples = [sample(f"{number}.png", f"s{number}", scene(number)) for number in range(60)]
    samples.append(sample("again.png", "s3", COPIES["jpeg"](scene(3))))
    assert near(samples) == []


def test_a_long_film_of_one_infant_costs_nothing_in_pairs():
    one = likeness_of(PictureArray(scene(1)))
    many = np.repeat(one[None], 6000, axis=0)
    assert list(alike(many, np.zeros(6000, np.intp))) == []
    beside = np.concatenate([many[:1500], likeness_of(PictureArray(scene(2)))[None], one[None]])
    whose = np.array([0] * 1500 + [1, 2])
    assert list(alike(beside[:-1], whose[:-1])) == [], "another infant's is no double"
    assert {pair[1] for pair in alike(beside, whose)} == {1501}, "the same under another name is one of each"


def test_the_same_infant_in_both_groups_is_one_too():
    samples = [
        sample("a.png", "s", scene(1), group="train"),
        sample("b.png", "s", COPIES["jpeg"](scene(1)), group="test"),
    ]
    assert len(near(samples)) == 1


def test_flat_and_unreadable_pictures_equal_nothing():
    flat = [sample(f"{shade}.png", f"s{shade}", np.full((20, 20, 3), shade, np.uint8)) for shade in (5, 6, 7)]
    assert near(flat) == []
    assert list(alike(np.full((3, SIZE), np.nan, np.float32), np.arange(3))) == []


@pytest.mark.parametrize(
    "names", [("b01", "B01"), ("b01", "b1"), ("S 4", "S4"), ("s-04", "s_4"), ("\uff211", "a1"), (" x", "x")]
)
def test_an_infant_under_two_spellings_is_found(names):
    (found,) = doubles.spelled_alike([*names, "other", "b2"])
    assert {found.first, found.second} == set(names)


def test_other_infants_are_not():
    assert doubles.spelled_alike(["b1", "b10", "b2", "b20", "c1", "twin-a", "twin-b", "1", "11", "1a"]) == []


def rows(folder, text):
    (folder / "l.csv").write_text(text)
    return list(read_csv(folder / "l.csv", OPTIONS).samples)


@pytest.fixture
def pictures(tmp_path):
    for name, seed in (("p.png", 1), ("c.png", 2)):
        assert cv2.imwrite(str(tmp_path / name), scene(seed))
    shutil.copy(tmp_path / "p.png", tmp_path / "renamed.png")
    (tmp_path / "link.png").symlink_to(tmp_path / "p.png")
    (tmp_path / "sub").mkdir()
    return tmp_path


@pytest.mark.parametrize("again", [".//p.png", "sub/../p.png", "renamed.png", "link.png"])
@pytest.mark.parametrize(("subject", "label"), [("s2", 0), ("s2", 1), ("s1", 0), ("s1", 1)])
def test_the_same_picture_twice_is_found_by_content(pictures, again, subject, label):
    text = f"picture,subject,label\np.png,s1,1\n{again},{subject},{label}\nc.png,s3,0\n"
    if again in {".//p.png", "sub/../p.png"}:
        with pytest.raises(SettingFault, match="twice"):
            rows(pictures, text)
        return
    found = doubles.same_content(rows(pictures, text))
    assert [double.kind for double in found] == ["same-picture"]
    with pytest.raises(SettingFault, match="--accept same-picture"):
        doubles.refuse(found, frozenset())
    (remark,) = doubles.refuse(found, frozenset({"same-picture"}))
    assert "accepted" in remark


def test_frames_of_one_film_under_two_infants_or_in_both_groups(tmp_path):
    write_film(tmp_path / "v.mp4", even_times(60))
    shutil.copy(tmp_path / "v.mp4", tmp_path / "copy.mp4")
    head = "video,subject,label,time,group\n"
    for text, kinds in (
        ("v.mp4,a,1,0.1,\nv.mp4,b,0,1.4,\n", ["same-film"]),
        ("v.mp4,a,1,0.1,\ncopy.mp4,b,0,1.4,\n", ["same-film"]),
        ("v.mp4,a,1,0.1,train\nv.mp4,a,0,1.4,test\n", ["same-film"]),
        ("v.mp4,a,1,0.1,\ncopy.mp4,a,0,0.1,\n", ["same-picture"]),
        ("v.mp4,a,1,0.10,\nv.mp4,a,1,0.11,\n", ["same-picture"]),
        ("v.mp4,a,1,0.1,\nv.mp4,a,0,1.4,\n", []),
    ):
        assert [double.kind for double in doubles.same_content(rows(tmp_path, head + text))] == kinds, text


def test_many_doubles_are_told_by_example_and_number():
    found = [doubles.Double("near-duplicates", f"a{n}", f"b{n}") for n in range(9)]
    with pytest.raises(SettingFault, match=r"\(9\).*and 4 more"):
        doubles.refuse(found, frozenset({"same-picture"}))
