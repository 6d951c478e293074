"""A rater's files, and the pass that they hold: whoever and in which order, and every act as it was done.

`rater-AB.json` is written once, `answers-AB.jsonl` only grows, an act a line, on the disk before the next
picture is shown. No rater's pass reads another's answers; the adjudicator's is told what is in dispute.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from neopain import __version__
from neopain.core.errors import RecordFault, SettingFault
from neopain_export.annotation.folder.act_lines import acts_in, line_of, whole_part
from neopain_export.annotation.folder.plan import Plan
from neopain_export.annotation.folder.whole_file import read_file, write_whole
from neopain_export.annotation.rating.course import Act, Course, Given
from neopain_export.annotation.rating.disputes import Dispute
from neopain_export.annotation.rating.order import Showing


class Role(StrEnum):
    """What somebody does in a folder."""

    RATER = "rater"
    ADJUDICATOR = "adjudicator"


@dataclass(frozen=True, slots=True)
class Rater:
    """Who rates, as it was written at the beginning.

    Attributes:
        who: initials or a badge.
        role: what for.
        seed, repeat: of the order.
        begun_utc: when, ISO 8601 with offset.
        made_by: the release that began it.
        order: what is shown.
    """

    who: str
    role: Role
    seed: int
    repeat: float
    begun_utc: str
    order: tuple[Showing, ...]
    made_by: str = f"neopain-export {__version__}"


@dataclass(slots=True)
class Pass:
    """One rater's pass in a folder; used by one thread.

    Attributes:
        folder, plan, rater: whose and about what.
        course: where it stands.
        disputes: for an adjudicator, what is to be decided of each item; else {}.
    """

    folder: Path
    plan: Plan
    rater: Rater
    course: Course
    disputes: Mapping[str, Dispute] = field(default_factory=dict)
    _size: int = 0

    @property
    def path(self) -> Path:
        """Where the answers are."""
        return answers_file(self.folder, self.rater.who)

    def do(self, act: Act) -> None:
        """Save it, then do it. Raises: SettingFault, RecordFault; then it is as if it had not been said."""
        self.course.check(act)
        if isinstance(act, Given) and self.disputes:
            dispute = self.disputes[self.course.order[act.place].item]
            if not dispute.fits(act.answer):
                raise SettingFault(
                    "expected what both raters said to stay as it is; decide what is in dispute"
                )
        line = line_of(act, self.course.order)
        try:
            self._append(line)
        except OSError as error:
            raise RecordFault(
                f"expected to keep the answer in {self.path}; got {error.strerror}: free the disk, then "
                "answer again"
            ) from error
        self.course.apply(act)

    def _append(self, line: bytes) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(self.path, flags, 0o600), "r+b", buffering=0) as stream:
            if stream.seek(0, os.SEEK_END) < self._size or len(whole_part(_rest(stream, self._size))):
                raise RecordFault(
                    f"expected {self.path} as this window left it; another window of {self.rater.who} "
                    "answers, too, or it was changed: close one of them"
                )
            # Behind the last whole line there is at most one that a kill or a full disk cut.
            stream.truncate(self._size)
            stream.seek(self._size)
            try:
                written = 0
                while written < len(line):
                    written += stream.write(line[written:]) or 0
                os.fsync(stream.fileno())
            except OSError:
                # The rater is told that it was not kept, so it must not be there the next time.
                with suppress(OSError):
                    stream.truncate(self._size)
                raise
        self._size += len(line)


def _rest(stream: Any, start: int) -> bytes:  # noqa: ANN401  a raw file
    stream.seek(start)
    return bytes(stream.read())


def rater_file(folder: Path, who: str) -> Path:
    """Where it stands who somebody is."""
    return folder / f"rater-{who}.json"


def answers_file(folder: Path, who: str) -> Path:
    """Where somebody's acts are."""
    return folder / f"answers-{who}.jsonl"


def write_rater(folder: Path, plan: Plan, rater: Rater) -> None:
    """Keep who somebody is. Raises: RecordFault."""
    values = {
        "who": rater.who,
        "role": rater.role,
        "seed": rater.seed,
        "repeat": rater.repeat,
        "begun_utc": rater.begun_utc,
        "made_by": rater.made_by,
        "plan": plan.digest,
        "order": [[showing.item, showing.turn] for showing in rater.order],
    }
    write_whole(rater_file(folder, rater.who), (json.dumps(values) + "\n").encode())


def read_rater(path: Path, plan: Plan) -> Rater:
    """Who it is. Raises: RecordFault for a file that is not of this plan."""
    try:
        told = json.loads(read_file(path, "a rater"))
        order = tuple(Showing(str(item), int(turn)) for item, turn in told["order"])
        rater = Rater(
            str(told["who"]),
            Role(told["role"]),
            int(told["seed"]),
            float(told["repeat"]),
            str(told["begun_utc"]),
            order,
            str(told["made_by"]),
        )
        known = {item.id for item in plan.items}
        same = told["plan"] == plan.digest and all(showing.item in known for showing in order)
    except (ValueError, KeyError, TypeError) as error:
        raise RecordFault(f"expected a rater in {path}; got another text; restore it") from error
    if not same:
        raise RecordFault(f"expected {path} to be about this folder's items; it is about others; restore it")
    return rater


def raters_of(folder: Path, plan: Plan) -> tuple[Rater, ...]:
    """Everybody who began, raters before adjudicators, by when they began. Raises: RecordFault."""
    found = [read_rater(path, plan) for path in folder.glob("rater-*.json")]
    return tuple(sorted(found, key=lambda one: (one.role is Role.ADJUDICATOR, one.begun_utc, one.who)))


def open_pass(folder: Path, plan: Plan, rater: Rater, disputes: Mapping[str, Dispute] | None = None) -> Pass:
    """The pass as it was left; a line that a kill cut is not there. Raises: RecordFault."""
    path = answers_file(folder, rater.who)
    content = whole_part(read_file(path, "answers") if path.exists() else b"")
    acts: Sequence[Act] = acts_in(content, rater.order, str(path))
    try:
        course = Course(rater.order, plan.task, acts)
    except SettingFault as error:
        raise RecordFault(f"expected answers that follow each other in {path}: {error}") from error
    return Pass(folder, plan, rater, course, disputes or {}, len(content))
