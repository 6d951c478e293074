"""What a classifier must answer to a few stored feature vectors, asked at every start.

A file may be whole and trusted and still compute nonsense here: another processor, another release of a
library, a model that always says the same. So each model folder holds feature vectors, averages over many of
its training pictures and so nobody's face, and the manifest says what the model answered when it was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.models.trusted_file import trusted_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from neopain.vision.models.toml_table import TomlTable

FILE = "known_answers.f32"
TOLERANCE = 1e-3
"""Of a probability. Processors round differently; a hundredth of a point of the score is not rounding."""
LEAST_RISE = 0.05
"""By how much the answer to the average picture with pain must be above that to the one without."""
MOST = 64

Vectors: TypeAlias = NDArray[np.float32]
"""float32 (n, features): first the average training picture without pain, last the one with."""

_REMEDY = Text("Restore the model's folder, or train the model again with `neopain-export`.")


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """The manifest's table `[known_answers]`: digest of the vectors' file, and a probability a vector."""

    sha256: str
    probabilities: tuple[float, ...]


def known_answers(table: TomlTable) -> KnownAnswers:
    """Read the table. Raises: ModelFault."""
    told = table.values.get("probabilities")
    count = len(told) if isinstance(told, list) else 0
    if not 2 <= count <= MOST:
        raise table.refusal("probabilities", f"a list of 2 to {MOST} numbers")
    probabilities = table.numbers("probabilities", count)
    if not all(0.0 <= value <= 1.0 for value in probabilities):
        raise table.refusal("probabilities", "numbers from 0 to 1")
    return KnownAnswers(table.text("sha256"), probabilities)


def read_vectors(folder: Path, known: KnownAnswers, features: int) -> Vectors:
    """The stored vectors, if they are those of the manifest. Raises: ModelFault."""
    path = folder / FILE
    content = trusted_bytes(path, len(known.probabilities) * features * 4, known.sha256)
    vectors = np.frombuffer(content, "<f4").reshape(-1, features).astype(np.float32)
    if not np.isfinite(vectors).all():
        raise ModelFault(
            Text("{path}: expected finite numbers, got others. {remedy}", path=path, remedy=_REMEDY)
        )
    return vectors


def ask(model_id: str, known: KnownAnswers, vectors: Vectors, answer: Callable[[Vectors], float]) -> None:
    """Let the classifier answer each vector (float32 (features,)).

    Raises: ModelFault for an answer that is not the recorded one, and for a model that does not tell the
    average picture with pain from the one without, such as one that always says 0.
    """
    answers = [answer(vector) for vector in vectors]
    worst = max(abs(got - told) for got, told in zip(answers, known.probabilities, strict=True))
    # Written so that NaN is refused too.
    if not worst <= TOLERANCE:
        raise ModelFault(
            Text(
                "{model_id}: expected the answers {wanted} that it gave when it was made, got "
                "{got}. Its scores cannot be trusted here. {remedy}",
                model_id=model_id,
                wanted=_shown(known.probabilities),
                got=_shown(answers),
                remedy=_REMEDY,
            )
        )
    if not answers[-1] - answers[0] >= LEAST_RISE:
        raise ModelFault(
            Text(
                "{model_id}: expected a higher answer to the average picture with pain than to the "
                "one without, got {wanted}: it cannot tell them apart. Choose another model.",
                model_id=model_id,
                wanted=_shown([answers[-1], answers[0]]),
            )
        )


def _shown(values: tuple[float, ...] | list[float]) -> str:
    return ", ".join(f"{value:.4f}" for value in values[:8])
