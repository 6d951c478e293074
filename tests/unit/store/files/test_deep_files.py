"""A small file that nests a hundred thousand deep is refused in a sentence, as any other that is damaged."""

import pytest

from neopain.core.errors import NeopainError
from neopain.settings import read_ward_settings
from neopain.store.files.pin_file import PinFile
from neopain.store.files.restoring import PLAN
from neopain.store.sessions import SessionStore
from neopain.store.tables.audit import HEAD_FILE
from tests.recorded.records import a_session

DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("name", "content", "use"),
    [
        ("limits-pin.json", DEEP, lambda folder: PinFile(folder).load()),
        ("ward.toml", f"a = {DEEP}", read_ward_settings),
        (PLAN, DEEP, SessionStore),
    ],
)
def test_it_is_refused(tmp_path, name, content, use):
    (tmp_path / name).write_text(content)
    with pytest.raises(NeopainError, match=name):
        use(tmp_path)


@pytest.mark.parametrize(
    "content", [DEEP, '{"record": "a", "rows": Infinity, "mac": "b"}'], ids=["deep", "inf"]
)
@pytest.mark.parametrize("name", [HEAD_FILE, "neopain.sqlite3.sums"])
def test_verify_names_it(tmp_path, name, content):
    with SessionStore(tmp_path) as store:
        store.begin(a_session())
        store.begin(a_session("22222222-1111-4111-8111-111111111111", model_id="pain-svm 2"))
    (tmp_path / name).write_text(f"{content}\n")
    with SessionStore(tmp_path, read_only=True) as store:
        assert any(name in line for line in store.verify())
