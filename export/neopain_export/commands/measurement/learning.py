"""`neopain-export learning`: what more infants would bring."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from neopain_export.commands.options import numbers
from neopain_export.commands.options.data_options import add_data_options, inputs, look, told
from neopain_export.commands.options.outputs import holds_only, new_folder
from neopain_export.commands.options.recipe_options import add_recipe_options, recipe_of
from neopain_export.csv_text import csv_text
from neopain_export.study.evaluation.configurations import Configuration, FeatureChoice
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.report.markdown import table as markdown_table
from neopain_export.study.report.plots import draw_learning_curve
from neopain_export.study.robustness.learning_curve import Point, PowerLaw, fitted_law, learning_curve

FILES = ("curve.csv", "curve.png", "curve.pdf", "report.md")
REPEATS = 10


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `learning`."""
    parser = commands.add_parser(
        "learning",
        help="how a classifier improves with the number of infants, and what more would bring",
        description="Fit one recipe on a growing number of infants, several draws each, and measure it on "
        "infants that it has not seen: the set's test group, or a quarter held out in every draw.",
    )
    add_data_options(parser)
    add_recipe_options(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the curve")
    parser.add_argument(
        "--repeats", type=numbers.whole(2, 1000), default=REPEATS, help=f"draws a point ({REPEATS})"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    out = new_folder(args.out, "--out", inputs(args), own=holds_only(FILES))
    looking = look(args)
    features = looking.table
    sys.stdout.write(f"{told(looking)}\n")
    recipe = recipe_of(args, features)
    choice = FeatureChoice(args.features or "mixed", "", recipe.parts)
    configuration = Configuration(choice, recipe.selector, recipe.k, recipe.classifier)
    points = learning_curve(features, configuration, repeats=args.repeats, seed=args.seed, jobs=args.jobs)
    law = fitted_law(points)
    out.mkdir(parents=True, exist_ok=True)
    (out / "curve.csv").write_text(_curve_csv(points), encoding="utf-8", newline="")
    title = f"{features.title}{' (SIMULATED)' if features.simulated else ''}"
    draw_learning_curve(points, law, title, out)
    command = shlex.join(("neopain-export", *args.words))
    notes = [f"- Note: {remark}." for remark in looking.remarks]
    lines = _report(points, law, title, [recipe.in_words, *notes], command, refusals=_refusals(features))
    (out / "report.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = (*_table(points), _refusals(features), *_outlook(points, law), f"written: {out}")
    sys.stdout.write("\n".join(said) + "\n")
    return 0


def _report(
    points: Sequence[Point],
    law: PowerLaw | None,
    title: str,
    recipe: Sequence[str],
    command: str,
    *,
    refusals: str,
) -> list[str]:
    return [
        f"# Learning curve, {title}",
        "",
        f"Recipe: {recipe[0]}.",
        "",
        *(line for note in recipe[1:] for line in (note, "")),
        *_table(points),
        "",
        (
            "AUC on infants that were not learnt from; from the lowest to the highest draw. The spread says "
            "how much it matters which infants were learnt from, not how sure the AUC is for other infants: "
            "for that see the intervals of `neopain-export study`."
        ),
        "",
        refusals,
        "",
        *_outlook(points, law),
        "",
        f"Command: `{command}`",
    ]


def _refusals(features: FeatureTable) -> str:
    """What the AUC leaves out."""
    refused = features.refused
    if refused is None:
        return "The feature file is of an older release and does not say which pictures were refused."
    count, pain = len(refused.labels), int((refused.labels == 1).sum())
    return (
        f"Of the assessed pictures only: {count} of {count + len(features.labels)} were refused ({pain} with "
        "pain). What that costs is in the tables of `neopain-export study`; more infants do not mend it."
    )


def _table(points: Sequence[Point]) -> list[str]:
    return markdown_table(
        ["infants learnt from", "pictures", "AUC, mean", "lowest", "highest", "draws", "not fitted"],
        (
            [
                str(point.infants),
                f"{point.pictures:.0f}",
                *(f"{value(point.auc):.3f}" if point.auc else "" for value in (np.mean, min, max)),
                str(len(point.auc)),
                str(point.failed),
            ]
            for point in points
        ),
    )


def _outlook(points: Sequence[Point], law: PowerLaw | None) -> list[str]:
    if law is None:
        return ["Too few points for a curve: no outlook."]
    most = points[-1].infants
    return [
        (
            f"Curve: AUC = {law.plateau:.3f} - {law.drop:.3f} n^-{law.rate:.2f}. Extrapolated, no "
            f"measurement: {law.at(2 * most):.3f} with {2 * most} infants, "
            f"{law.at(4 * most):.3f} with {4 * most}."
        )
    ]


def _curve_csv(points: Sequence[Point]) -> str:
    rows = ((point.infants, f"{point.pictures:.1f}", f"{auc:.6f}") for point in points for auc in point.auc)
    return csv_text([("infants", "pictures", "auc"), *rows])
