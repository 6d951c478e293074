"""`neopain-export train`: features to a model that the monitor runs."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from neopain import paths
from neopain.core.errors import SettingFault
from neopain_export.commands.options import numbers
from neopain_export.commands.options.data_options import add_data_options, inputs, look, told
from neopain_export.commands.options.outputs import new_folder
from neopain_export.commands.options.recipe_options import add_recipe_options, recipe_of
from neopain_export.study.data.doubles import accepted_among
from neopain_export.study.evaluation.configurations import network_of
from neopain_export.study.features.feature_table import POOR_VIEWS, FeatureTable
from neopain_export.study.report.best_row import BestRow, best_row
from neopain_export.training.fitting.recipe import Recipe
from neopain_export.training.fitting.trained import train
from neopain_export.training.folder.model_folder import Identity, manifest_values, write_model_folder
from neopain_export.training.folder.network_copies import bring_networks
from neopain_export.training.release.floor import judge


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
    add_recipe_options(parser)
    parser.add_argument(
        "--name", type=numbers.model_name, default="my-pain-model", help="the model's name (my-pain-model)"
    )
    parser.add_argument(
        "--model-version",
        type=numbers.one_line,
        default="1.0.0",
        metavar="TEXT",
        help="its version (1.0.0)",
    )
    parser.add_argument(
        "--licence",
        type=numbers.one_line,
        default="not stated; see the licences of data and networks",
        metavar="TEXT",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    if args.best_of is not None:
        for option in ("selector", "k", "classifier"):
            if getattr(args, option) is not None:
                raise SettingFault(
                    f"--{option} does nothing with --best-of, whose row says it; leave one out"
                )
    best_of = [] if args.best_of is None else [args.best_of]
    out = new_folder(args.out, "--out", [*inputs(args), *best_of])
    looking = look(args)
    table = looking.table
    print(told(looking))  # noqa: T201
    row = None if args.best_of is None else best_row(args.best_of, args.features)
    recipe = recipe_of(args, table) if row is None else _recipe_of(row, args.seed)
    trained = train(table, recipe, jobs=args.jobs)
    accepted = accepted_among(looking.remarks)
    if accepted:
        trained = replace(trained, result=trained.result | {"doubles": "; ".join(accepted)})
    poor = [remark for remark in looking.remarks if remark.startswith(POOR_VIEWS)]
    if poor:
        trained = replace(trained, result=trained.result | {"views": "; ".join(poor)})
    if row is not None:
        trained = replace(trained, result=trained.result | _chosen(row, table))
        if row.passed_over:
            print(f"note: {row.passed_over}")  # noqa: T201
    identity = Identity(
        name=args.name,
        version=args.model_version,
        licence=args.licence,
        source=f"pictures of {table.title}",
        made_by=f"neopain-export train, recipe: {recipe.in_words}",
    )
    write_model_folder(out, manifest_values(identity, trained, recipe), trained)
    needed = {network for block in recipe.blocks if (network := network_of(block)) is not None}
    bring_networks(looking.networks, needed, paths.models(), out)
    mark = " (SIMULATED)" if table.simulated else ""
    result = trained.result
    print(f"recipe: {recipe.in_words}")  # noqa: T201
    print(  # noqa: T201
        f"{result['protocol']}{mark}: accuracy {result['accuracy']}, AUC {result.get('auc', 'undefined')} on "
        f"{result['tested_pictures']} pictures of {result['tested_subjects']} subjects"
    )
    judgement = judge(result)
    print(f"{'better' if judgement.passes else 'NOT better'} than chance: {judgement.words}")  # noqa: T201
    print(f"{args.out}: next, `neopain-export promote {args.out}`")  # noqa: T201
    return 0


def _recipe_of(row: BestRow, seed: int) -> Recipe:
    return Recipe(row.parts, row.selector, row.k, row.classifier, seed)


def _chosen(row: BestRow, table: FeatureTable) -> dict[str, str | float | int | bool]:
    """What the card says of the choice: among how many, on what, and what that is worth on other infants."""
    chosen: dict[str, str | float | int | bool] = {
        "chosen_among": row.corrected.configurations,
        "chosen_on": f"{row.data}, {row.corrected.protocol}"
        + ("" if row.data == table.title else " (another set than the one it was trained on)"),
    }
    return chosen | row.corrected.figures
