"""`run.json`: what a reviewer needs to know of a run, and the digest of every file that it wrote."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from neopain import __version__
from neopain.core.errors import SettingFault
from neopain_export.study.evaluation.configurations import Grid
from neopain_export.study.report.results import StudyResults
from neopain_export.study.report.tables import Facts

FILE = "run.json"
SCHEMA = 1
TABLE_DIGEST = "sha256_of_features_labels_subjects_groups"
LIBRARIES = ("scikit-learn", "numpy", "scipy")
QUOTED = ("scikit-learn", "numpy")


def facts_of_this_run(command: str, remarks: tuple[str, ...]) -> Facts:
    """What the tables' heading quotes."""
    return Facts(command, tuple((name, version(name)) for name in QUOTED), remarks)


def run_manifest(
    studies: list[StudyResults], facts: Facts, grid: Grid, table_digest: str, files: Mapping[str, bytes]
) -> bytes:
    """The manifest's bytes.

    Args:
        studies: one a protocol.
        facts: as the tables quote them.
        grid: what was crossed.
        table_digest: sha256 of the features, labels, subjects and groups.
        files: content by name of all that is written beside it.
    """
    tested = studies[0].tested
    values = {
        "schema": SCHEMA,
        "made_by": f"neopain-export {__version__}",
        "command": facts.command,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.system(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "quoted_libraries": [list(pair) for pair in facts.libraries],
        "remarks": list(facts.remarks),
        "seed": studies[0].seed,
        "data": {
            "title": tested.title,
            "simulated": tested.simulated,
            TABLE_DIGEST: table_digest,
            "label_rule": tested.rule or "labels as given",
            "rule": tested.rule,
            "pictures": studies[0].trained[0],
            "subjects": studies[0].trained[1],
            "left_out": [list(pair) for pair in tested.left_out],
            "left_out_with_pain": tested.left_out_with_pain,
            "refused_known": tested.refused is not None,
        },
        "features": tested.layout_id,
        "models": [list(pair) for pair in tested.networks],
        "grid": {"selectors": grid.selectors, "ks": grid.ks, "classifiers": grid.classifiers},
        "protocols": [
            {
                "name": study.protocol,
                "pictures": len(study.tested.labels),
                "subjects": len(study.resamples.subjects),
                "folds": len(set(study.tested.folds.tolist())),
                "configurations": len(study.results),
                "repeats": max((len(one.folds) for one in study.repeats.values()), default=1),
            }
            for study in studies
        ],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }
    return (json.dumps(values, indent=1, ensure_ascii=False) + "\n").encode()


@dataclass(frozen=True, slots=True)
class ReadRun:
    """A run manifest read back."""

    values: dict[str, Any]
    facts: Facts


def read_run(folder: Path) -> ReadRun:
    """The manifest of a study's folder. Raises: SettingFault when there is none that this release reads."""
    path = folder / FILE
    try:
        values = json.loads(path.read_text("utf-8"))
        if values["schema"] != SCHEMA:
            raise SettingFault(f"expected schema {SCHEMA} in {path}; got {values['schema']}; update NeoPain")
        libraries = tuple((name, release) for name, release in values["quoted_libraries"])
        return ReadRun(values, Facts(values["command"], libraries, tuple(values["remarks"])))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingFault(
            f"expected the folder of a study made by `neopain-export study`; got {folder}: {error}"
        ) from error
