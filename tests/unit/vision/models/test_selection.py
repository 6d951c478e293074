import json
import os

import pytest

from neopain.core.errors import ModelFault
from neopain.vision.models.selection import Selection, read_selection

PIN = "a" * 64


def written(tmp_path, folder=None, pin=PIN):
    path = tmp_path / "selected.toml"
    folder = tmp_path if folder is None else folder
    path.write_text(f'folder = {json.dumps(str(folder))}\nmanifest_sha256 = "{pin}"\n', "utf-8")
    return path


def test_no_file_means_the_bundled_model(tmp_path):
    assert read_selection(tmp_path / "selected.toml") is None


def test_a_choice_is_read(tmp_path):
    folder = tmp_path / 'a "ward" \\ ö'
    folder.mkdir()
    assert read_selection(written(tmp_path, folder)) == Selection(folder, PIN)


@pytest.mark.parametrize("text", ["", "folder = 3", "not toml [", 'folder = "/"', 'manifest_sha256 = "aa"'])
def test_a_broken_choice_is_never_passed_over(tmp_path, text):
    path = tmp_path / "selected.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ModelFault, match="selected"):
        read_selection(path)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "selected.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelFault, match="neopain-export promote"):
        read_selection(path)


@pytest.mark.parametrize("folder", ["models/mine", "/no/such/folder/anywhere"])
def test_a_folder_that_is_not_there_or_not_absolute_is_refused(tmp_path, folder):
    with pytest.raises(ModelFault, match="existing folder"):
        read_selection(written(tmp_path, folder))


@pytest.mark.parametrize("pin", ["", "abc", "A" * 64, "g" * 64])
def test_a_pin_that_is_no_digest_is_refused(tmp_path, pin):
    with pytest.raises(ModelFault, match="manifest_sha256"):
        read_selection(written(tmp_path, pin=pin))


def test_the_networks_that_were_used_are_pinned(tmp_path):
    path = written(tmp_path)
    path.write_text(path.read_text("utf-8") + f'[networks]\nsmall = "{PIN}"\n', "utf-8")
    assert read_selection(path).networks == {"small": PIN}
    path.write_text(path.read_text("utf-8").replace(f'small = "{PIN}"', 'small = "x"'), "utf-8")
    with pytest.raises(ModelFault, match="small"):
        read_selection(path)


@pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX has them")
@pytest.mark.parametrize("rights", [0o666, 0o620, 0o602, 0o777])
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_choice_that_others_can_have_written_is_refused(tmp_path, rights, what):
    path = written(tmp_path)
    (path if what == "file" else tmp_path).chmod(rights | 0o100)
    try:
        with pytest.raises(ModelFault, match=r"others may have chosen this model.*chmod go-w"):
            read_selection(path)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give files away")
def test_a_choice_of_another_user_is_refused(tmp_path):
    path = written(tmp_path)
    os.chown(path, 12345, 12345)
    with pytest.raises(ModelFault, match="owner 12345"):
        read_selection(path)
