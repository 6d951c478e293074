"""The table that `neopain-export study` reads, and the manifest beside it that says where it comes from."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neopain import __version__
from neopain.core.clock import Clock
from neopain_export.annotation.folder.passes import Pass
from neopain_export.annotation.folder.plan import Plan
from neopain_export.annotation.folder.results import Results, between_raters, within_rater
from neopain_export.annotation.folder.whole_file import read_file, write_whole
from neopain_export.annotation.rating.figures import Figures
from neopain_export.annotation.rating.items import Item, Kind
from neopain_export.annotation.rating.tasks import Answer
from neopain_export.csv_text import csv_text

SCHEMA = 1
ENDING = ".manifest.json"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: rows, and why items are not among them, and how many."""

    rows: int
    left_out: tuple[tuple[str, int], ...]


def manifest_path(table: Path) -> Path:
    """Where the manifest of a table lies."""
    return table.with_name(table.stem + ENDING)


def is_our_table(table: Path) -> bool:
    """Whether a file is as this program wrote it, so that it may be replaced."""
    try:
        told = json.loads(manifest_path(table).read_bytes())
        return bool(told["table"]["sha256"] == hashlib.sha256(table.read_bytes()).hexdigest())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write_table(table: Path, plan: Plan, results: Results, clock: Clock) -> Written:
    """Write table and manifest, the manifest last. Raises: RecordFault."""
    left_out: Counter[str] = Counter()
    rows = []
    for item in plan.items:
        answer = results.final.get(item.id)
        why = _why_not(plan, item, answer)
        if why:
            left_out[why] += 1
        else:
            rows.append((item, answer))
    about = sorted({name for item, _ in rows for name, _ in item.about})
    content = _table(table, plan, rows, about)
    write_whole(table, content)
    told = _manifest(plan, results, content, tuple(sorted(left_out.items())), clock)
    told["table"]["name"] = table.name
    write_whole(manifest_path(table), (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode())
    return Written(len(rows), tuple(sorted(left_out.items())))


def _why_not(plan: Plan, item: Item, answer: Answer | None) -> str:
    if answer is None:
        return "in dispute"
    if answer.reason is not None:
        return f"cannot judge: {answer.reason.value}"
    if plan.task.result(answer) is None:
        return "a part could not be seen"
    return "" if item.path.is_file() else "the file is gone"


def _table(table: Path, plan: Plan, rows: list[tuple[Item, Answer | None]], about: list[str]) -> bytes:
    lines: list[list[object]] = [
        ["picture", "video", "time", "subject", plan.task.column, "simulated", *about]
    ]
    for item, answer in rows:
        still = item.kind is Kind.PICTURE
        file = _beside(item.path, table.parent)
        said = dict(item.about)
        time_s = "" if still and "film" not in said else str(round(item.moment_s, 3))
        lines.append(
            [
                *((file, "") if still else ("", file)),
                time_s,
                item.subject,
                "" if answer is None else plan.task.result(answer),
                int(item.simulated),
                *(said.get(name, "") for name in about),
            ]
        )
    return csv_text(lines).encode()


def _beside(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder.resolve())).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def _manifest(
    plan: Plan, results: Results, content: bytes, left_out: tuple[tuple[str, int], ...], clock: Clock
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "made_by": f"neopain-export {__version__}",
        "made_utc": clock.utc().isoformat(timespec="seconds"),
        "table": {"sha256": hashlib.sha256(content).hexdigest()},
        "task": plan.task.id,
        "questions": list(plan.task.questions),
        "rule": plan.task.rule,
        "plan": {"sha256": plan.digest, "made_by": plan.made_by, "made_utc": plan.made_utc},
        "people": [_person(one) for one in results.passes],
        "left_out": [*(list(pair) for pair in plan.left_out), *(list(pair) for pair in left_out)],
        "disputes": {"found": len(results.disputed), "undecided": len(results.undecided)},
        "agreement": _plain(between_raters(results, plan)),
        "items": [_said(item, results) for item in plan.items],
    }


def _person(one: Pass) -> dict[str, Any]:
    content = read_file(one.path, "answers") if one.path.exists() else b""
    return {
        "who": one.rater.who,
        "role": one.rater.role,
        "seed": one.rater.seed,
        "repeat": one.rater.repeat,
        "begun_utc": one.rater.begun_utc,
        "finished_utc": one.course.finished,
        "made_by": one.rater.made_by,
        "answers": {"count": one.course.answered, "sha256": hashlib.sha256(content).hexdigest()},
        "with_themself": _plain(within_rater(one)),
    }


def _said(item: Item, results: Results) -> dict[str, Any]:
    """What each person said of it; the infant and the file stand in the table alone."""
    said: dict[str, Any] = {"id": item.id, "sha256": item.digest}
    for one in results.passes:
        answer = one.course.by_turn(0).get(item.id)
        if answer is not None:
            said[one.rater.who] = answer.reason if answer.values is None else list(answer.values)
    return said


def _plain(found: Figures | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "items": found.items,
        "both_could_judge": found.judged,
        "only_first": found.only_first,
        "only_second": found.only_second,
        "neither": found.neither,
        "questions": {
            line.question: {
                "ratings": line.ratings,
                "subjects": line.subjects,
                **{
                    name: [_finite(value) for value in (one.value, one.low, one.high)]
                    for name, one in (
                        ("equal", line.equal),
                        ("kappa", line.kappa),
                        ("present_first", line.first),
                        ("present_second", line.second),
                    )
                },
            }
            for line in found.lines
        },
    }


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None
