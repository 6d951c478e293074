"""The cache of features forgets what another release of the code has seen; tables name what took part."""

import pytest

from neopain import paths
from neopain.core.errors import SettingFault
from neopain_export.study.features.extractor import SEEING, Equipment, _code_digest


def test_a_seeing_module_that_is_added_moved_or_changed_changes_the_key(tmp_path):
    (tmp_path / "crop.py").write_text("a = 1")
    first = _code_digest(tmp_path)
    (tmp_path / "finding").mkdir()
    (tmp_path / "finding" / "new.py").write_text("b = 1")
    added = _code_digest(tmp_path)
    (tmp_path / "finding" / "new.py").rename(tmp_path / "new.py")
    moved = _code_digest(tmp_path)
    (tmp_path / "new.py").write_text("b = 2")
    assert len({first, added, moved, _code_digest(tmp_path)}) == 4


def test_the_key_covers_the_room_that_sees():
    assert {"crop.py", "embedding.py", "texture.py"} <= {file.name for file in SEEING.rglob("*.py")}
    assert (SEEING / "finding").is_dir()


def test_only_what_took_part_is_named_as_what_took_part():
    """Tables named VGG-16 where nothing but texture was looked at."""
    networks = tuple(paths.models() / name for name in ("vgg16_imagenet", "dlib_face"))
    for blocks, names in (
        (("lbp.u8r1.g7x7",), ["face-landmarker"]),
        (("lbp.u8r1.g7x7", "dlib-face.stage3_gap"), ["dlib-face", "face-landmarker"]),
    ):
        equipment = Equipment(blocks, networks, paths.models() / "face_landmarker")
        assert [name for name, _ in equipment.files()] == names


@pytest.mark.parametrize(
    "name",
    [
        "lbp.nope",
        "lbp.u0r1.g7x7",
        "hog.o9c0b2s112",
        "strain.f1.anatomic",
        "mesh",
        "vgg16-imagenet.nope",
        "a.b",
    ],
)
def test_a_block_that_is_none_is_refused_by_what_there_is_and_blames_no_model(name):
    """A name typed wrong was told as a model made by another version: update."""
    networks = (paths.models() / "vgg16_imagenet",)
    equipment = Equipment((name,), networks, paths.models() / "face_landmarker")
    told = "out of vgg16-imagenet.block3.*, or of the forms lbp.u8r1.g7x7, .*; got "
    with pytest.raises(SettingFault, match=f"{told}'{name}'"):
        equipment.layout()
