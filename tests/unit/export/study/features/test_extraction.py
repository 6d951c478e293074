"""The cache and the crews, with eyes that only count."""

import numpy as np
import pytest

from neopain.core.errors import RecordFault, SettingFault, SourceFault
from neopain.core.features import FeatureBlock, FeatureLayout
from neopain.core.readings import Reason
from neopain.vision.features.time_window import TimeWindow
from neopain_export.study.data.samples import PictureArray, Sample, SampleSet
from neopain_export.study.features import extraction
from neopain_export.study.features.executors import Cores, Ready, choose_crew
from neopain_export.study.features.extraction import extract
from neopain_export.study.features.feature_cache import Assessed, FeatureCache


class Equipment:
    """Two features: mean and corner; a black picture shows no face, a white one is too bright."""

    def __init__(self, recipe="r1"):
        self._recipe = recipe

    def recipe(self):
        return self._recipe

    def layout(self):
        return FeatureLayout((FeatureBlock("net.two", 2),))

    def block_keys(self):
        return (("net.two@0", 2),)

    def windows(self):
        return ()

    def files(self):
        return (("net", "0" * 64),)


@pytest.fixture
def looked(monkeypatch):
    seen = []

    def assess(task):
        image = task.picture.load()
        seen.append(int(image[0, 0, 0]))
        values = np.array([image.mean(), image[0, 0, 0]], np.float32)
        if image.max() == 0:
            return Assessed(None, Reason.FACE_NOT_FOUND)
        return Assessed(values, Reason.TOO_BRIGHT if image.min() == 255 else None)

    monkeypatch.setattr(extraction, "assess", assess)
    return seen


def a_set(shades):
    samples = [
        Sample(
            f"p{number:02d}", f"s{number % 3}", number % 2, PictureArray(np.full((4, 4, 3), shade, np.uint8))
        )
        for number, shade in enumerate(shades)
    ]
    return SampleSet(
        "shades", simulated=True, samples=samples, size=len(samples), left_out=(("no_label", 1),)
    )


def test_nothing_is_looked_at_twice(looked, tmp_path):
    first = extract(a_set([10, 20, 30]), Equipment(), Cores(1), tmp_path)
    again = extract(a_set([10, 20, 30, 40]), Equipment(), Cores(1), tmp_path)
    assert looked == [10, 20, 30, 40]
    assert (again.values[:3] == first.values).all()
    assert list(again.names) == ["p00", "p01", "p02", "p03"]


def test_another_recipe_looks_again(looked, tmp_path):
    extract(a_set([10]), Equipment("r1"), Cores(1), tmp_path)
    extract(a_set([10]), Equipment("r2"), Cores(1), tmp_path)
    assert looked == [10, 10]


def test_cached_and_fresh_pictures_keep_their_order(looked, tmp_path):
    extract(a_set([20, 40, 60]), Equipment(), Cores(1), tmp_path)
    mixed = extract(a_set([10, 20, 30, 40, 50, 60]), Equipment(), Cores(1), tmp_path)
    assert mixed.values[:, 1].tolist() == [10, 20, 30, 40, 50, 60]
    assert looked == [20, 40, 60, 10, 30, 50]


def test_what_cannot_be_assessed_is_counted_by_reason(looked, tmp_path):
    table = extract(a_set([0, 10, 255, 0]), Equipment(), Cores(1), tmp_path)
    assert dict(table.left_out) == {"face_not_found": 2, "too_bright": 1, "no_label": 1}
    assert table.left_out_with_pain == 1
    assert table.values[:, 1].tolist() == [10]
    kept = extract(a_set([0, 10, 255, 0]), Equipment(), Cores(1), tmp_path, keep_poor_views=True)
    assert kept.values[:, 1].tolist() == [10, 255]
    assert dict(kept.left_out)["face_not_found"] == 2
    assert table.remarks == ()
    (told,) = kept.remarks
    assert told.startswith("poor views kept: 1 pictures (0 with pain) that the monitor refuses are among the")
    assert "(too_bright 1), and no figure counts them as errors" in told
    with pytest.raises(SettingFault, match="face_not_found"):
        extract(a_set([0, 0]), Equipment(), Cores(1), tmp_path)


