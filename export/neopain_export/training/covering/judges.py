"""Fits the judges of `neopain.vision.quality.covering` to drawn faces with patches laid on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from neopain.core.errors import ModelFault
from neopain.core.frames import Frame, RgbImage
from neopain.vision.features.crop import SimilarityAligner
from neopain.vision.open_finder import open_finder
from neopain.vision.quality.covered import wholly_covered
from neopain.vision.quality.covering import KINDS, PIECES, figures
from neopain.vision.quality.covering_judges import Judge
from neopain_export.neonate.sets.pictures import draw_pictures
from neopain_export.training.covering.patches import PLACES, TEXTURES, laid_on

SET = "simulated-hard-2"
PATCHES = 9
"""On each face, one at a time."""
COVERED_FROM, FREE_TO = 0.6, 0.02
"""Shares of a piece under the patch: what lies between is neither, and is not learnt."""
PENALTY = 0.1
"""C of scikit-learn's LogisticRegression on standardised figures and their squares."""
FALSE_SHARE = 0.005
"""Of free pieces of infants that a judge has not learnt from: how many may be over the limit."""
MARGIN = 0.5
"""Beyond that limit, in log odds: real skin is not drawn."""
FAR = 5.0
"""Standard deviations at which figures are cut in the fit; the monitor cuts them earlier."""
FOLDS = 5
_A_LINE = 8
_START = "# The figures below are written by a command.\n"
_END = "# The figures above are written by a command.\n"


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Judges by kind, and of held-out infants the share of covered pieces that each sees."""

    judges: dict[str, Judge]
    seen: dict[str, float]
    faces: int


def drawn_faces(models: Path, seed: int, count: int) -> Iterable[tuple[str, RgbImage]]:
    """Subject and aligned face of the training group's pictures that may be scored. Raises: NeopainError."""
    finder, aligner = open_finder(models, follow=False), SimilarityAligner()
    try:
        for one in draw_pictures(seed, count, SET, "train"):
            frame = Frame(0, 0.0, np.ascontiguousarray(one.picture[:, :, ::-1]))
            face = finder.find(frame)
            if face is None:
                continue
            crop = aligner.crop(frame, face)
            # The judges in use must not choose what the next ones learn from.
            view = replace(aligner.view(frame, face, crop), covered=wholly_covered(crop.image))
            if aligner.refuse(view) is None:
                yield one.subject, crop.image
    finally:
        finder.close()


def fitted(faces: Iterable[tuple[str, RgbImage]]) -> Fitted:
    """The judges of these faces; the same give the same bits. Raises: ModelFault for too few infants."""
    values, parts, subjects = [], [], []
    for number, (subject, image) in enumerate(faces):
        rng = np.random.default_rng(number)
        for place in [None, *rng.choice(list(PLACES), PATCHES)]:
            if place is None:
                shown, mask = image, np.zeros(image.shape[:2], np.bool_)
            else:
                shown, mask = laid_on(image, str(place), str(rng.choice(list(TEXTURES))), rng)
            values.append(figures(shown))
            parts.append([mask[piece.rows, piece.columns].mean() for piece in PIECES])
            subjects.append(subject)
    if len(set(subjects)) < FOLDS:
        raise ModelFault(f"expected drawings of {FOLDS} infants or more; got {len(set(subjects))}")
    judges, seen = {}, {}
    with threadpool_limits(limits=1):
        for kind in KINDS:
            places = [number for number, piece in enumerate(PIECES) if piece.kind == kind]
            judges[kind], seen[kind] = _judge(
                np.concatenate([np.array(values)[:, place] for place in places]),
                np.concatenate([np.array(parts)[:, place] for place in places]),
                np.tile(subjects, len(places)),
            )
    return Fitted(judges, seen, number + 1)


def _judge(
    values: NDArray[np.float64], parts: NDArray[np.float64], subjects: NDArray[np.str_]
) -> tuple[Judge, float]:
    known = (parts >= COVERED_FROM) | (parts <= FREE_TO)
    values, covered, subjects = values[known], parts[known] >= COVERED_FROM, subjects[known]
    held_out = np.empty(len(values))
    for learnt, tested in GroupKFold(FOLDS).split(values, groups=subjects):
        held_out[tested] = _learnt(values[learnt], covered[learnt]).odds(values[tested], FAR)
    judge = _learnt(values, covered)
    least = float(np.quantile(held_out[~covered], 1 - FALSE_SHARE)) + MARGIN
    seen = float((held_out[covered] > least).mean())
    return judge.with_least(least), seen


def _learnt(values: NDArray[np.float64], covered: NDArray[np.bool_]) -> Judge:
    mean, scale = values.mean(axis=0), values.std(axis=0)
    both = Judge(mean, scale, np.zeros(len(mean)), np.zeros(len(mean)), 0.0).standard(values, FAR)
    both = np.column_stack([both, both**2])
    model = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=5000).fit(both, covered)
    linear, square = np.split(model.coef_[0], 2)
    return Judge(mean, scale, linear, square, 0.0)


def table(judges: dict[str, Judge]) -> str:
    """The judges as lines of the program's file."""
    lines = []
    for kind, judge in judges.items():
        lines.append(f'    "{kind}": _judge(\n')
        for name in ("mean", "scale", "linear", "square"):
            words = [f"{value:.4g}" for value in getattr(judge, name)]
            first, rest = ", ".join(words[:_A_LINE]), ", ".join(words[_A_LINE:])
            lines.append(f'        "{first}, "\n        "{rest}",\n')
        lines.append(f"        {judge.least:.4g},\n    ),\n")
    return "".join(lines)


def write(judges: dict[str, Judge], path: Path) -> None:
    """Put the judges' numbers into the program's file in place of those that stand there."""
    before, start, rest = path.read_text("utf-8").partition(_START)
    _, end, after = rest.partition(_END)
    numbers = "JUDGES: dict[str, Judge] = {\n" + table(judges) + "}\n"
    path.write_text(before + start + numbers + end + after, "utf-8")
