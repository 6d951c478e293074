"""`neopain-export train`: features to a model that the monitor runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain import paths
from neopain_export.commands.data_options import add_data_options, look, told
from neopain_export.study.evaluation.configurations import CLASSIFIERS, network_of
from neopain_export.study.evaluation.rankers import SELECTORS
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.report.best_row import best_row
from neopain_export.training.model_folder import Identity, manifest_values, write_model_folder
from neopain_export.training.network_copies import bring_networks
from neopain_export.training.recipe import Recipe
from neopain_export.training.trained import train


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `train`."""
    parser = commands.add_parser(
        "train",
        help="train a classifier and write its folder",
        description="Fit the pipeline, measure it on infants that it did not learn from, and write pickle, "
        "manifest and card. `neopain-export promote DIR` then makes it the monitor's.",
    )
    add_data_options(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the model's folder")
    parser.add_argument(
        "--best-of", type=Path, metavar="CSV", help="train by the best row of a study's results.csv"
    )
    parser.add_argument(
        "--features",
        choices=("deep", "handcrafted", "mixed"),
        help="which features (mixed; with --best-of: any)",
    )
    parser.add_argument("--selector", choices=list(SELECTORS), default="symmetric-uncertainty")
    parser.add_argument("--k", type=int, default=100, help="features selected of each part (100)")
    parser.add_argument("--classifier", choices=list(CLASSIFIERS), default="svm-rbf")
    parser.add_argument("--name", default="my-pain-model", help="the model's name (my-pain-model)")
    parser.add_argument("--model-version", default="1.0.0", metavar="TEXT", help="its version (1.0.0)")
    parser.add_argument(
        "--licence", default="not stated; see the licences of data and networks", metavar="TEXT"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    looking = look(args)
    table = looking.table
    print(told(table))  # noqa: T201
    recipe = _recipe(args, table)
    trained = train(table, recipe, jobs=args.jobs)
    identity = Identity(
        name=args.name,
        version=args.model_version,
        licence=args.licence,
        source=f"pictures of {table.title}",
        made_by=f"neopain-export train, recipe: {recipe.in_words}",
    )
    write_model_folder(args.out, manifest_values(identity, trained, recipe), trained)
    needed = {network for block in recipe.blocks if (network := network_of(block)) is not None}
    bring_networks(looking.networks, needed, paths.models(), args.out)
    mark = " (SIMULATED)" if table.simulated else ""
    result = trained.result
    print(f"recipe: {recipe.in_words}")  # noqa: T201
    print(  # noqa: T201
        f"{result['protocol']}{mark}: accuracy {result['accuracy']}, AUC {result.get('auc', 'undefined')} on "
        f"{result['tested_pictures']} pictures of {result['tested_subjects']} subjects"
    )
    print(f"{args.out}: next, `neopain-export promote {args.out}`")  # noqa: T201
    return 0


def _recipe(args: argparse.Namespace, table: FeatureTable) -> Recipe:
    if args.best_of is not None:
        row = best_row(args.best_of, args.features)
        return Recipe(row.parts, row.selector, row.k, row.classifier, args.seed)
    names = [block.name for block in table.layout.blocks]
    deep = tuple(name for name in names if network_of(name) is not None)
    handcrafted = tuple(name for name in names if network_of(name) is None)
    wanted = {"deep": (deep,), "handcrafted": (handcrafted,)}.get(args.features, (deep, handcrafted))
    return Recipe(tuple(part for part in wanted if part), args.selector, args.k, args.classifier, args.seed)