def test_an_interrupted_run_is_resumed(looked, tmp_path, monkeypatch):
    counted = extraction.assess

    def broken(task):
        if task.picture.load()[0, 0, 0] == 30:
            raise KeyboardInterrupt
        return counted(task)

    monkeypatch.setattr(extraction, "assess", broken)
    with pytest.raises(KeyboardInterrupt):
        extract(a_set([10, 20, 30]), Equipment(), Cores(1), tmp_path)
    monkeypatch.setattr(extraction, "assess", counted)
    extract(a_set([10, 20, 30]), Equipment(), Cores(1), tmp_path)
    assert looked == [10, 20, 30]


ONE = (("a@1", 1),)
TWO = (("a@1", 1), ("b@1", 2))


def test_a_damaged_cache_file_is_looked_at_again_and_mended(tmp_path):
    cache = FeatureCache(tmp_path, "r", ONE)
    cache.put("d", Assessed(np.array([1.5], np.float32), None))
    (path,) = tmp_path.rglob("*.npz")
    path.write_bytes(path.read_bytes()[:40])
    assert cache.get("d") is None
    cache.put("d", Assessed(np.array([1.5], np.float32), Reason.BLURRED))
    found = cache.get("d")
    assert found.values.tolist() == [1.5]
    assert found.reason is Reason.BLURRED
    assert not list(tmp_path.rglob("*.part"))


def test_blocks_in_common_are_shared_and_another_networks_are_not(tmp_path):
    both = FeatureCache(tmp_path, "r", TWO)
    both.put("d", Assessed(np.array([1, 2, 3], np.float32), None))
    assert FeatureCache(tmp_path, "r", ONE).get("d").values.tolist() == [1]
    assert FeatureCache(tmp_path, "r", TWO[::-1]).get("d").values.tolist() == [2, 3, 1]
    other = FeatureCache(tmp_path, "r", (("b@2", 2),))
    assert other.get("d") is None
    other.put("d", Assessed(np.array([8, 9], np.float32), None))
    assert both.get("d").values.tolist() == [1, 2, 3]
    assert FeatureCache(tmp_path, "other code", TWO).get("d") is None


def test_a_face_that_was_not_found_is_remembered_for_every_block(tmp_path):
    FeatureCache(tmp_path, "r", ONE).put("d", Assessed(None, Reason.FACE_NOT_FOUND))
    found = FeatureCache(tmp_path, "r", TWO).get("d")
    assert found.values is None
    assert found.reason is Reason.FACE_NOT_FOUND


def test_a_cache_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RecordFault, match="--cache"):
        FeatureCache(tmp_path / "file", "r", ONE).put("d", Assessed(None, Reason.FACE_NOT_FOUND))


def test_things_are_drawn_a_few_ahead_only_and_in_the_callers_thread():
    import threading

    drawn, here = [], threading.get_ident()

    def things():
        for number in range(50):
            assert threading.get_ident() == here
            drawn.append(number)
            yield number

    results = Cores(2).map(abs, things())
    assert next(results) == 0
    assert len(drawn) < 20
    assert list(results) == list(range(1, 50))


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_there_already_takes_its_place(jobs):
    things = (Ready(-number) if number % 3 else number for number in range(-12, 12))
    assert list(Cores(jobs).map(abs, things)) == [-n if n % 3 else abs(n) for n in range(-12, 12)]


@pytest.mark.slow
def test_dask_gives_the_same_as_one_process():
    executor = choose_crew(1, "local:2")
    assert list(executor.map(abs, iter(range(-9, 9)))) == [abs(number) for number in range(-9, 9)]


@pytest.mark.slow
def test_an_unreachable_scheduler_is_told():
    with pytest.raises(SettingFault, match="local:N"):
        list(choose_crew(1, "nonsense").map(abs, [1]))


