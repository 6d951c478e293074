"""What the pipeline and the threads need of the rooms around them, as protocols."""

from __future__ import annotations

from typing import Protocol

from neopain.core.types import (
    Face,
    FaceCrop,
    FeatureLayout,
    FeatureVector,
    Frame,
    PainScore,
    Reason,
    SourceStatus,
    View,
)


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

    def close(self) -> None:
        """Release the device; `read` then gives None and STOPPED. May be called from any thread, twice too."""


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
