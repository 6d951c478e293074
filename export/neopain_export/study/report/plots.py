"""ROC, precision, reliability, decision, confusion and learning plots, PNG and PDF, without a display."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from sklearn.metrics import average_precision_score, confusion_matrix, precision_recall_curve, roc_curve

from neopain_export.study.evaluation.calibration import net_benefit
from neopain_export.study.evaluation.metrics import THRESHOLD, reliability
from neopain_export.study.report.markdown import interval
from neopain_export.study.report.results import Result, StudyResults
from neopain_export.study.robustness.learning_curve import Point, PowerLaw

# Okabe and Ito's palette, which colour-blind readers can tell apart.
COLOURS = {"deep": "#0072B2", "handcrafted": "#D55E00", "mixed": "#009E73"}
_NO_DATES = {"png": {"Software": None}, "pdf": {"CreationDate": None, "Producer": None, "Creator": None}}


def draw_plots(study: StudyResults, folder: Path) -> list[Path]:
    """Write every plot for the best of each kind; returns the PNG paths."""
    best = [result for kind in COLOURS if (result := study.best(kind)) is not None]
    stem = f"{_plain(study.tested.title)}-{study.protocol}"
    drawn = {
        "roc": _roc(study, best),
        "precision": _precision(study, best),
        "decision": _decision(study, best),
        "reliability": _reliability(study, best),
        "confusion": _confusion(study, best),
    }
    written = []
    for name, figure in drawn.items():
        for suffix in ("png", "pdf"):
            path = folder / f"{stem}-{name}.{suffix}"
            figure.savefig(path, dpi=110, metadata=_NO_DATES[suffix])
            if suffix == "png":
                written.append(path)
    return written


def draw_learning_curve(points: Sequence[Point], law: PowerLaw | None, title: str, folder: Path) -> None:
    """Write curve.png and curve.pdf: every draw, the means, and the law through them."""
    figure = Figure(figsize=(5.6, 4.2), layout="constrained")
    axes = figure.subplots()
    for point in points:
        axes.plot([point.infants] * len(point.auc), point.auc, ".", color="0.7", markersize=4)
    known = [point for point in points if point.auc]
    means = [float(np.mean(point.auc)) for point in known]
    axes.plot(
        [point.infants for point in known], means, "o", color=COLOURS["deep"], label="mean of the draws"
    )
    if law is not None:
        most = points[-1].infants
        seen, beyond = np.linspace(points[0].infants, most, 80), np.linspace(most, 2 * most, 80)
        axes.plot(seen, [law.at(n) for n in seen], color=COLOURS["deep"])
        axes.plot(beyond, [law.at(n) for n in beyond], ":", color=COLOURS["deep"], label="extrapolated")
    axes.set(xlabel="infants learnt from", ylabel="AUC on other infants", title=f"Learning curve\n{title}")
    axes.legend(loc="lower right", fontsize=8)
    for suffix in ("png", "pdf"):
        figure.savefig(folder / f"curve.{suffix}", dpi=110, metadata=_NO_DATES[suffix])


def _roc(study: StudyResults, best: list[Result]) -> Figure:
    figure = Figure(figsize=(5.2, 5.0), layout="constrained")
    axes = figure.subplots()
    for result in best:
        false_pain, true_pain, _ = roc_curve(study.tested.labels, result.probabilities)
        auc = result.metrics["auc"]
        axes.plot(
            false_pain,
            true_pain,
            color=_colour(result),
            label=f"{result.configuration.choice.kind}: AUC inside folds {interval(auc)}",
        )
    axes.plot([0, 1], [0, 1], color="0.6", linestyle=":")
    axes.set(xlabel="1 - specificity", ylabel="sensitivity", aspect="equal", title=_title(study, "ROC"))
    axes.legend(loc="lower right", fontsize=8)
    return figure


def _precision(study: StudyResults, best: list[Result]) -> Figure:
    figure = Figure(figsize=(5.2, 5.0), layout="constrained")
    axes = figure.subplots()
    labels = study.tested.labels
    for result in best:
        precision, recall, _ = precision_recall_curve(labels, result.probabilities)
        average = average_precision_score(labels, result.probabilities)
        kind = result.configuration.choice.kind
        axes.plot(recall, precision, color=_colour(result), label=f"{kind}: average precision {average:.3f}")
    axes.axhline(labels.mean(), color="0.6", linestyle=":")
    axes.set(
        xlabel="sensitivity (recall)", ylabel="precision", ylim=(0, 1.02), title=_title(study, "Precision")
    )
    axes.legend(loc="lower left", fontsize=8)
    return figure


def _decision(study: StudyResults, best: list[Result]) -> Figure:
    figure = Figure(figsize=(5.2, 5.0), layout="constrained")
    axes = figure.subplots()
    labels = study.tested.labels
    thresholds = np.arange(0.02, 0.96, 0.02)
    for result in best:
        pairs = [net_benefit(labels, result.probabilities, float(one)) for one in thresholds]
        kind = result.configuration.choice.kind
        axes.plot(thresholds, [model for model, _ in pairs], color=_colour(result), label=kind)
    always = [net_benefit(labels, np.ones(len(labels)), float(one))[1] for one in thresholds]
    axes.plot(thresholds, always, color="0.4", linestyle="--", label="always call pain")
    axes.axhline(0.0, color="0.6", linestyle=":", label="never")
    top = max(0.05, float(labels.mean())) * 1.1
    axes.set(
        xlabel="threshold",
        ylabel="net benefit",
        ylim=(-0.2 * top, top),
        title=_title(study, "Decision curve"),
    )
    axes.legend(loc="lower left", fontsize=8)
    return figure


def _reliability(study: StudyResults, best: list[Result]) -> Figure:
    figure = Figure(figsize=(5.2, 5.0), layout="constrained")
    axes = figure.subplots()
    for result in best:
        bins = np.array(reliability(study.tested.labels, result.probabilities))
        ece = result.metrics["ece"]
        axes.plot(
            bins[:, 0],
            bins[:, 1],
            marker="o",
            color=_colour(result),
            label=f"{result.configuration.choice.kind}: ECE {interval(ece)}",
        )
    axes.plot([0, 1], [0, 1], color="0.6", linestyle=":")
    axes.set(
        xlabel="predicted probability of pain", ylabel="share of pain", title=_title(study, "Reliability")
    )
    axes.legend(loc="upper left", fontsize=8)
    return figure


def _confusion(study: StudyResults, best: list[Result]) -> Figure:
    figure = Figure(figsize=(3.0 * max(1, len(best)), 3.4), layout="constrained")
    all_axes = np.atleast_1d(figure.subplots(1, max(1, len(best))))
    for axes, result in zip(all_axes, best, strict=False):
        counts = confusion_matrix(study.tested.labels, result.probabilities >= THRESHOLD, labels=[0, 1])
        axes.imshow(counts, cmap="Blues", vmin=0)
        for (row, column), count in np.ndenumerate(counts):
            shade = "white" if count > counts.max() / 2 else "black"
            axes.text(column, row, str(count), ha="center", va="center", color=shade)
        axes.set(
            xticks=[0, 1],
            yticks=[0, 1],
            xticklabels=["not pain", "pain"],
            yticklabels=["not pain", "pain"],
            xlabel="called",
            ylabel="labelled",
            title=result.configuration.choice.kind,
        )
    figure.suptitle(_title(study, "Confusion"), fontsize=10)
    return figure


def _title(study: StudyResults, what: str) -> str:
    kind = "SIMULATED neonates" if study.tested.simulated else "pictures"
    return f"{what}: {study.tested.title}, {study.protocol}\n{len(study.tested.labels)} {kind}"


def _colour(result: Result) -> Any:  # noqa: ANN401  matplotlib ships no types
    return COLOURS[result.configuration.choice.kind]


def _plain(title: str) -> str:
    """Letters and digits with single dashes between."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))
