"""Agreement and progress as lines of Markdown."""

from __future__ import annotations

from neopain_export.annotation.folder.passes import Pass, Role
from neopain_export.annotation.folder.plan import Plan
from neopain_export.annotation.folder.results import Results, between_raters, within_rater
from neopain_export.annotation.rating.figures import Figures
from neopain_export.study.report.markdown import interval, on_infants, table


def lines_of(plan: Plan, results: Results) -> list[str]:
    """Who is how far, how far the two agree, and each with themself."""
    infants = len(set(plan.subjects.values()))
    lines = [f"{plan.task.id}: {len(plan.items)} items of {infants} infants", *_left_out(plan)]
    lines += [_progress(one) for one in results.passes]
    between = between_raters(results, plan)
    if between is not None:
        first, second = (one.rater.who for one in results.finished)
        lines += ["", f"{second} against {first}: {_judged(between)}", "", *_figures(between, first, second)]
        decided = len(results.disputed) - len(results.undecided)
        lines += ["", f"in dispute: {len(results.disputed)} items, {decided} decided"]
    begun = [one for one in results.passes if one.rater.role is Role.RATER]
    # Whoever is not done yet must not see how often another said present.
    for one in begun if len(results.finished) == len(begun) else ():
        within = within_rater(one)
        if within is not None:
            who = one.rater.who
            lines += ["", f"{who} against {who} the second time: {_judged(within)}", ""]
            lines += _figures(within, "first time", "second time")
    return lines


def _left_out(plan: Plan) -> list[str]:
    return (
        [f"left out: {', '.join(f'{why} {count}' for why, count in plan.left_out)}"] if plan.left_out else []
    )


def _progress(one: Pass) -> str:
    what = "decided" if one.rater.role is Role.ADJUDICATOR else "answered"
    done = f", finished {one.course.finished}" if one.course.finished else ""
    count = f"{one.course.answered} of {len(one.course.order)}"
    return f"{one.rater.who} ({one.rater.role.value}): {count} {what}{done}"


def _judged(found: Figures) -> str:
    return (
        f"{found.items} items; both could judge {found.judged}, only the first {found.only_first}, only the "
        f"second {found.only_second}, neither {found.neither}"
    )


def _figures(found: Figures, first: str, second: str) -> list[str]:
    rows = [
        [
            line.question,
            str(line.ratings),
            interval(line.equal),
            interval(line.kappa),
            interval(line.first),
            interval(line.second),
        ]
        for line in found.lines
    ]
    head = [
        "question",
        "ratings",
        "equal",
        "kappa [95 % interval]",
        f"present, {first}",
        f"present, {second}",
    ]
    fewest = min((line.subjects for line in found.lines), default=0)
    notes = []
    if len(found.lines) > 1:
        notes = ["total: how many were present; its kappa is weighted by the square of the difference"]
    return [*table(head, rows), *notes, *filter(None, [on_infants(fewest).strip()])]
