"""Who may rate in a folder, and who decides: two raters, then one adjudicator who is neither."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from neopain.core.clinical.signing import check_who
from neopain.core.clock import Clock
from neopain.core.errors import SettingFault
from neopain_export.annotation.folder.passes import (
    Pass,
    Rater,
    Role,
    open_pass,
    raters_of,
    write_rater,
)
from neopain_export.annotation.folder.plan import Plan
from neopain_export.annotation.rating.disputes import Dispute, disputes
from neopain_export.annotation.rating.order import shuffled
from neopain_export.annotation.rating.tasks import Answer

RATERS = 2


def rate(folder: Path, plan: Plan, who: str, *, seed: int | None, repeat: float | None, clock: Clock) -> Pass:
    """This rater's pass, begun or gone on with.

    Args:
        folder: where.
        plan: what.
        who: initials or a badge.
        seed: of the order; None for 1, or for what it was begun with.
        repeat: share of the items that are shown twice; None for 0.1, or for what it was begun with.
        clock: tells when it was begun.

    Raises: SettingFault for initials that cannot rate here, or another seed than before; RecordFault.
    """
    who = check_who(who)
    there = raters_of(folder, plan)
    known = _known(there, who)
    if known is not None and known.role is not Role.RATER:
        raise SettingFault(f"expected a rater; {who} adjudicates in {folder}; choose other initials")
    if known is not None:
        for name, given, begun in (("seed", seed, known.seed), ("repeat", repeat, known.repeat)):
            if given is not None and given != begun:
                raise SettingFault(
                    f"expected --{name} {begun:g}, with which {who} began in {folder}; got {given:g}; leave "
                    "it out"
                )
        return open_pass(folder, plan, known)
    others = [one for one in there if one.role is Role.RATER]
    if len(others) >= RATERS:
        names = " and ".join(one.who for one in others)
        raise SettingFault(
            f"expected two raters in {folder}; {names} rate there, {who} would be the third: name "
            "another folder"
        )
    seed, repeat = 1 if seed is None else seed, 0.1 if repeat is None else repeat
    order = shuffled([item.id for item in plan.items], who, seed, repeat)
    rater = Rater(who, Role.RATER, seed, repeat, clock.utc().isoformat(timespec="seconds"), order)
    write_rater(folder, plan, rater)
    return open_pass(folder, plan, rater)


def finished_raters(folder: Path, plan: Plan) -> tuple[Pass, ...]:
    """The passes of the raters who finished, by when they began. Raises: RecordFault."""
    raters = [one for one in raters_of(folder, plan) if one.role is Role.RATER]
    passes = [open_pass(folder, plan, one) for one in raters]
    return tuple(one for one in passes if one.course.finished)


def first_answers(one: Pass) -> Mapping[str, Answer]:
    """By item, what was said when it was shown for the first time."""
    return one.course.by_turn(0)


def open_disputes(folder: Path, plan: Plan) -> dict[str, Dispute]:
    """What two finished raters did not answer alike.

    Raises: SettingFault while there are not two; RecordFault.
    """
    done = finished_raters(folder, plan)
    if len(done) < RATERS:
        names = ", ".join(one.rater.who for one in done) or "none"
        raise SettingFault(
            f"expected two raters who finished in {folder}; got {names}: an adjudicator decides where "
            "two differ"
        )
    return disputes(first_answers(done[0]), first_answers(done[1]))


def adjudicate(folder: Path, plan: Plan, who: str, *, seed: int | None, clock: Clock) -> Pass | None:
    """The adjudicator's pass over what is in dispute, and nothing else; None where nothing is.

    Raises: SettingFault, also for one of the two raters; RecordFault.
    """
    who = check_who(who)
    found = open_disputes(folder, plan)
    there = raters_of(folder, plan)
    known = _known(there, who)
    if known is not None and known.role is Role.RATER:
        raise SettingFault(
            f"expected an adjudicator who is neither of the two raters; {who} is one: let a "
            "third person decide"
        )
    other = next((one for one in there if one.role is Role.ADJUDICATOR), None)
    if known is None and other is not None:
        raise SettingFault(f"expected one adjudicator in {folder}; {other.who} is; {who} would be the second")
    if not found:
        return None
    if known is None:
        seed = 1 if seed is None else seed
        order = shuffled(sorted(found), who, seed, 0.0)
        known = Rater(who, Role.ADJUDICATOR, seed, 0.0, clock.utc().isoformat(timespec="seconds"), order)
        write_rater(folder, plan, known)
    elif seed is not None and seed != known.seed:
        raise SettingFault(f"expected --seed {known.seed}, with which {who} began; got {seed}; leave it out")
    return open_pass(folder, plan, known, found)


def adjudicator(folder: Path, plan: Plan) -> Pass | None:
    """The adjudicator's pass as it stands; None while nobody began. Raises: RecordFault."""
    found = next((one for one in raters_of(folder, plan) if one.role is Role.ADJUDICATOR), None)
    return None if found is None else open_pass(folder, plan, found)


def _known(there: tuple[Rater, ...], who: str) -> Rater | None:
    """Whoever has these initials. Raises: SettingFault for ones that differ by capitals only."""
    for one in there:
        if one.who == who:
            return one
        if one.who.casefold() == who.casefold():
            raise SettingFault(
                f"expected the initials as before, {one.who}; got {who}: one person, or choose others"
            )
    return None
