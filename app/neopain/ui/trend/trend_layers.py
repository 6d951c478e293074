"""What the trend shows beside the score: chosen once, the same for the live trend and for looking back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

SHOWN, HIDDEN = "shown", "hidden"


class TrendLayers(QObject):
    """Whether the intensity's line and the strip of single signs are wanted.

    Signals:
        changed: no value.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._intensity = self._signs = True

    @property
    def intensity(self) -> bool:
        """Whether the line of the intensity is wanted."""
        return self._intensity

    @property
    def signs(self) -> bool:
        """Whether the strip of single signs is wanted."""
        return self._signs

    def choose(self, *, intensity: bool | None = None, signs: bool | None = None) -> None:
        """Want it or not; None leaves it as it is."""
        chosen = (
            self._intensity if intensity is None else intensity,
            self._signs if signs is None else signs,
        )
        if chosen != (self._intensity, self._signs):
            self._intensity, self._signs = chosen
            self.changed.emit()

    @property
    def kept(self) -> str:
        """As text, to be remembered."""
        return f"{SHOWN if self._intensity else HIDDEN} {SHOWN if self._signs else HIDDEN}"

    def restore(self, kept: str) -> None:
        """Take what was remembered; text that makes no sense changes nothing."""
        words = kept.split()
        if len(words) == 2 and set(words) <= {SHOWN, HIDDEN}:
            self.choose(intensity=words[0] == SHOWN, signs=words[1] == SHOWN)
