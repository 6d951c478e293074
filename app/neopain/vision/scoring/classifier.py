"""The scikit-learn pipeline that turns a feature vector into a calibrated probability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from neopain.core.errors import ModelFault
from neopain.core.score.pain_score import PainScore
from neopain.core.text import Text
from neopain.vision.models.known_answers import Vectors, ask, read_vectors
from neopain.vision.models.manifest import ClassifierPart, Manifest, read_trusted
from neopain.vision.pickled.rebuild import rebuilt
from neopain.vision.pickled.scikit import sklearn
from neopain.vision.scoring.intensity import LinearIntensity, load_intensity

if TYPE_CHECKING:
    from pathlib import Path

    from neopain.core.features import FeatureLayout, FeatureVector
    from neopain.core.score.infant.adaptation import CalmSpread
    from neopain.core.temporal.head import TemporalHead
    from neopain.vision.models.trained_part import Training

POSITIVE = 1
"""The class of the label `facial pain expression`; 0 is everything else."""


class SvmClassifier:
    """A Classifier over any fitted scikit-learn pipeline with `predict_proba`. Used by one thread."""

    def __init__(
        self,
        pipeline: Any,  # noqa: ANN401  sklearn ships no types
        manifest: Manifest,
        intensity: LinearIntensity | None = None,
    ) -> None:
        """Check that pipeline and manifest belong together, and score once. Raises: ModelFault."""
        part = manifest.classifier
        if part is None:
            raise ModelFault(
                Text(
                    "expected the manifest of a classifier, got {manifest_id}, a {kind}.",
                    manifest_id=manifest.id,
                    kind=manifest.kind,
                )
            )
        self._pipeline = pipeline
        self._manifest = manifest
        self._part = part
        self._intensity = intensity
        self._positive = _positive_column(pipeline, part, manifest.id)
        self._probability(np.zeros(part.layout.size, np.float32))

    def check_known_answers(self, vectors: Vectors) -> None:
        """Let it answer the vectors of its folder. Raises: ModelFault when it does not answer as recorded."""
        ask(self.model_id, self._part.known_answers, vectors, self._probability)

    @property
    def model_id(self) -> str:
        """Name and version."""
        return self._manifest.id

    @property
    def layout(self) -> FeatureLayout:
        """The only layout that it accepts."""
        return self._part.layout

    @property
    def manifest(self) -> Manifest:
        """What the model's folder says about it."""
        return self._manifest

    @property
    def known_answers(self) -> tuple[float, ...]:
        """Probabilities that it gave to the vectors of its folder: first without pain, last with."""
        return self._part.known_answers.probabilities

    @property
    def calm_spread(self) -> CalmSpread | None:
        """How calm infants differ; None for a model that cannot be adapted to one."""
        return None if self._part.adaptation is None else self._part.adaptation.spread

    @property
    def temporal_head(self) -> TemporalHead | None:
        """What averages its scores over time; None for a model that learnt nothing of that."""
        return None if self._part.temporal is None else self._part.temporal.head

    @property
    def training(self) -> Training:
        """What it learned from."""
        return self._part.training

    def score(self, features: FeatureVector) -> PainScore:
        """The calibrated probability, its interval, and the intensity where one was learnt.

        Raises: ModelFault for a foreign layout or a result out of its range.
        """
        if features.layout != self.layout:
            raise ModelFault(
                Text(
                    "{model_id} wants features {layout_id}, got {got}. Open extractor and "
                    "classifier from one model folder.",
                    model_id=self.model_id,
                    layout_id=self.layout.id,
                    got=features.layout.id,
                )
            )
        probability = self._probability(features.values)
        intervals = self._part.interval
        low, high = (None, None) if intervals is None else intervals.around(probability)
        intensity = None if self._intensity is None else self._intensity.of(features.values, self.model_id)
        return PainScore(probability, self.model_id, low, high, intensity)

    def _probability(self, values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
        try:
            told = np.asarray(self._pipeline.predict_proba(values[np.newaxis]))
        except (ValueError, TypeError, AttributeError, LookupError, ArithmeticError) as fault:
            raise ModelFault(
                Text(
                    "{model_id}: the pipeline failed on {size} features: {fault}. Build the model again "
                    "with `neopain-export build`.",
                    model_id=self.model_id,
                    size=values.size,
                    fault=str(fault)[:200],
                )
            ) from fault
        probability = float(told[0, self._positive])
        # Written so that NaN is refused too.
        if not 0.0 <= probability <= 1.0:
            raise ModelFault(
                Text(
                    "{model_id}: expected a probability in 0..1, got {probability}. Build the model "
                    "again with `neopain-export build`.",
                    model_id=self.model_id,
                    probability=probability,
                )
            )
        return probability


def load_classifier(folder: Path, *, manifest_sha256: str | None = None) -> SvmClassifier:
    """Open the classifier of a model folder.

    Args:
        folder: with `manifest.toml` and the pickle that it names.
        manifest_sha256: digest that the manifest must have, when someone recorded it.

    Raises:
        ModelFault: altered or forged file, another scikit-learn, a pipeline that does not fit its manifest,
            an answer to a known vector that is not the recorded one.
    """
    manifest, payload = read_trusted(folder, manifest_sha256=manifest_sha256)
    if manifest.classifier is None:
        raise ModelFault(
            Text(
                "{folder}: expected a classifier, got a {kind}. Choose a classifier's folder.",
                folder=folder,
                kind=manifest.kind,
            )
        )
    _same_release(manifest.classifier, manifest.id)
    part = manifest.classifier
    vectors = read_vectors(folder, part.known_answers, part.layout.size)
    intensity = None
    if part.intensity is not None:
        intensity = load_intensity(folder, part.intensity, part.layout.size, vectors, manifest.id)
    classifier = SvmClassifier(rebuilt(payload, part.classes, manifest.id), manifest, intensity)
    classifier.check_known_answers(vectors)
    return classifier


def _same_release(part: ClassifierPart, model_id: str) -> None:
    """scikit-learn promises nothing for a pickle of another release; asked before the pickle is touched."""
    made_for = part.libraries.get("scikit-learn", "a release that its manifest does not name")
    if made_for.split(".")[:2] != sklearn.__version__.split(".")[:2]:
        raise ModelFault(
            Text(
                "{model_id} was made for scikit-learn {made_for}, this is {version}. Build the model "
                "again with `neopain-export build`.",
                model_id=model_id,
                made_for=made_for,
                version=sklearn.__version__,
            )
        )


def _positive_column(pipeline: Any, part: ClassifierPart, model_id: str) -> int:  # noqa: ANN401  no types
    classes = [int(label) for label in getattr(pipeline, "classes_", ())]
    count = getattr(pipeline, "n_features_in_", None)
    if (
        sorted(classes) != [0, POSITIVE]
        or count != part.layout.size
        or not hasattr(pipeline, "predict_proba")
    ):
        raise ModelFault(
            Text(
                "{model_id}: expected a fitted pipeline with predict_proba, classes 0 and 1, and "
                "{size} features as its manifest says; got {name} with classes {classes} and {count} "
                "features. Build the model again with `neopain-export build`.",
                model_id=model_id,
                size=part.layout.size,
                name=type(pipeline).__name__,
                classes=classes,
                count=count,
            )
        )
    return classes.index(POSITIVE)
