"""An export that is asked to replace what NeoPain lives on refuses, and the record is as it was."""

from __future__ import annotations

import pytest

from neopain.bedside.exports.export import export_record
from neopain.bedside.exports.own_files import refuse_own_file
from neopain.core.errors import RecordFault
from neopain.reports.formats.registry import FORMATS
from neopain.store.sessions import SessionStore
from neopain.store.sqlite.database import FILE_NAME
from tests.recorded.records import a_session, scored

TEXTS = [one for one in FORMATS if not one.needs]
OWN = (
    FILE_NAME,
    f"{FILE_NAME}-wal",
    "limits-pin.json",
    "cameras.json",
    "ward.toml",
    "unwritten-11111111-1111-4111-8111-111111111111-1.jsonl",
    "neopain.log",
    "clips/11111111-1111-4111-8111-111111111111/20260601T120000Z-a.npclip",
    "beds/4/neopain.sqlite3",
    "beds/4/cameras.json",
    "models/selected.toml",
)


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    with SessionStore(folder) as store:
        store.begin(a_session())
        store.append(a_session().id, [scored(0.0, 3.0)], [])
    return folder


def sound(folder):
    with SessionStore(folder) as store:
        return len(store.sessions()) == 1 and not list(store.verify())


@pytest.mark.parametrize("one", TEXTS, ids=[one.option for one in TEXTS])
@pytest.mark.parametrize("way", ["plain", "detour", "through a link"])
def test_no_format_replaces_the_record(data, one, way):
    (data.parent / "link").symlink_to(data)
    target = {
        "plain": data / FILE_NAME,
        "detour": data / ".." / "data" / FILE_NAME,
        "through a link": data.parent / "link" / FILE_NAME,
    }[way]
    with pytest.raises(RecordFault, match="own files, which nothing replaces; choose another name"):
        export_record(data, "latest", [(TEXTS[0], data.parent / "a.csv"), (one, target)], replace=True)
    assert sound(data)
    # None of the others is written either.
    assert not (data.parent / "a.csv").exists()


@pytest.mark.parametrize("name", OWN)
def test_nor_what_lies_beside_it(data, name):
    target = data / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        target.write_bytes(b"own")
    before = target.read_bytes()
    with pytest.raises(RecordFault):
        export_record(data, "latest", [(TEXTS[0], target)], replace=True)
    assert target.read_bytes() == before


@pytest.mark.parametrize("name", ["monday.sqlite3", "MONDAY.SQLITE3"])
def test_a_backup_anywhere_is_no_place_for_an_export(data, tmp_path, name):
    backup = tmp_path / name
    backup.write_bytes(b"a backup")
    with pytest.raises(RecordFault):
        export_record(data, "latest", [(TEXTS[0], backup)], replace=True)


@pytest.mark.parametrize("folder", ["data", "."])
def test_what_an_export_wrote_is_replaced_wherever_it_lies(data, tmp_path, folder):
    for _ in range(2):
        for one in TEXTS:
            target = tmp_path / folder / f"out-{one.option}{one.ending}"
            assert target in export_record(data, "latest", [(one, target)], replace=True)
    (tmp_path / folder / "page.pdf").touch()
    refuse_own_file(tmp_path / folder / "page.pdf")
