"""`annotation.json`: what is rated. Written once; every rater of the folder gets the same items."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neopain import __version__
from neopain.core.errors import RecordFault
from neopain_export.annotation.folder.whole_file import read_file, write_whole
from neopain_export.annotation.rating.items import Item, Kind
from neopain_export.annotation.rating.tasks import TASKS, Task

FILE = "annotation.json"
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What is rated.

    Attributes:
        task: what is asked.
        items: different ids, in the order of these.
        made_utc: when it was made, ISO 8601 with offset.
        made_by: the release that made it.
        left_out: why files were left out when it was made, and how many.
    """

    task: Task
    items: tuple[Item, ...]
    made_utc: str
    made_by: str = f"neopain-export {__version__}"
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def digest(self) -> str:
        """Of the task, and of each item its content, infant and further columns; not of where it lies."""
        said = [
            self.task.id,
            *([one.id, one.digest, one.subject, one.simulated, one.about] for one in self.items),
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def item(self, item_id: str) -> Item:
        """The item with this id. Raises: KeyError."""
        return next(one for one in self.items if one.id == item_id)

    @property
    def subjects(self) -> dict[str, str]:
        """By item its infant."""
        return {one.id: one.subject for one in self.items}


def is_annotation(folder: Path) -> bool:
    """Whether an annotation lies in the folder."""
    return (folder / FILE).is_file()


def write_plan(folder: Path, plan: Plan) -> None:
    """Keep it. Raises: RecordFault."""
    values = {
        "schema": SCHEMA,
        "made_by": plan.made_by,
        "made_utc": plan.made_utc,
        "task": plan.task.id,
        "digest": plan.digest,
        "left_out": plan.left_out,
        "items": [_to_plain(item) for item in plan.items],
    }
    write_whole(folder / FILE, (json.dumps(values, indent=1, ensure_ascii=False) + "\n").encode())


def read_plan(folder: Path) -> Plan:
    """The folder's plan. Raises: RecordFault for none, and for one that was changed."""
    path = folder / FILE
    content = read_file(path, "an annotation, as `neopain-export annotate --out` makes it,")
    try:
        told = json.loads(content)
        items = tuple(_of_plain(one) for one in told["items"])
        left_out = tuple((str(why), int(count)) for why, count in told["left_out"])
        plan = Plan(TASKS[told["task"]], items, str(told["made_utc"]), str(told["made_by"]), left_out)
        same = told["schema"] == SCHEMA and told["digest"] == plan.digest
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordFault(f"expected an annotation's plan in {path}; got another text; restore it") from error
    if not same:
        raise RecordFault(
            f"expected {path} as `neopain-export annotate` wrote it; it was changed, and the answers "
            "may be of other items: restore it"
        )
    return plan


def ordered(items: Sequence[Item]) -> tuple[Item, ...]:
    """By id, so that nothing follows from the order of the files."""
    return tuple(sorted(items, key=lambda item: item.id))


def _to_plain(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind.value,
        "path": str(item.path),
        "start_s": item.start_s,
        "length_s": item.length_s,
        "subject": item.subject,
        "sha256": item.digest,
        "simulated": item.simulated,
        "moment_s": item.moment_s,
        "about": item.about,
    }


def _of_plain(told: dict[str, Any]) -> Item:
    return Item(
        str(told["id"]),
        Kind(told["kind"]),
        Path(told["path"]),
        float(told["start_s"]),
        float(told["length_s"]),
        str(told["subject"]),
        str(told["sha256"]),
        bool(told["simulated"]),
        float(told["moment_s"]),
        tuple((str(name), str(value)) for name, value in told["about"]),
    )
