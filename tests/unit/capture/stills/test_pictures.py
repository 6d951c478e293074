from __future__ import annotations

import math
import os
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from neopain.capture.stills.picture_file import MAX_PIXELS, MAX_SIDE_PX, read_picture
from neopain.capture.stills.pictures import PictureSource, iter_pictures, list_pictures, other_kinds
from neopain.core.errors import SettingFault
from neopain.core.sessions import SourceState
from tests.fakes import FakeClock
from tests.servers.pictures import number_of, numbered

KINDS = ("bmp", "jpg", "png", "tif", "webp")


def write(path, number: int = 1) -> None:
    path.write_bytes(cv2.imencode(path.suffix, numbered(number))[1].tobytes())


def test_pictures_of_other_kinds_are_known_so_that_they_can_be_told(tmp_path):
    for name in ("b.HEIC", "a.gif", "c.png", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [one.name for one in other_kinds(tmp_path)] == ["a.gif", "b.HEIC"]
    assert other_kinds(tmp_path / "c.png") == other_kinds(tmp_path / "nothing") == ()


@pytest.fixture
def folder(tmp_path):
    for number, kind in enumerate(KINDS):
        write(tmp_path / f"{number}_säugling.{kind}", number)
    (tmp_path / "notes.txt").write_text("not a picture")
    (tmp_path / "sub.png").mkdir()
    return tmp_path


def test_every_kind_is_read_in_name_order(folder):
    rows = list(iter_pictures(folder))
    assert [path.name for path, _, _ in rows] == [
        f"{number}_säugling.{kind}" for number, kind in enumerate(KINDS)
    ]
    assert [number_of(image) for _, image, _ in rows] == [0, 1, 2, 3, 4]
    assert all(why == "" and image.flags.c_contiguous and image.dtype == np.uint8 for _, image, why in rows)


def damaged_files(folder):
    """Name -> a word of the reason."""
    write(folder / "good.jpg")
    good = (folder / "good.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(good[: len(good) // 2])
    (folder / "noise.jpg").write_bytes(good[:200] + bytes(400))
    (folder / "empty.png").touch()
    (folder / "text.png").write_text("hello")
    (folder / "page.webp").write_text("<svg/>")
    (folder / "a.bmp").symlink_to(folder / "b.bmp")
    (folder / "b.bmp").symlink_to(folder / "a.bmp")
    (folder / "gone.tif").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.png")
    (folder / "bomb.png").write_bytes(png_claiming(60_000, 60_000))
    (folder / "large.png").write_bytes(png_claiming(10_000, MAX_PIXELS // 10_000 + 1))
    return {
        "cut.jpg": "damaged", "noise.jpg": "damaged", "empty.png": "empty", "text.png": "not a picture",
        "page.webp": "not a picture", "a.bmp": "link", "b.bmp": "link", "gone.tif": "link", "pipe.png": "regular",
        "bomb.png": "million pixels", "large.png": "million", "good.jpg": "",
    }  # fmt: skip


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + packed + chunk(b"IEND", b"")


@pytest.mark.timeout(20)
def test_a_row_for_each_file_with_the_reason_and_never_an_exception(tmp_path):
    expected = damaged_files(tmp_path)
    rows = {path.name: (image, why) for path, image, why in iter_pictures(tmp_path)}
    assert rows.keys() == expected.keys()
    for name, word in expected.items():
        image, why = rows[name]
        assert (image is None) == bool(word), name
        assert word in why, name


def test_unreadable_by_permission_is_a_reason(tmp_path, monkeypatch):
    write(tmp_path / "a.png")

    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", denied)
    assert read_picture(tmp_path / "a.png") == (None, "cannot be read: Permission denied")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turned_upright_as_opencv_does(tmp_path, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned.jpg"
    Image.fromarray(numbered(77)[:, :, ::-1]).save(path, exif=exif, quality=95)
    assert np.array_equal(read_picture(path)[0], cv2.imread(str(path)))


@pytest.mark.parametrize(
    "image",
    [
        np.full((8, 9), 77, np.uint8),
        np.full((8, 9), 77 * 257, np.uint16),
        np.full((8, 9, 4), 77, np.uint8),
        np.full((8, 9, 3), 77 * 257, np.uint16),
    ],
)
def test_grey_deep_and_transparent_pictures_become_bgr(tmp_path, image):
    path = tmp_path / "x.png"
    path.write_bytes(cv2.imencode(".png", image)[1].tobytes())
    read, why = read_picture(path)
    assert why == ""
    assert read.shape == (8, 9, 3)
    assert (read == 77).all()


def test_one_picture_is_a_list_of_one(folder):
    assert list_pictures(folder / "1_säugling.jpg") == (folder / "1_säugling.jpg",)


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_nothing_to_show_is_refused_with_a_remedy(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SettingFault, match="check the path"):
        list(iter_pictures(tmp_path / name))


def test_as_a_source_one_a_second_and_then_the_end(folder):
    clock = FakeClock()
    source = PictureSource(folder, clock=clock, wait=clock.step)
    frames = [source.read() for _ in KINDS]
    assert [frame.captured_at - 1000 for frame in frames] == [0, 1, 2, 3, 4]
    assert [frame.seq for frame in frames] == [0, 1, 2, 3, 4]
    assert source.read() is None
    assert source.status.state is SourceState.ENDED


def test_as_a_source_without_pace_it_never_waits(folder):
    source = PictureSource(folder, clock=FakeClock(), pace=False, wait=lambda _: pytest.fail("waited"))
    assert sum(source.read() is not None for _ in range(9)) == len(KINDS)


def test_as_a_source_an_unreadable_picture_is_told_and_passed_over(tmp_path):
    (tmp_path / "a.png").write_text("text")
    write(tmp_path / "b.png", 5)
    source = PictureSource(tmp_path, clock=FakeClock(), pace=False)
    assert source.read() is None
    assert source.status.state is SourceState.STALE
    assert source.status.detail.startswith("a.png: not a picture")
    assert number_of(source.read().image) == 5
    assert source.status.state is SourceState.LIVE
    source.close()
    source.close()
    assert source.read() is None
    assert source.status.state is SourceState.STOPPED


def test_a_picture_with_a_side_that_mediapipe_does_not_survive_is_unreadable(tmp_path):
    file = tmp_path / "wide.png"
    file.write_bytes(cv2.imencode(".png", np.zeros((2, MAX_SIDE_PX + 1, 3), np.uint8))[1].tobytes())
    image, why = read_picture(file)
    assert image is None
    assert "a side over" in why


@pytest.mark.parametrize("name", [b"line\nbreak.png", b"no \xff text.png"])
def test_a_source_is_called_by_one_line_of_text(tmp_path, name):
    file = tmp_path / os.fsdecode(name)
    file.write_bytes(cv2.imencode(".png", numbered(1))[1].tobytes())
    shown = PictureSource(file, clock=FakeClock()).name
    assert shown.isprintable()
    assert shown.encode("utf-8").endswith(b".png")


def test_a_name_that_the_system_refuses_is_no_picture():
    with pytest.raises(SettingFault, match="does not exist"):
        list_pictures(Path("x" * 400))


@pytest.mark.slow
def test_a_telephones_picture_of_64_million_pixels_is_read(tmp_path):
    """As JPEG at half its size, as PNG whole: no more memory than a picture of half as many pixels."""
    image = np.full((6936, 9248, 3), 90, np.uint8)
    image[:3468, :4624] = 200
    unfiltered = [cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_NONE]
    for suffix, shape in ((".jpg", (3468, 4624, 3)), (".png", (6936, 9248, 3))):
        path = tmp_path / f"mp64{suffix}"
        cv2.imwrite(str(path), image, unfiltered if suffix == ".png" else [])
        read, why = read_picture(path)
        assert why == ""
        assert read.shape == shape
        assert abs(int(read[shape[0] // 4, shape[1] // 4, 0]) - 200) < 3
        assert abs(int(read[-1, -1, 0]) - 90) < 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_would_unfold_to_gigabytes_is_refused_undecoded(tmp_path, monkeypatch, kind):
    path = tmp_path / "bomb.img"
    coded_fast = {"lossless": True, "method": 0, "quality": 0} if kind == "WEBP" else {}
    side = 12_000 if kind == "JPEG" else math.isqrt(MAX_PIXELS) + 1
    Image.new("L", (side, side)).save(path, kind, **coded_fast)
    if kind == "JPEG":
        content = path.read_bytes()
        head = content.index(b"\xff\xc0")
        path.write_bytes(content[: head + 5] + struct.pack(">HH", 16_000, 16_000) + content[head + 9 :])
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("decoded"))
    image, why = read_picture(path)
    assert image is None
    assert "make it smaller" in why


def test_the_reason_outlives_the_end_where_no_picture_could_be_read(tmp_path):
    (tmp_path / "torn.png").write_bytes(b"torn")
    source = PictureSource(tmp_path, clock=FakeClock(), pace=False)
    assert [source.read(), source.read()] == [None, None]
    assert source.status.state is SourceState.ENDED
    assert "none could be read: torn.png: " in source.status.detail
