"""What waits for the record: kept in memory and, while the record refuses, in a spill file, too."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from neopain.core.errors import NeopainError, RecordFault
from neopain.core.ports import SpillFile
from neopain.core.readings import Reading
from neopain.core.record import Batch, Item, RecordedReading
from neopain.core.text import Text

logger = logging.getLogger(__name__)

Safe: TypeAlias = Path | None
"""Where something lies that was handed over: None for the record, else the spill file."""


def bare(item: Item) -> Item:
    """The item without what only the screen needs: a face has 6 kB, and a failing record keeps thousands."""
    return replace(item, face=None, view=None) if isinstance(item, Reading) else item


@dataclass(frozen=True, slots=True, eq=False)
class Handed:
    """Items that stand or fall together, and the promise to whoever wants to hear that they are safe."""

    items: tuple[Item, ...]
    safe: Future[Safe] | None = None

    @property
    def can_wait(self) -> bool:
        """Whether it is readings only, which are written in batches."""
        return all(isinstance(one, Reading | RecordedReading) for one in self.items)

    def tell(self, where: Safe) -> None:
        """They are safe there; later calls say nothing new."""
        if self.safe is not None:
            with suppress(InvalidStateError):
                self.safe.set_result(where)

    def tell_lost(self, why: str) -> None:
        """No place took them."""
        if self.safe is not None:
            with suppress(InvalidStateError):
                self.safe.set_exception(RecordFault(Text("it is not recorded: {why}", why=why)))


def batch_of(handed: Iterable[Handed]) -> Batch:
    """All their items."""
    return Batch.of(chain.from_iterable(one.items for one in handed))


class Backlog:
    """In order of arrival; used by one thread at a time.

    Attributes:
        waiting: what the record does not hold yet.
    """

    def __init__(self, spill: SpillFile | None) -> None:
        self.waiting: list[Handed] = []
        self._spill = spill
        self._spilled = 0
        """So many of `waiting`, from the first, are in the spill file."""
        self._only_there: Counter[str] = Counter()
        self._lost: Counter[str] = Counter()
        self._paths: dict[Path, None] = {}
        self._refusal = ""

    def __len__(self) -> int:
        return sum(len(handed.items) for handed in self.waiting)

    def written(self, handed: Sequence[Handed]) -> None:
        """The record has these."""
        for one in handed:
            one.tell(None)
        if len(handed) == len(self.waiting):
            self.waiting, self._spilled = [], 0
        else:
            gone = set(map(id, handed))
            self._spilled -= sum(id(one) in gone for one in self.waiting[: self._spilled])
            self.waiting = [one for one in self.waiting if id(one) not in gone]
        if not self.waiting and not self._only_there and self._paths and self._spill is not None:
            self._spill.discard()
            self._paths.clear()

    def secure(self) -> None:
        """Put into the spill file what is not there yet; a refusal is logged once, and tried again."""
        new = self.waiting[self._spilled :]
        if not new:
            return
        try:
            if self._spill is None:
                raise RecordFault(Text("there is no second place"))
            where = self._spill.append(list(chain.from_iterable(one.items for one in new)))
        except (NeopainError, OSError, ValueError) as fault:
            if str(fault) != self._refusal:
                logger.error("nor can it be written to a second place: %s", fault)  # noqa: TRY400 - no bug
            self._refusal = str(fault)
            return
        self._refusal = ""
        self._paths[where] = None
        self._spilled = len(self.waiting)
        for one in new:
            one.tell(where)

    def leave_in_spill(self, handed: Sequence[Handed]) -> None:
        """Let these go, which the record will never take; what no spill file holds, either, is lost."""
        odd = set(map(id, handed))
        for place, one in enumerate(self.waiting):
            if id(one) in odd:
                self._let_go(one, spilled=place < self._spilled)
        self._spilled -= sum(id(one) in odd for one in self.waiting[: self._spilled])
        self.waiting = [one for one in self.waiting if id(one) not in odd]

    def leave_if_spilled(self, handed: Sequence[Handed]) -> None:
        """Let go those of them that the spill file holds: the record will never take them."""
        there = set(map(id, self.waiting[: self._spilled]))
        self.leave_in_spill([one for one in handed if id(one) in there])

    def shrink(self, most: int) -> None:
        """Keep at most so many items in memory: what is in the spill file goes first, then old readings."""
        if len(self) <= most:
            return
        self.leave_in_spill(self.waiting[: self._spilled])
        over = len(self) - most
        old = [one for one in self.waiting if one.can_wait]
        self.leave_in_spill(old[: max(0, over)])

    def prepare(self) -> None:
        """A session begins."""
        if self._spill is not None:
            self._spill.prepare()

    def give_up(self) -> list[str]:
        """Let everything go at the end. Returns: what is not in the record and where it is; for people."""
        self.leave_in_spill(list(self.waiting))
        told: list[str] = []
        if self._only_there:
            paths = " and ".join(map(str, self._paths))
            told.append(
                Text(
                    "{count} are not in the record; they are in {paths} (JSON Lines): read them back "
                    "with `neopain recover FILE`",
                    count=_words(self._only_there),
                    paths=paths,
                )
            )
        if self._lost:
            told.append(
                Text(
                    "{count} are not in the record, nor anywhere else: they are lost ({why})",
                    count=_words(self._lost),
                    why=self._refusal,
                )
            )
        self._only_there, self._lost = Counter(), Counter()
        if self._spill is not None:
            self._spill.close()
        return told

    def _let_go(self, handed: Handed, *, spilled: bool) -> None:
        batch = Batch.of(handed.items)
        count = self._only_there if spilled else self._lost
        count.update(readings=len(batch.readings), entries=len(batch.entries), marks=len(batch.marks))
        if not spilled:
            handed.tell_lost(self._refusal)


def _words(count: Counter[str]) -> str:
    words = Text(
        "{readings} readings and {lines} log lines", readings=count["readings"], lines=count["entries"]
    )
    if not count["marks"]:
        return words
    return Text("{count} and {marks} notes or manual scores", count=words, marks=count["marks"])
