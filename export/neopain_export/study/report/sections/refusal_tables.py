"""Pictures that could not be assessed: how many, why, and what the numbers are when they count as errors."""

from __future__ import annotations

from collections import Counter

from neopain_export.study.evaluation.metrics import WITH_REFUSALS
from neopain_export.study.report.markdown import interval, plain, table
from neopain_export.study.report.results import KINDS, StudyResults

UNKNOWN = (
    "The feature file is of an older release and does not say which pictures were refused: extract again."
)


def refusals(study: StudyResults) -> list[str]:
    """The section of one protocol."""
    lines = ["### With refused pictures as errors", ""]
    refused = study.tested.refused
    if refused is None:
        return [*lines, UNKNOWN, ""]
    assessed, lost = len(study.tested.labels), len(refused.labels)
    pain, all_pain = int(refused.labels.sum()), int(refused.labels.sum() + study.tested.labels.sum())
    calm, all_calm = lost - pain, assessed + lost - all_pain
    lines += [
        (
            f"Of {assessed + lost} pictures in the tested part {lost} could not be assessed: {pain} of "
            f"{all_pain} "
            f"with pain ({_share(pain, all_pain)}), {calm} of {all_calm} without "
            f"({_share(calm, all_calm)}). The "
            "monitor shows *cannot assess* for them. Whoever counts them as errors gets the second line of "
            "each "
            "pair."
        ),
        "",
    ]
    rows = []
    for kind in KINDS:
        best = study.best(kind)
        if best is None:
            continue
        rows.append([kind, "assessed", *(interval(best.metrics[name]) for name in WITH_REFUSALS)])
        rows.append([kind, "all", *(interval(best.with_refusals[name]) for name in WITH_REFUSALS)])
    lines += table(["best of", "pictures", *(name.replace("_", " ") for name in WITH_REFUSALS)], rows)
    return [*lines, "", *_by_reason(study)]


def _by_reason(study: StudyResults) -> list[str]:
    refused = study.tested.refused
    if refused is None or not len(refused.labels):
        return []
    cells = Counter(
        zip(refused.reasons.tolist(), refused.states.tolist(), refused.labels.tolist(), strict=True)
    )
    here = Counter(zip(study.tested.states.tolist(), study.tested.labels.tolist(), strict=True))
    lost = Counter(zip(refused.states.tolist(), refused.labels.tolist(), strict=True))
    rows = []
    for reason, state, label in sorted(cells):
        of_all = here[(state, label)] + lost[(state, label)]
        count = cells[(reason, state, label)]
        rows.append(
            [reason, state or "-", "pain" if label else "not pain", str(count), f"{count} of {of_all}"]
        )
    return [
        "By reason and state:",
        "",
        *table(["reason", "state", "label", "refused", "of the state"], rows),
        "",
    ]


def _share(part: int, whole: int) -> str:
    return f"{plain(100 * part / whole, '.0f')} %" if whole else "none there"
