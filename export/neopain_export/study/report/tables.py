"""The paper's tables in Markdown, with the quoted rows beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neopain_export.study.evaluation.comparison import compare
from neopain_export.study.evaluation.configurations import ALL_FEATURES, needs_earlier
from neopain_export.study.evaluation.metrics import THRESHOLD
from neopain_export.study.intervals.estimates import FEWEST_FOR_INTERVAL
from neopain_export.study.intervals.resamples import RESAMPLES
from neopain_export.study.report.markdown import interval, on_infants, plain, table
from neopain_export.study.report.results import KINDS, Result, StudyResults, ranking
from neopain_export.study.report.sections.arm_tables import arm_tables
from neopain_export.study.report.sections.fold_tables import fold_tables
from neopain_export.study.report.sections.ordinal_tables import ordinal_tables
from neopain_export.study.report.sections.published_results import BASELINES, PAPER, PAPER_ON_HANDCRAFTED
from neopain_export.study.report.sections.question_tables import questions
from neopain_export.study.report.sections.refusal_tables import refusals
from neopain_export.study.report.sections.repeat_tables import repeat_tables

HEADLINE = [
    "features",
    "best configuration",
    "accuracy",
    "balanced",
    "AUC",
    "Brier",
    "ECE",
    "AUC, corrected",
    "accuracy, corrected",
]
"""Of `headline_rows`."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the heading says beside the numbers.

    Attributes:
        command: as quoted.
        libraries: name and release of what computed.
        remarks: what was told of the set.
    """

    command: str
    libraries: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...] = ()


def render(studies: list[StudyResults], facts: Facts) -> str:
    """`tables.md` of all protocols of one set."""
    lines = [*_heading(studies[0], facts)]
    for study in studies:
        lines += ["", f"## Protocol: {study.protocol}", "", _sizes(study), ""]
        lines += _headline(study)
        lines += refusals(study)
        lines += fold_tables(study)
        lines += repeat_tables(study)
        lines += questions(study)
        lines += arm_tables(study)
        lines += ordinal_tables(study)
        lines += _grid_tables(study)
        lines += _by_state(study)
    lines += _baselines()
    return "\n".join(lines) + "\n"


def headline_rows(study: StudyResults) -> list[list[str]]:
    """The best of each kind, with intervals and with what choosing it costs."""
    rows = []
    for kind in KINDS:
        best = study.best(kind)
        if best is None:
            continue
        honest = study.corrected[kind]
        configuration = best.configuration
        rows.append(
            [
                kind,
                (f"{configuration.choice.in_words}; {configuration.selection}; {configuration.classifier}"),
                *(
                    interval(best.metrics[name])
                    for name in ("accuracy", "balanced_accuracy", "auc", "brier", "ece")
                ),
                interval(honest.auc),
                interval(honest.accuracy),
            ]
        )
    return rows


def _heading(study: StudyResults, facts: Facts) -> list[str]:
    tested = study.tested
    whose = "simulated neonates (drawn, no newborn was pictured)" if tested.simulated else "labelled pictures"
    banner = [
        (
            "> **SIMULATED.** Every number below without a quotation mark in its row was measured on drawn "
            "faces. It says how the method works on them, and nothing about newborns."
        ),
        "",
    ]
    left_out = ", ".join(f"{reason} {count}" for reason, count in tested.left_out) or "none"
    networks = ", ".join(f"{name} ({sha256[:12]})" for name, sha256 in tested.networks) or "none"
    return [
        f"# Study: {tested.title}" + (" (simulated)" if tested.simulated else ""),
        "",
        *(banner if tested.simulated else []),
        f"- Data: {whose}; {study.trained[0]} pictures of {study.trained[1]} subjects could be assessed.",
        f"- Left out because they could not be assessed: {left_out}; {tested.left_out_with_pain} with pain.",
        f"- Networks: {networks}.",
        f"- Features: `{tested.layout_id}`.{_strained(tested.layout_id)}",
        *([f"- Labels: {tested.rule}."] if tested.rule else []),
        *(f"- Note: {remark}." for remark in facts.remarks),
        f"- Made by `{facts.command}`; {', '.join(f'{name} {one}' for name, one in facts.libraries)}.",
        (
            f"- Intervals: 95 %, {RESAMPLES} bootstrap draws of subjects. Pain is called at a calibrated "
            f"probability of {THRESHOLD:g}. Fewer than {FEWEST_FOR_INTERVAL} tested infants give no interval."
        ),
        "- Ranking, scaling and calibration are fitted inside each training fold.",
    ]


def _sizes(study: StudyResults) -> str:
    labels = study.tested.labels
    return (
        f"Tested: {len(labels)} pictures of {len(study.resamples.subjects)} subjects, {int(labels.sum())} "
        f"with pain ({100 * labels.mean():.0f} %). {len(study.results)} configurations."
        f"{on_infants(len(study.resamples.subjects))}"
    )


def _strained(layout_id: str) -> str:
    """Said where strain or LBP-TOP is among the features: a model with it cannot be promoted."""
    if not needs_earlier(layout_id):
        return ""
    return (
        " **Configurations with `strain` or `lbptop` are for the study only:** they need earlier frames, and "
        "the monitor scores single ones."
    )


def _headline(study: StudyResults) -> list[str]:
    quoted = [
        [
            f"{row.method} (quoted)",
            f'"{row.work}", {row.source}; {row.protocol}',
            row.result,
            "",
            "",
            "",
            "",
            "",
            "",
        ]
        for row in PAPER
    ]
    mark = " (simulated)" if study.tested.simulated else ""
    lines = [f"### Deep, handcrafted, mixed{mark}, and the paper's rows", ""]
    lines += table(HEADLINE, [*headline_rows(study), *quoted])
    lines += [
        "",
        (
            "The best of many configurations flatters itself; the corrected columns say what choosing the "
            "best on some subjects gives on the others (BBC-CV, Tsamardinos et al. 2018)."
        ),
        PAPER_ON_HANDCRAFTED,
        "",
    ]
    return lines + _paired(study)


def _paired(study: StudyResults) -> list[str]:
    rows = []
    for first, second in (("mixed", "deep"), ("deep", "handcrafted"), ("mixed", "handcrafted")):
        one, other = study.best(first), study.best(second)
        if one is None or other is None:
            continue
        seen = compare(
            study.tested.labels, one.probabilities, other.probabilities, study.resamples, study.tested.folds
        )
        rows.append(
            [
                f"{first} - {second}",
                interval(seen.auc, signed=True),
                plain(seen.auc_p),
                interval(seen.balanced_accuracy, signed=True),
                f"{seen.only_first} / {seen.only_second}",
                f"{seen.mcnemar_p:.3f}",
            ]
        )
    head = [
        "best against best",
        "AUC difference",
        "p",
        "balanced accuracy difference",
        "only first / second right",
        "McNemar p",
    ]
    return ["### Paired tests", "", *table(head, rows), ""]


def _grid_tables(study: StudyResults) -> list[str]:
    lines: list[str] = []
    mark = " (simulated)" if study.tested.simulated else ""
    titles = {
        "deep": "Deep features: network x selector x classifier",
        "handcrafted": "Handcrafted features",
        "mixed": "Mixed: top k deep with top k handcrafted",
    }
    for kind in KINDS:
        of_kind = [result for result in study.results if result.configuration.choice.kind == kind]
        if not of_kind:
            continue
        lines += [
            f"### {titles[kind]}{mark}",
            "",
            "Each cell: accuracy %, AUC, and the k with the best AUC.",
            "",
        ]
        for choice in dict.fromkeys(result.configuration.choice for result in of_kind):
            named = f"`{choice.in_words}`" + (f" of {choice.network}" if choice.network != "none" else "")
            cells = [result for result in of_kind if result.configuration.choice == choice]
            lines += [f"**{named}**", "", *_crossed(cells), ""]
    return lines


def _crossed(cells: list[Result]) -> list[str]:
    selectors = list(dict.fromkeys(result.configuration.selector for result in cells))
    classifiers = list(dict.fromkeys(result.configuration.classifier for result in cells))
    rows = []
    for classifier in classifiers:
        row = [classifier]
        for selector in selectors:
            here = [
                result
                for result in cells
                if (result.configuration.classifier, result.configuration.selector) == (classifier, selector)
            ]
            best = max(here, key=ranking)
            accuracy, auc = best.metrics["accuracy"].value, best.metrics["auc"].value
            k = "all" if best.configuration.k >= ALL_FEATURES else str(best.configuration.k)
            row.append(f"{100 * accuracy:.1f}, {plain(auc)} ({k})")
        rows.append(row)
    return table(["classifier", *selectors], rows)


def _by_state(study: StudyResults) -> list[str]:
    states = [str(state) for state in np.unique(study.tested.states) if state]
    best = [result for kind in KINDS if (result := study.best(kind)) is not None]
    if not states or not best:
        return []
    rows = []
    for state in states:
        here = study.tested.states == state
        label = "pain" if study.tested.labels[here].mean() >= 0.5 else "not pain"
        called = [f"{100 * (result.probabilities[here] >= THRESHOLD).mean():.0f} %" for result in best]
        rows.append([state, label, str(int(here.sum())), *called])
    head = [
        "state",
        "label",
        "pictures",
        *(f"called pain, {result.configuration.choice.kind}" for result in best),
    ]
    return ["### By state, best configurations", "", *table(head, rows), ""]


def _baselines() -> list[str]:
    rows = [
        [f'"{row.work}" (quoted)', row.method, row.sample, row.protocol, row.result, row.source]
        for row in BASELINES
    ]
    head = ["work", "method", "data", "protocol", "result", "read in"]
    return [
        "## Published baselines, quoted",
        "",
        "Real newborns, other data, other protocols: for orientation, not for ranking against ours.",
        "",
        *table(head, rows),
    ]