def test_one_bad_file_never_ends_the_batch(looked, tmp_path):
    import cv2

    from neopain_export.study.data.csv_manifest import ReadingOptions, read_csv

    good = np.full((4, 4, 3), 10, np.uint8)
    assert cv2.imwrite(str(tmp_path / "good.png"), good)
    whole = (tmp_path / "good.png").read_bytes()
    bad = {
        "empty.jpg": b"",
        "text.jpg": b"404 not found",
        "half.png": whole[: len(whole) // 2],
        "empty.mp4": b"",
        "text.mts": b"404 not found",
        "half-film.mp4": whole[: len(whole) // 2],
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
    rows = "".join(f"{name},s{place},1\n" for place, name in enumerate([*bad, "good.png"]))
    (tmp_path / "l.csv").write_text(f"picture,subject,label\n{rows}")
    found = read_csv(tmp_path / "l.csv", ReadingOptions())
    (tmp_path / "text.jpg").unlink()  # gone between the reading of the list and of the picture

    def assess(task):
        try:
            return Assessed(task.picture.load()[0, 0, :2].astype(np.float32), None)
        except SourceFault:
            return Assessed(None, Reason.UNREADABLE_PICTURE)

    from unittest.mock import patch

    with patch.object(extraction, "assess", assess):
        table = extract(found, Equipment(), Cores(1), tmp_path / "cache")
    assert table.names.tolist() == ["good.png"]
    assert dict(table.left_out) == {"unreadable_picture": len(bad)}
    assert table.left_out_with_pain == len(bad)
    assert len(table.refused.names) == len(bad)
    assert set(table.refused.reasons.tolist()) == {"unreadable_picture"}


def test_the_refused_are_kept_row_by_row(looked, tmp_path):
    table = extract(a_set([0, 10, 255, 0]), Equipment(), Cores(1), tmp_path)
    assert table.refused.names.tolist() == ["p00", "p02", "p03"]
    assert table.refused.reasons.tolist() == ["face_not_found", "too_bright", "face_not_found"]
    assert table.refused.labels.tolist() == [0, 0, 1]
    assert table.refused.subjects.tolist() == ["s0", "s2", "s0"]


@pytest.mark.parametrize("name", ["claims.bmp", "claims.png"])
def test_a_small_file_that_claims_a_large_picture_is_refused(name, tmp_path):
    import struct
    import zlib

    from neopain_export.study.data.picture_files import PictureFile

    if name.endswith("bmp"):
        content = b"BM" + struct.pack(
            "<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, 60000, 60000, 1, 24, 0, 0, 0, 0, 0, 0
        )
    else:
        head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
        chunk = b"IHDR" + head
        content = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceFault):
        PictureFile(tmp_path / name).load()


class WindowedEquipment(Equipment):
    """Two features of a window of three frames."""

    def windows(self):
        return (TimeWindow(3, 400),)


class Past:
    """Frames in memory; `shades` is None where the film has no window there."""

    known_by_picture = False

    def __init__(self, shades):
        self.shades = shades

    def pictures(self, before_s):
        assert len(before_s) == 2
        return self.shades and tuple(PictureArray(np.full((4, 4, 3), one, np.uint8)) for one in self.shades)


def windowed(*shades):
    still = PictureArray(np.full((4, 4, 3), 9, np.uint8))
    samples = [Sample(f"p{n}", "s", n % 2, still, past=one and Past(one)) for n, one in enumerate(shades)]
    return SampleSet("windows", simulated=True, samples=samples, size=len(samples))


def test_a_picture_without_its_window_is_left_out_and_counted(looked, tmp_path):
    table = extract(windowed((1, 2), None, (3, 4)), WindowedEquipment(), Cores(1), tmp_path)
    assert list(table.names) == ["p0", "p2"]
    assert table.left_out == ((Reason.NO_PICTURE, 1),)


def test_the_same_picture_with_other_frames_before_it_is_looked_at_again(looked, tmp_path):
    extract(windowed((1, 2), (3, 4)), WindowedEquipment(), Cores(1), tmp_path)
    extract(windowed((1, 2), (3, 5)), WindowedEquipment(), Cores(1), tmp_path)
    assert len(looked) == 3
