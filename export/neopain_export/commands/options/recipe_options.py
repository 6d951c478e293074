"""The options that say what a classifier is made of."""

from __future__ import annotations

import argparse

from neopain.core.errors import SettingFault
from neopain_export.commands.options import numbers
from neopain_export.study.evaluation.configurations import CLASSIFIERS, needs_earlier, network_of
from neopain_export.study.evaluation.rankers import SELECTORS
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.report.best_row import WITNESS
from neopain_export.training.fitting.recipe import Recipe


def add_recipe_options(parser: argparse.ArgumentParser) -> None:
    """Features, selector, k and classifier; None stands for what was not said."""
    parser.add_argument(
        "--features",
        choices=("deep", "handcrafted", "mixed"),
        help="which features (mixed; with --best-of: any)",
    )
    parser.add_argument("--selector", choices=list(SELECTORS), help="(symmetric-uncertainty)")
    parser.add_argument("--k", type=numbers.whole(1, 100_000), help="features selected of each part (100)")
    parser.add_argument("--classifier", choices=list(CLASSIFIERS), help="(svm-rbf)")


def recipe_of(args: argparse.Namespace, table: FeatureTable) -> Recipe:
    """The recipe that the options ask for. Raises: SettingFault for features that no frame alone has."""
    names = [block.name for block in table.layout.blocks]
    strained = [name for name in names if needs_earlier(name)]
    if strained:
        raise SettingFault(
            f"expected features that the monitor can compute; {', '.join(strained)} needs an earlier "
            "frame, and "
            "the monitor scores single ones; extract again without it, or use --best-of, which passes it over"
        )
    witnesses = [name for name in names if name.startswith(WITNESS)]
    if witnesses:
        raise SettingFault(
            f"expected features of the score; {', '.join(witnesses)} bears witness beside it and must not be "
            "part of it; extract again without it, or use --best-of, which passes it over"
        )
    deep = tuple(name for name in names if network_of(name) is not None)
    handcrafted = tuple(name for name in names if network_of(name) is None)
    wanted = {"deep": (deep,), "handcrafted": (handcrafted,)}.get(args.features, (deep, handcrafted))
    return Recipe(
        tuple(part for part in wanted if part),
        args.selector or "symmetric-uncertainty",
        args.k or 100,
        args.classifier or "svm-rbf",
        args.seed,
    )
