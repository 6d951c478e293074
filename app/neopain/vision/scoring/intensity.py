"""How strong a pain expression is: a straight line through the features, bent by a rising curve to 0..10.

Beside the probability that a face shows pain at all, a classifier's folder may hold an intensity, learnt from
faces whose strength is known: ridge regression (Hoerl and Kennard 1970), then isotonic regression. Its file
is plain arrays, checked one by one; no code is in it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.models.intensity_part import TOP, IntensityPart
from neopain.vision.models.trusted_file import trusted_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from neopain.vision.models.known_answers import Vectors

TOLERANCE = 1e-2
"""Of an intensity, between processors; a hundredth of a point is rounding."""
MOST_KNOTS = 1024

_ARRAYS = ("places", "mean", "scale", "weights", "bias", "knots", "heights")
_REMEDY = "Build the model again with `neopain-export build`."


@dataclass(frozen=True, slots=True, eq=False)
class LinearIntensity:
    """A graded score of a feature vector.

    Attributes:
        places: int32 (k,), which features take part.
        mean, scale, weights: float32 (k,); each feature is standardised and weighted.
        bias: added to their sum.
        knots: float32 (m,), rising sums.
        heights: float32 (m,), 0..10, never falling: the intensity there; straight lines between.
    """

    places: NDArray[np.int32]
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: float
    knots: NDArray[np.float32]
    heights: NDArray[np.float32]

    def sums(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """The straight part, float64 (n,). values: float32 (n, features)."""
        chosen = values[:, self.places].astype(np.float64)
        summed: NDArray[np.float64] = ((chosen - self.mean) / self.scale) @ self.weights.astype(np.float64)
        return summed + self.bias

    def graded(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Intensities 0..10, float64 (n,). values: float32 (n, features)."""
        return np.asarray(np.interp(self.sums(values), self.knots, self.heights), np.float64)

    def of(self, values: NDArray[np.float32], model_id: str) -> float:
        """The intensity of one face, 0..10. values: float32 (features,). Raises: ModelFault."""
        found = float(self.graded(values[np.newaxis])[0])
        # Written so that NaN is refused too.
        if not 0.0 <= found <= TOP:
            raise ModelFault(
                Text(
                    "{model_id}: expected an intensity in 0..10, got {got}. {remedy}",
                    model_id=model_id,
                    got=found,
                    remedy=_REMEDY,
                )
            )
        return found


def to_bytes(intensity: LinearIntensity) -> bytes:
    """One `.npz`; equal intensities give equal bytes."""
    arrays: dict[str, Any] = {
        name: np.asarray(getattr(intensity, name), np.int32 if name == "places" else np.float32)
        for name in _ARRAYS
    }
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def load_intensity(
    folder: Path, part: IntensityPart, features: int, vectors: Vectors, model_id: str
) -> LinearIntensity:
    """The intensity of a classifier's folder, after it answered its vectors as recorded.

    Args:
        folder: the classifier's.
        part: what its manifest says.
        features: size of its layout.
        vectors: of its known answers, float32 (n, features).
        model_id: for messages.

    Raises: ModelFault: an altered or foreign file, arrays that do not fit, another answer.
    """
    path = folder / part.file
    payload = trusted_bytes(path, part.bytes, part.sha256)
    try:
        intensity = from_bytes(payload, features)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as fault:
        raise ModelFault(
            Text(
                "{path}: expected the arrays of an intensity, got: {fault}. {remedy}",
                path=path,
                fault=str(fault)[:160],
                remedy=_REMEDY,
            )
        ) from fault
    answers = [intensity.of(vector, model_id) for vector in vectors]
    worst = max(abs(got - told) for got, told in zip(answers, part.answers, strict=True))
    if not worst <= TOLERANCE:
        raise ModelFault(
            Text(
                "{model_id}: expected the intensities {wanted} that it gave when it was made, got "
                "{got}. {remedy}",
                model_id=model_id,
                wanted=list(part.answers),
                got=[round(answer, 4) for answer in answers],
                remedy=_REMEDY,
            )
        )
    return intensity


def from_bytes(payload: bytes, features: int) -> LinearIntensity:
    """The arrays, each checked. Raises: ValueError, KeyError, OSError, BadZipFile."""
    with np.load(io.BytesIO(payload), allow_pickle=False) as stored:
        places = np.asarray(stored["places"])
        mean, scale, weights, bias, knots, heights = (
            np.asarray(stored[name], np.float32) for name in _ARRAYS[1:]
        )
    if places.dtype != np.int32 or places.ndim != 1 or not 1 <= places.size <= features:
        raise ValueError("places are no list of whole numbers")
    if places.min() < 0 or places.max() >= features or len(np.unique(places)) != places.size:
        raise ValueError(f"places are not different ones of {features} features")
    if any(array.shape != places.shape for array in (mean, scale, weights)) or bias.shape != ():
        raise ValueError("arrays of different lengths")
    if knots.ndim != 1 or knots.shape != heights.shape or not 2 <= knots.size <= MOST_KNOTS:
        raise ValueError("no curve")
    everything = np.concatenate([mean, scale, weights, bias[None], knots, heights])
    if not np.isfinite(everything).all() or scale.min() <= 0.0:
        raise ValueError("numbers that are not finite, or a scale that is not over 0")
    if (np.diff(knots) <= 0).any() or (np.diff(heights) < 0).any():
        raise ValueError("a curve that does not rise")
    if heights[0] < 0.0 or heights[-1] > TOP:
        raise ValueError("heights outside 0..10")
    return LinearIntensity(places, mean, scale, weights, float(bias), knots, heights)
