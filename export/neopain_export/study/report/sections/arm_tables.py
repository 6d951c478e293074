"""Every arm by head, with intervals: of the assessed pictures, and with refused ones as errors."""

from __future__ import annotations

from neopain_export.study.report.markdown import interval, table
from neopain_export.study.report.results import Result, StudyResults, ranking


def arm_tables(study: StudyResults) -> list[str]:
    """A row for every choice of features, a column for every classifier; each cell its best selection."""
    choices = list(dict.fromkeys(result.configuration.choice for result in study.results))
    heads = list(dict.fromkeys(result.configuration.classifier for result in study.results))
    if len(choices) < 2:
        return []
    best: dict[tuple[str, str], Result] = {}
    for result in study.results:
        key = (result.configuration.choice.in_words, result.configuration.classifier)
        if key not in best or ranking(result) > ranking(best[key]):
            best[key] = result
    mark = " (simulated)" if study.tested.simulated else ""
    rows, with_refusals = [], []
    for choice in choices:
        cells = [best.get((choice.in_words, head)) for head in heads]
        rows.append([choice.kind, choice.in_words, *(_auc(cell) for cell in cells)])
        with_refusals.append([choice.kind, choice.in_words, *(_refusing(cell) for cell in cells)])
    lines = [
        f"### Every arm by head{mark}: AUC of the assessed",
        "",
        "In brackets the 95 % interval by infant, and the selection with the best AUC in this cell.",
        "",
        *table(["kind", "features", *heads], rows),
        "",
    ]
    if study.tested.refused is not None:
        lines += [
            f"### Every arm by head{mark}: balanced accuracy, refused pictures as errors",
            "",
            *table(["kind", "features", *heads], with_refusals),
            "",
        ]
    return lines


def _auc(result: Result | None) -> str:
    if result is None:
        return ""
    return f"{interval(result.metrics['auc'])} ({result.configuration.selection})"


def _refusing(result: Result | None) -> str:
    return "" if result is None else interval(result.with_refusals["balanced_accuracy"])
