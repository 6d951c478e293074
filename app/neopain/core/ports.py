"""What the pipeline and the threads need of the rooms around them, as protocols."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from neopain.core.alarms.conditions import ConditionId
from neopain.core.facial_actions import FacialActions
from neopain.core.features import FeatureLayout, FeatureVector
from neopain.core.frames import Face, FaceCrop, Frame, View
from neopain.core.readings import Reading, Reason
from neopain.core.record import Item, Mark, RecordedReading
from neopain.core.score.pain_score import PainScore
from neopain.core.sessions import LogEntry, Session, SourceEvent, SourceStatus

if TYPE_CHECKING:
    from neopain.core.watch.snapshot import WatchSnapshot


class FrameSource(Protocol):
    """A source of pictures: camera, stream, file, folder or the simulated neonate.

    Used by one thread. A source never raises for the world's faults (unplugged, unreachable, ended): it says
    so in `status`, and `read` returns None. It opens on the first `read` and reconnects by itself.
    """

    @property
    def name(self) -> str:
        """The source in words for screen and record, without credentials."""

    @property
    def simulated(self) -> bool:
        """Whether the pictures are of the simulated neonate."""

    @property
    def status(self) -> SourceStatus:
        """Health as of the last `read`."""

    def read(self) -> Frame | None:
        """Wait for the next picture, at most two seconds.

        None when there is none now: look at `status`; ENDED and STOPPED are final. The frame is stamped
        with the monotonic clock at the grab.
        """

    def take_events(self) -> Sequence[SourceEvent]:
        """What happened since the last call and is worth a line in the log. Used by the thread that reads."""

    def close(self) -> None:
        """Release the device; `read` then gives None and STOPPED. Any thread may call it, twice too."""


class FaceFinder(Protocol):
    """Finds the most prominent face."""

    def find(self, frame: Frame) -> Face | None:
        """The face, or None."""

    def close(self) -> None:
        """Release the detector."""


class FaceAligner(Protocol):
    """Turns a found face into the network's input, and judges the view."""

    def crop(self, frame: Frame, face: Face) -> FaceCrop:
        """The similarity-aligned 224 x 224 face."""

    def view(self, frame: Frame, face: Face, crop: FaceCrop) -> View:
        """Measure how well the face is seen."""

    def refuse(self, view: View) -> Reason | None:
        """Why such a view must not be scored, or None if it may."""


class FeatureExtractor(Protocol):
    """Turns an aligned face into one fused vector."""

    @property
    def layout(self) -> FeatureLayout:
        """Which features stand where."""

    @property
    def provider(self) -> str:
        """Where the network runs, as the screen and the log say it: `CPU` or `CUDA`, and why not a GPU."""

    def extract(self, crop: FaceCrop) -> FeatureVector:
        """Features of one face. Raises: ModelFault."""


class Classifier(Protocol):
    """Turns a feature vector into a calibrated probability."""

    @property
    def model_id(self) -> str:
        """Name and version."""

    @property
    def layout(self) -> FeatureLayout:
        """The only layout that it accepts."""

    def score(self, features: FeatureVector) -> PainScore:
        """Raises: ModelFault for a foreign layout or a non-finite result."""


class NoveltyDetector(Protocol):
    """Judges whether a face is like those that the classifier was trained on: known or unknown."""

    def distance(self, features: FeatureVector) -> float:
        """How far it is from them, finite, in multiples of the limit: over 1 the face is unknown.

        Raises: ModelFault for a foreign layout or a result that is no distance.
        """


class MotionGlance(Protocol):
    """Sees cheaply whether a face stirred since it was last scored. Used by one thread."""

    def remember(self, frame: Frame, face: Face | None) -> None:
        """Compare with this frame from now on; without a face everything is a stir."""

    def stirred(self, frame: Frame) -> bool:
        """Whether the face may look otherwise than in the frame that is remembered."""


class ActionMeter(Protocol):
    """Measures single facial actions; what it cannot see it leaves out."""

    def measure(
        self, face: Face, view: View, crop: FaceCrop, features: FeatureVector
    ) -> FacialActions | None:
        """The actions of one face; None where none can be seen. Raises: ModelFault."""


class ExpressionWitness(Protocol):
    """A second opinion on a whole face, from another network than the score's."""

    def distress(self, crop: FaceCrop) -> float:
        """0 (none) to 1. Raises: ModelFault."""


class PictureCheck(Protocol):
    """Watches the pictures themselves: frozen, black."""

    def update(self, frame: Frame) -> frozenset[ConditionId]:
        """Ids of the alarm conditions (`core.alarms.conditions`) that hold as of this frame."""

    def take_events(self) -> Sequence[SourceEvent]:
        """What was seen since the last call and is worth a line in the log, such as a moved camera."""

    def start_over(self) -> None:
        """Another camera: nothing that was seen before is to be compared with what comes."""


class SessionRecorder(Protocol):
    """The record of one or more sessions; used only by the thread that opened it."""

    def begin(self, session: Session) -> None:
        """Open the session's record. Raises: RecordFault."""

    def append(
        self,
        session_id: str,
        readings: Sequence[Reading | RecordedReading],
        entries: Sequence[LogEntry],
        marks: Sequence[Mark] = (),
    ) -> None:
        """Write all or nothing. Raises: RecordFault, and then nothing of it was written.

        With log lines or marks among them it is on the disk before this returns.
        """

    def end(self, session_id: str, ended_utc: str) -> None:
        """Close the session's record. Raises: RecordFault."""

    def close(self) -> None:
        """Release the file."""


class SpillFile(Protocol):
    """A second place for what the record refuses; used by one thread at a time."""

    def prepare(self) -> None:
        """A session begins: make room while there is some. Never raises."""

    def append(self, items: Sequence[Item]) -> Path:
        """Add these, on the disk before this returns. Returns: the file. Raises: RecordFault."""

    def discard(self) -> None:
        """All of it is in the record after all: remove the file."""

    def close(self) -> None:
        """The session is over; what was written stays."""


class MonitorListener(Protocol):
    """Whoever shows the monitor: the window or the headless printer.

    Every method is called from the watch thread and must return at once.
    """

    def on_reading(self, reading: Reading) -> None:
        """A new reading, scored or not."""

    def on_source(self, status: SourceStatus) -> None:
        """The source's state changed."""

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """New lines of the session's log; they are in the record or in its spill file by now."""

    def on_snapshot(self, snapshot: WatchSnapshot) -> None:
        """The state of everything, about ten times a second."""

    def on_crash(self, where: str, fault: BaseException) -> None:
        """A thread stopped on a fault of ours; monitoring is impaired."""


class LiveSink(Protocol):
    """Another program that is told what happens; used by the outlet's thread alone.

    Any of these may raise OSError, and then nothing more is told; none may wait without end but `open`.
    """

    @property
    def name(self) -> str:
        """The option of the command line that asked for it."""

    def open(self) -> None:
        """Find the reader, and tell what stands at the beginning."""

    def tell(self, item: Reading | LogEntry) -> None:
        """A reading, or a line of the log."""

    def dropped(self, count: int) -> None:
        """So many things are missing here."""

    def end(self, told: int, dropped: int) -> None:
        """Nothing more comes; how many things were told and how many not."""

    def close(self) -> None:
        """Release it."""
