"""What the window needs of the program around it, as a protocol.

The composition root implements it, so the window knows no camera, no model and no database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from neopain.bedside.cameras.desk import CameraDesk
from neopain.bedside.contracts.pictures import Pictures
from neopain.bedside.contracts.review import Review
from neopain.bedside.contracts.ward import AssessmentBook, NoteBook, People, StayBook, Ward
from neopain.bedside.screen_settings import ScreenMemory
from neopain.core.ports import MonitorListener
from neopain.settings import WardSettings
from neopain.store.files.folder_lock import Holder
from neopain.workers.monitor import BedsideMonitor


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The model in words: id, where the network runs (and why not on a GPU), the card (Markdown)."""

    model_id: str
    provider: str
    card: str


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """One line of the source sheet: what `start` takes, what people read, whether it was attached."""

    spec: str
    label: str
    known: bool = False


class Live(Protocol):
    """Readings and alarms for other programs on the network, as they happen; never with who it is."""

    @property
    def on(self) -> bool:
        """Whether they are told; off at each start."""

    @property
    def trouble(self) -> str:
        """What is wrong with whoever reads, for people; "" for nothing."""

    def choose(self, *, on: bool) -> None:
        """Slow the first time. Holds for the running session, too. Raises: SettingFault, with why not."""


class WindowService(Protocol):
    """Slow methods say so; the window calls those off the GUI thread."""

    @property
    def settings(self) -> WardSettings:
        """What the ward set for itself, as of the start."""

    @property
    def ward(self) -> Ward:
        """Patient, limits and PIN of this bed."""

    @property
    def people(self) -> People:
        """Who is at the bed now."""

    @property
    def assessments(self) -> AssessmentBook:
        """Manual scores of a session."""

    @property
    def notes(self) -> NoteBook:
        """What people note in a session."""

    @property
    def review(self) -> Review:
        """The record, for looking back; slow."""

    @property
    def pictures(self) -> Pictures:
        """Pictures that parents let be kept; slow."""

    @property
    def live(self) -> Live:
        """What other programs are told."""

    @property
    def stay(self) -> StayBook:
        """The stay that a session goes on with."""

    @property
    def screen(self) -> ScreenMemory:
        """What the screen remembers from one start to the next."""

    @property
    def cameras(self) -> CameraDesk:
        """The cameras that are known, and how others are attached."""

    @property
    def held_by(self) -> Holder | None:
        """Who else monitors on this folder: then nothing here may start, admit, discharge or change limits.

        None when nobody does; asked again at each look, as the other may have ended.
        """

    def open_models(self) -> ModelCard:
        """Slow (seconds). Opens the models once; later calls return at once. Raises: ModelFault."""

    def choices(self) -> Sequence[SourceChoice]:
        """Slow. Known cameras, the one used last first; cameras plugged in; the simulated neonate."""

    def start(self, spec: str, listener: MonitorListener) -> BedsideMonitor:
        """Open the source named by `spec`, build one session and start it.

        It belongs to the admitted patient.

        Raises: SettingFault for a source that makes no sense, ModelFault before `open_models`, RecordFault
        while somebody else monitors on this folder.
        """

    def export(self, which: str, option: str, level: str, target: Path) -> None:
        """Slow. Write a stay or a session in the format of that option. Raises: RecordFault, SettingFault."""

    def change_camera(self, monitor: BedsideMonitor, spec: str) -> None:
        """Slow. Let another camera give the pictures of the running session; an event tells it.

        Raises: SettingFault for a source that makes no sense, or where one is simulated and the other is not.
        """
