"""What counts of a folder's answers, and how far the raters agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from neopain.core.errors import SettingFault
from neopain_export.annotation.folder.passes import Pass, Role, open_pass, raters_of
from neopain_export.annotation.folder.plan import Plan
from neopain_export.annotation.folder.whose_turn import RATERS, adjudicator, first_answers
from neopain_export.annotation.rating.disputes import Dispute, disputes, settled
from neopain_export.annotation.rating.figures import Figures, figures
from neopain_export.annotation.rating.tasks import Answer


@dataclass(frozen=True, slots=True)
class Results:
    """Of a folder as it is now.

    Attributes:
        passes: of the raters, finished or not, then of the adjudicator.
        final: by item the answer that counts; one rater's own where only one finished.
        disputed: by item what is in dispute, decided or not.
        undecided: ids of items in dispute that nobody decided.
    """

    passes: tuple[Pass, ...]
    final: Mapping[str, Answer]
    disputed: Mapping[str, Dispute]
    undecided: tuple[str, ...]

    @property
    def finished(self) -> tuple[Pass, ...]:
        """Of the raters, those who finished."""
        return tuple(one for one in self.passes if one.rater.role is Role.RATER and one.course.finished)


def results_of(folder: Path, plan: Plan) -> Results:
    """Read all answers. Raises: RecordFault."""
    raters = [open_pass(folder, plan, one) for one in raters_of(folder, plan) if one.role is Role.RATER]
    done = [one for one in raters if one.course.finished]
    deciding = adjudicator(folder, plan)
    passes = tuple(raters) if deciding is None else (*raters, deciding)
    if len(done) < RATERS:
        return Results(passes, first_answers(done[0]) if done else {}, {}, ())
    first, second = (first_answers(one) for one in done)
    decided = {} if deciding is None else deciding.course.by_turn(0)
    found = disputes(first, second)
    final = settled(first, second, decided)
    return Results(passes, final, found, tuple(item for item in found if item not in final))


def refuse_unfinished(results: Results, *, leave_out: bool) -> None:
    """Raises: SettingFault for answers that are no results yet."""
    begun = [one for one in results.passes if one.rater.role is Role.RATER]
    late = [one for one in begun if not one.course.finished]
    if late or not begun:
        names = ", ".join(f"{one.rater.who} {one.course.answered} of {len(one.course.order)}" for one in late)
        raise SettingFault(
            f"expected raters who finished; got {names or 'nobody'}: go on with `neopain-export annotate`"
        )
    if results.undecided and not leave_out:
        raise SettingFault(
            f"expected every dispute decided; {len(results.undecided)} are open: `neopain-export "
            "adjudicate`, or say --leave-out-disputed"
        )


def between_raters(results: Results, plan: Plan) -> Figures | None:
    """Agreement of the two; None while not both finished."""
    done = results.finished
    if len(done) < RATERS:
        return None
    return figures(plan.task, first_answers(done[0]), first_answers(done[1]), plan.subjects)


def within_rater(one: Pass) -> Figures | None:
    """Agreement of a rater with themself; None where nothing was answered twice."""
    again = one.course.by_turn(1)
    return figures(one.plan.task, one.course.by_turn(0), again, one.plan.subjects) if again else None
