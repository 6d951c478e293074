"""A reporting checklist after TRIPOD+AI (Collins et al. 2024) and CLAIM (Mongan et al. 2020).

In our own words, with what the run knows filled in. What only the authors know stays open, and says so: an
empty box is better than a guess.
"""

from __future__ import annotations

import numpy as np

from neopain_export.study.data.doubles import accepted_among
from neopain_export.study.data.pain_scales import RATER
from neopain_export.study.features.feature_table import POOR_VIEWS
from neopain_export.study.intervals.estimates import FEWEST_FOR_INTERVAL
from neopain_export.study.intervals.resamples import RESAMPLES
from neopain_export.study.report.results import StudyResults
from neopain_export.study.report.tables import Facts

OPEN = "**open: the authors must say**"


def checklist(studies: list[StudyResults], facts: Facts) -> str:
    """`checklist.md`."""
    lines = [
        "# Reporting checklist",
        "",
        "After TRIPOD+AI and CLAIM, in short. Filled in by the program where it knows; else it is open.",
        "A filled line is not a claim that the item is done well.",
        "",
    ]
    for title, items in (
        ("Title and background", _background(studies[0])),
        ("Data", _data(studies[0], facts)),
        ("Model", _model(studies)),
        ("Evaluation", _evaluation(studies)),
        ("Results", _results(studies)),
        ("Use, openness, ethics", _openness(facts)),
    ):
        lines += [f"## {title}", "", "| item | in this study |", "|---|---|"]
        lines += [f"| {item} | {said} |" for item, said in items]
        lines.append("")
    return "\n".join(lines)


def _background(study: StudyResults) -> list[tuple[str, str]]:
    simulated = "drawn faces: no clinical aim can be met by this run" if study.tested.simulated else OPEN
    return [
        (
            "Says that a prediction model is developed or evaluated, its population and outcome",
            "development and internal evaluation; outcome: pain expression of a newborn's face",
        ),
        ("Clinical setting, intended use and users", simulated),
        ("Known unfairness between groups of infants", OPEN),
    ]


def _data(study: StudyResults, facts: Facts) -> list[tuple[str, str]]:
    tested = study.tested
    left_out = ", ".join(f"{reason} {count}" for reason, count in tested.left_out) or "none"
    columns = ", ".join(tested.about) or "none given"
    poor = [remark for remark in facts.remarks if remark.startswith(POOR_VIEWS)]
    return [
        ("Source of the data, dates, sites", "drawn by this program" if tested.simulated else OPEN),
        ("Eligibility, treatments, consent", "no newborn took part" if tested.simulated else OPEN),
        (
            "Outcome, how and by whom it was judged, blinding",
            f"{tested.rule or 'labels as given in the set'}; who judged, and blinded to what: {OPEN}",
        ),
        ("Agreement of the raters", _raters(study)),
        (
            "Sample size and its reason",
            (
                f"{study.trained[0]} assessed pictures of {study.trained[1]} infants; what more would bring: "
                f"`neopain-export learning`; why so many: {OPEN}"
            ),
        ),
        (
            "Missing data, and how it was handled",
            "; ".join([f"left out, counted, and counted as errors: {left_out}", *poor]),
        ),
        (
            "Description of the infants (age, sex, skin tone, illness)",
            f"columns of the set: {columns}; {OPEN}",
        ),
        (
            "Doubles and leaks",
            "; ".join(accepted_among(facts.remarks)) or "looked for by content; none accepted",
        ),
    ]


def _raters(study: StudyResults) -> str:
    raters = [name for name in study.tested.about if name.startswith(RATER)]
    if len(raters) < 2:
        return "one label a picture; with columns rater_... of two people the tables have it"
    return f"of {', '.join(raters)}: in the tables"


def _model(studies: list[StudyResults]) -> list[tuple[str, str]]:
    tested = studies[0].tested
    models = ", ".join(f"{name} ({sha256[:12]})" for name, sha256 in tested.networks) or "none"
    return [
        ("Predictors and how they were measured", f"`{tested.layout_id}`"),
        ("Networks used, not trained here", models),
        (
            "Model type, building, tuning",
            (
                f"{len(studies[0].results)} configurations, all reported in results.csv; ranking, scaling, "
                "calibration inside the training folds"
            ),
        ),
        ("Class imbalance", "nothing was resampled; the share of pain is in the tables"),
        ("The model itself", "`neopain-export train` writes it with a manifest and a card"),
    ]


def _evaluation(studies: list[StudyResults]) -> list[tuple[str, str]]:
    protocols = ", ".join(study.protocol for study in studies)
    return [
        ("How data were split", f"by infant, never by picture: {protocols}"),
        ("Performance measures", "discrimination, calibration, net benefit, at one threshold and over all"),
        (
            "Uncertainty",
            f"{RESAMPLES} bootstrap draws of infants; none below {FEWEST_FOR_INTERVAL} infants",
        ),
        ("Other splits of the same infants", _repeats(studies)),
        ("Choice among configurations", "corrected by bootstrap (BBC-CV): corrected.csv"),
        ("External validation", OPEN),
        ("Subgroups and fairness", "by the set's other columns, in the tables, uncorrected for many looks"),
    ]


def _repeats(studies: list[StudyResults]) -> str:
    counts = [len(one.folds) for study in studies for one in study.repeats.values()]
    if not counts:
        return "one split only: say --repeats with a grouped protocol for more"
    return f"{max(counts)} splits of the best recipes, variance corrected after Nadeau and Bengio"


def _results(studies: list[StudyResults]) -> list[tuple[str, str]]:
    said = []
    for study in studies:
        labels, refused = study.tested.labels, study.tested.refused
        lost = "not known" if refused is None else str(len(refused.labels))
        said.append(
            f"{study.protocol}: {len(labels)} pictures of {len(np.unique(study.tested.subjects))} infants, "
            f"{int(labels.sum())} with pain, {lost} refused"
        )
    return [
        ("Flow of pictures and infants", "; ".join(said)),
        ("Performance with intervals", "tables.md, results.csv; recomputed by `neopain-export verify`"),
        ("Errors and failures", "by state, by fold and by reason of refusal, in the tables"),
        ("Limits, bias, generalisability", OPEN),
    ]


def _openness(facts: Facts) -> list[tuple[str, str]]:
    return [
        ("Code", f"NeoPain; command: `{facts.command}`"),
        (
            "Data and predictions available",
            f"predictions are in this folder; whether data may be shared: {OPEN}",
        ),
        ("Registration, protocol, funding, conflicts, ethics approval", OPEN),
        ("Patient and public involvement", OPEN),
    ]
