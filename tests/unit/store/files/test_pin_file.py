import json
import os
from dataclasses import replace

import pytest

from neopain.core.clinical.pin import PinGate, Verdict, keep_pin
from neopain.core.errors import RecordFault
from neopain.store.files.pin_file import PinFile


@pytest.fixture
def file(tmp_path):
    return PinFile(tmp_path / "data")


def test_at_first_there_is_none(file):
    assert file.load() is None


def test_a_pin_comes_back_as_a_digest_only_its_owner_reads(file):
    kept = replace(keep_pin("4711"), wrong_tries=2)
    file.save(kept)
    assert file.load() == kept
    assert PinGate(file.load(), 0.0).attempt("4711", 0.0) is Verdict.RIGHT
    assert "4711" not in file.path.read_text().replace(kept.salt.hex(), "").replace(kept.digest.hex(), "")
    assert [path.name for path in file.path.parent.iterdir()] == [file.path.name]
    if os.name == "posix":
        assert file.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"salt": "zz"}', "null"])
def test_a_damaged_file_says_what_to_do(file, text):
    file.path.parent.mkdir()
    file.path.write_text(text)
    with pytest.raises(RecordFault, match="deletes it"):
        file.load()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("n", 16_385), ("n", 0), ("n", 1), ("n", 10**30), ("n", float("inf")), ("r", 0), ("r", -1), ("p", 10**9),
        ("wrong_tries", -1), ("wrong_tries", float("nan")), ("salt", ""), ("digest", "ab"),
    ],
)  # fmt: skip
def test_a_damaged_number_says_what_to_do_before_a_pin_is_tried(file, key, value):
    file.save(keep_pin("4711"))
    told = json.loads(file.path.read_text()) | {key: value}
    file.path.write_text(json.dumps(told))
    with pytest.raises(RecordFault, match="deletes it"):
        file.load()


def test_a_folder_that_cannot_be_made_is_a_fault(tmp_path):
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(RecordFault, match="cannot be kept"):
        PinFile(tmp_path / "data").save(keep_pin("4711"))
