"""The cache of features forgets what another release of the code has seen; tables name what took part."""

from neopain import paths
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
