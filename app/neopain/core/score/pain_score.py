"""What the classifier says of one face, on its way to the screen's scale."""

from __future__ import annotations

from dataclasses import dataclass

from neopain.core.interval import Interval


@dataclass(frozen=True, slots=True)
class PainScore:
    """What the classifier says of one face.

    Attributes:
        probability: calibrated probability of a facial pain expression, 0..1.
        model_id: name and version of the model that said so.
        low, high: 0..1, between which the probability lies by the model's own uncertainty; None where the
            model knows none.
        intensity: 0..10, how strong the expression is; None with a model that knows none.
    """

    probability: float
    model_id: str
    low: float | None = None
    high: float | None = None
    intensity: float | None = None

    @property
    def points(self) -> float:
        """The probability on the screen's scale, 0..10. Not a clinical scale."""
        return 10.0 * self.probability

    @property
    def interval(self) -> Interval | None:
        """The ends on the screen's scale."""
        if self.low is None or self.high is None:
            return None
        return Interval(10.0 * self.low, 10.0 * self.high)
