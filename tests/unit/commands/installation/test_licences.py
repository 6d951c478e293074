import json
from datetime import UTC, datetime
from functools import cache

import pytest

from neopain import main as module
from neopain import paths
from neopain.commands.installation.installed_parts import (
    UNSTATED,
    Part,
    bundled_models,
    installed_parts,
    licence_texts,
)
from neopain.commands.installation.software_bill import software_bill
from neopain.store.sqlite.database import FILE_NAME

installed_parts = cache(installed_parts)
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_every_declared_library_is_there_with_its_licence():
    parts = {part.name.lower(): part for part in installed_parts()}
    assert next(iter(parts)) == "neopain"
    for name in (
        "numpy",
        "opencv-contrib-python",
        "mediapipe",
        "scikit-learn",
        "pyside6_essentials",
        "pillow",
    ):
        assert parts[name].licence != UNSTATED
        assert parts[name].version
    assert not [part.name for part in parts.values() if part.licence == UNSTATED]


def test_what_only_developers_need_is_told_when_asked():
    assert "pytest" not in {part.name for part in installed_parts()}
    assert "pytest" in {part.name for part in installed_parts(everything=True)}


def test_the_libraries_of_libraries_are_there():
    parts = {part.name: part for part in installed_parts()}
    for part in parts.values():
        assert set(part.needs) <= parts.keys()


def test_licence_texts_come_with_the_parts():
    texts = {part.name: dict(licence_texts(part)) for part in installed_parts()}
    assert any("Apache License" in text for text in texts["mediapipe"].values()) or texts["numpy"]
    assert any("Redistribution" in text for text in texts["numpy"].values())


def test_the_models_are_parts_too():
    models = {part.name: part for part in bundled_models(paths.models())}
    assert models["vgg16-imagenet"].licence == "CC-BY-4.0"
    assert len(models["pain-svm"].sha256) == 64


def test_the_bill_is_whole_and_refers_only_to_what_is_in_it():
    bill = software_bill(installed_parts(), bundled_models(paths.models()), NOW)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["timestamp"] == "2026-01-02T03:04:05+00:00"
    assert bill["metadata"]["component"]["name"] == "neopain"
    known = {part["bom-ref"] for part in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    assert len(known) == len(bill["components"]) + 1
    for entry in bill["dependencies"]:
        assert {entry["ref"], *entry["dependsOn"]} <= known
    numpy = next(part for part in bill["components"] if part["name"] == "numpy")
    assert numpy["purl"] == f"pkg:pypi/numpy@{numpy['version']}"
    json.dumps(bill)


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("BSD-3-Clause AND MIT", [{"expression": "BSD-3-Clause AND MIT"}]),
        ("MIT License", [{"license": {"name": "MIT License"}}]),
        ("see the file", [{"license": {"name": "see the file"}}]),
        (UNSTATED, []),
    ],
)
def test_only_what_is_an_spdx_expression_is_called_one(stated, told):
    bill = software_bill([Part("neopain", "1", stated, "application")], [], NOW)
    assert bill["metadata"]["component"]["licenses"] == told


def test_the_command_prints_writes_and_refuses(tmp_path, capsys):
    assert module.main(["licences"]) == 0
    assert "numpy" in capsys.readouterr().out
    assert module.main(["licences", "--texts"]) == 0
    assert "Redistribution" in capsys.readouterr().out
    assert module.main(["licences", "--sbom", str(tmp_path / "bom.json")]) == 0
    assert json.loads((tmp_path / "bom.json").read_text("utf-8"))["components"]
    assert module.main(["licences", "--sbom", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["components"]
    assert module.main(["licences", "--sbom", str(tmp_path / "no" / "bom.json")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_bill_never_takes_the_place_of_the_record(tmp_path, capsys):
    record = tmp_path / FILE_NAME
    record.write_bytes(b"all patients")
    assert module.main(["licences", "--sbom", str(record)]) == 1
    assert "one of NeoPain's own files" in capsys.readouterr().err
    assert record.read_bytes() == b"all patients"
