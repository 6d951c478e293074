"""What is compared: features x selector x k x classifier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from neopain.core.errors import SettingFault
from neopain.core.features import FeatureLayout
from neopain.vision.features.window_strain import SEQUENCE_FAMILIES
from neopain.vision.models.manifest import TEXTURE_FAMILIES
from neopain_export.study.evaluation.rankers import SELECTORS

CLASSIFIERS: dict[str, Callable[[int], Any]] = {
    "naive-bayes": lambda _seed: GaussianNB(),
    "k-nn": lambda _seed: KNeighborsClassifier(n_neighbors=5),
    "svm-linear": lambda seed: SVC(kernel="linear", C=1.0, random_state=seed),
    "svm-linear-shrunken": lambda seed: SVC(kernel="linear", C=0.001, random_state=seed),
    "svm-rbf": lambda seed: SVC(kernel="rbf", C=1.0, gamma="scale", random_state=seed),
    "random-forest": lambda seed: RandomForestClassifier(n_estimators=100, random_state=seed, n_jobs=1),
    "logistic-regression": lambda _seed: LogisticRegression(C=1.0, max_iter=2000),
    "decision-tree": lambda seed: DecisionTreeClassifier(max_depth=5, random_state=seed),
}


@dataclass(frozen=True, slots=True)
class FeatureChoice:
    """Which blocks take part, and which of them are ranked together.

    Attributes:
        kind: deep, handcrafted or mixed.
        network: the networks' names joined by `+`; "none" for handcrafted.
        parts: blocks ranked together; a mixed choice has two parts, so that it takes the top k deep and the
            top k handcrafted features, as in Paul et al. 2016, and a third one for the facial actions.
    """

    kind: str
    network: str
    parts: tuple[tuple[str, ...], ...]

    @property
    def blocks(self) -> tuple[str, ...]:
        """All blocks in order."""
        return tuple(name for part in self.parts for name in part)

    @property
    def in_words(self) -> str:
        """The blocks, for tables: `a+b | c+d`, a bar between parts."""
        return " | ".join("+".join(part) for part in self.parts)


ALL_FEATURES = 100_000
"""A k that no part of features reaches: nothing is left out, so the selector has no say."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """One row of the results."""

    choice: FeatureChoice
    selector: str
    k: int
    classifier: str

    @property
    def selection(self) -> str:
        """What was selected, for tables."""
        return "all features" if self.k >= ALL_FEATURES else f"{self.selector}, k {self.k}"


@dataclass(frozen=True, slots=True)
class Grid:
    """What is crossed with every feature choice."""

    selectors: tuple[str, ...]
    ks: tuple[int, ...]
    classifiers: tuple[str, ...]


ACTIONS = "actions"
"""Family of the block of facial actions (`study.features.action_block`)."""
FULL_GRID = Grid(tuple(SELECTORS), (5, 10, 20, 50, 100, 200), tuple(CLASSIFIERS))
QUICK_GRID = Grid(
    ("symmetric-uncertainty", "anova-f"), (10, 50), ("naive-bayes", "svm-rbf", "logistic-regression")
)


def needs_earlier(blocks: str) -> bool:
    """Whether one of these blocks (between + and |) is of earlier frames, too; no single picture has it."""
    names = blocks.replace("|", "+").split("+")
    return any(name.strip().partition(".")[0] in SEQUENCE_FAMILIES for name in names)


def network_of(block: str) -> str | None:
    """The network that a deep block belongs to: what stands before the first dot; None if handcrafted."""
    family = block.partition(".")[0]
    return None if family in TEXTURE_FAMILIES else family


def feature_choices(layout: FeatureLayout) -> tuple[FeatureChoice, ...]:
    """Every choice that the layout allows.

    Deep: each block alone, each network whole, all networks together. Handcrafted: each block alone, and all
    but the facial actions. Mixed: each network whole, and all together, with all handcrafted blocks, and once
    more with the facial actions as a part of their own.
    """
    deep: dict[str, list[str]] = {}
    handcrafted: list[str] = []
    actions: list[str] = []
    for block in layout.blocks:
        network = network_of(block.name)
        if block.name.partition(".")[0] == ACTIONS:
            actions.append(block.name)
        else:
            (handcrafted if network is None else deep.setdefault(network, [])).append(block.name)
    whole = [(network, tuple(blocks)) for network, blocks in deep.items()]
    if len(whole) > 1:
        whole.append(("+".join(deep), tuple(name for blocks in deep.values() for name in blocks)))
    choices: list[FeatureChoice] = []
    for network, blocks in deep.items():
        if len(blocks) > 1:
            choices.extend(FeatureChoice("deep", network, ((name,),)) for name in blocks)
    choices.extend(FeatureChoice("deep", network, (blocks,)) for network, blocks in whole)
    alone = [*(handcrafted if len(handcrafted) > 1 else ()), *actions]
    choices.extend(FeatureChoice("handcrafted", "none", ((name,),)) for name in alone)
    if handcrafted:
        choices.append(FeatureChoice("handcrafted", "none", (tuple(handcrafted),)))
    others = [(tuple(handcrafted),)] if handcrafted else []
    if actions:
        others.append((*(others[0] if others else ()), tuple(actions)))
    choices.extend(
        FeatureChoice("mixed", network, (blocks, *parts)) for parts in others for network, blocks in whole
    )
    return tuple(choices)


def choice_named(words: str, layout: FeatureLayout) -> FeatureChoice:
    """The choice that `FeatureChoice.in_words` writes: blocks joined by `+`, a bar between parts.

    Raises: SettingFault for a block that the layout has not, or one that comes twice.
    """
    parts = tuple(tuple(name.strip() for name in part.split("+")) for part in words.split("|"))
    names = [name for part in parts for name in part]
    known = [block.name for block in layout.blocks]
    foreign = [name for name in names if name not in known]
    if foreign or len(set(names)) != len(names):
        raise SettingFault(
            f"expected each block once, out of {', '.join(known)}, with + between blocks and | between "
            f"parts; got {words!r}"
        )
    networks = dict.fromkeys(network for name in names if (network := network_of(name)) is not None)
    has_other = any(network_of(name) is None for name in names)
    kind = "handcrafted" if not networks else "mixed" if has_other else "deep"
    return FeatureChoice(kind, "+".join(networks) or "none", parts)
