"""What a classifier is made of: the study's choice, written down."""

from __future__ import annotations

from dataclasses import dataclass

from neopain.core.errors import SettingFault
from neopain_export.study.evaluation.configurations import CLASSIFIERS
from neopain_export.study.evaluation.rankers import SELECTORS


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Attributes:
        parts: feature blocks; each part gives its own top k.
        selector, k, classifier: as in the study.
        seed: of everything random.
        novelty: the blocks in which the distance of a face from the training faces is measured; () for all.
        graded: the blocks from which an intensity is learnt; () for all.
    """

    parts: tuple[tuple[str, ...], ...]
    selector: str
    k: int
    classifier: str
    seed: int = 0
    novelty: tuple[str, ...] = ()
    graded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.selector not in SELECTORS:
            raise SettingFault(f"expected a selector out of {', '.join(SELECTORS)}; got {self.selector!r}")
        if self.classifier not in CLASSIFIERS:
            raise SettingFault(
                f"expected a classifier out of {', '.join(CLASSIFIERS)}; got {self.classifier!r}"
            )
        if self.k < 1 or not self.parts or not all(self.parts):
            raise SettingFault(
                f"expected k of at least 1 and one block or more a part; got {self.k}, {self.parts}"
            )
        for what, names in (("novelty", self.novelty), ("intensity", self.graded)):
            if not set(names) <= set(self.blocks):
                raise SettingFault(f"expected {what} in blocks of the recipe; got {', '.join(names)}")

    @property
    def blocks(self) -> tuple[str, ...]:
        """All blocks in order."""
        return tuple(name for part in self.parts for name in part)

    @property
    def novelty_blocks(self) -> tuple[str, ...]:
        """The blocks of the novelty detector, in order."""
        return self.novelty or self.blocks

    @property
    def graded_blocks(self) -> tuple[str, ...]:
        """The blocks of the intensity, in order."""
        return self.graded or self.blocks

    @property
    def in_words(self) -> str:
        """For manifest and card."""
        parts = " and ".join(f"top {self.k} of {'+'.join(part)}" for part in self.parts)
        return f"{parts} by {self.selector}, standardised, {self.classifier}, sigmoid calibration"
