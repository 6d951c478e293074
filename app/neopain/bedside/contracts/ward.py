"""What the window needs to know and keep of patient, PIN and manual assessments, as protocols.

The composition root implements them. Every method reads or writes a disk: the window calls them off its own
thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from neopain.core.clinical.admission import Admission
from neopain.core.clinical.pin import Verdict
from neopain.core.clinical.same_patient import Gap
from neopain.core.record import Annotation, Assessment
from neopain.core.score.presets import Preset
from neopain.core.sessions import LogEntry, Session
from neopain.core.stay.so_far import StaySoFar


@dataclass(frozen=True, slots=True)
class WardState:
    """Who is admitted, the gap that somebody must look at first, and whether there is a PIN."""

    admission: Admission | None
    gap: Gap | None
    pin_set: bool


@dataclass(frozen=True, slots=True)
class PinAnswer:
    """What became of a try, how long to wait for the next one, and the wrong tries so far."""

    verdict: Verdict
    wait_s: float
    wrong_tries: int


class Ward(Protocol):
    """Patient, limits and PIN of one bed."""

    def state(self, *, running: bool) -> WardState:
        """As of now; no gap is asked about while a session runs. Raises: RecordFault."""

    def admit(self, patient_code: str, gestation_days: int, age_days: int) -> Admission:
        """Open a stay with the preset of its gestational age. Raises: SettingFault, RecordFault."""

    def correct(self, patient_code: str, gestation_days: int, age_days: int) -> Admission:
        """Put right what was typed wrongly; `age_days` is today's. What stood there before is kept.

        The limits stay. Raises: SettingFault, RecordFault when nobody is admitted.
        """

    def corrections(self) -> Sequence[Admission]:
        """How the open stay was entered and corrected, oldest first; the last holds. Raises: RecordFault."""

    def confirm_same(self) -> Admission | None:
        """Somebody looked: the same infant lies here. Gives the stay that goes on. Raises: RecordFault."""

    def discharge(self, export_to: Path | None) -> Sequence[Path]:
        """Close the stay; first export its sessions into that folder. Gives the files written.

        Raises: RecordFault; the stay then stays open.
        """

    def keep_preset(self, preset: Preset, by: str = "") -> None:
        """Keep these limits for the next sessions of this stay; `by` whom. Raises: RecordFault."""

    def set_pin(self, pin: str) -> None:
        """The first PIN. Raises: SettingFault for a poor one or when there is one, RecordFault."""

    def try_pin(self, pin: str) -> PinAnswer:
        """Judge a try and count it. Raises: SettingFault when no PIN was set, RecordFault."""


class People(Protocol):
    """Who is at the bed now, as far as somebody said so."""

    @property
    def now(self) -> str:
        """Initials or badge; "" for nobody."""

    def sign_in(self, who: str, pin: str = "") -> PinAnswer:
        """From now on changes are by this person; the PIN where the ward's lock asks for it, and one is set.

        Raises: SettingFault for what are neither initials nor a badge.
        """

    def sign_off(self) -> None:
        """Nobody is known from now on; returns at once."""


class StayBook(Protocol):
    """The stay of the admitted infant."""

    def so_far(self, session: Session) -> StaySoFar | None:
        """What a session that has begun goes on from; None when it belongs to no open stay.

        Raises: RecordFault.
        """


class NoteBook(Protocol):
    """The record's side of the notes."""

    def keep(self, session_id: str, revision: Annotation, line: LogEntry | None = None) -> None:
        """Record this revision and its line in the log; once, however often it is tried.

        Returns when both are in the record or, while that refuses, in its rescue file.

        Raises: RecordFault when no place has taken them yet.
        """


class AssessmentBook(Protocol):
    """The manual assessments of one session; each change gives how they stand now, by time.

    A change comes back when it and its line in the log are in the record or, while that refuses, in its
    rescue file.
    """

    def standing(self, session_id: str) -> Sequence[Assessment]:
        """Raises: RecordFault."""

    def assess(
        self, session_id: str, assessment: Assessment, line: LogEntry | None = None
    ) -> Sequence[Assessment]:
        """Add one. Raises: RecordFault."""

    def revise(
        self, session_id: str, changed: Assessment, line: LogEntry | None = None
    ) -> Sequence[Assessment]:
        """Add the next revision. Raises: RecordFault when somebody else was faster."""

    def undo(
        self, session_id: str, assessment: Assessment, author: str, line: LogEntry | None = None
    ) -> Sequence[Assessment]:
        """Take the newest change back. Raises: RecordFault."""

    def history(self, assessment: Assessment) -> Sequence[Assessment]:
        """All revisions, oldest first. Raises: RecordFault."""
