"""`neopain rescore`: another model over the kept clips of a stay, beside the one in use."""

from __future__ import annotations

import argparse
from pathlib import Path

from tqdm import tqdm

from neopain import paths
from neopain.commands.arguments import add_cpu, add_data
from neopain.commands.output import say


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Run another model over the pictures that are kept of a stay, and the one in use over the same, and "
        "write both scores side by side, with what was recorded at that moment. Single pictures, without "
        "averaging. Investigational: for comparing models, not infants. It is a row of the audit."
    )
    parser.add_argument(
        "stay", metavar="STAY", help="id, its beginning or the code; `here` for whoever is here now"
    )
    parser.add_argument("--model", type=Path, required=True, metavar="DIR", help="the other model's folder")
    parser.add_argument(
        "--csv", type=Path, required=True, metavar="FILE", help="where to write; it must not exist"
    )
    parser.add_argument("--by", required=True, metavar="INITIALS", help="who does it")
    add_data(parser)
    add_cpu(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Score every kept picture twice. Raises: SettingFault, ModelFault, RecordFault."""
    # Loaded only to score: `--help` has no need of models.
    from neopain.bedside.clips.rescoring import rescore  # noqa: PLC0415
    from neopain.bedside.clips.stay_named import stay_named  # noqa: PLC0415

    data = paths.data(arguments.data)
    stay_id = stay_named(data, arguments.stay)
    # Two models on every picture take a while; how many there are is known when all are read.
    with tqdm(unit="picture", disable=None) as progress:
        done = rescore(
            data,
            stay_id,
            arguments.model,
            arguments.csv,
            by=arguments.by,
            prefer_gpu=not arguments.cpu,
            on_picture=progress.update,
        )
    say(f"Wrote {done.pictures} pictures of {done.clips} clips to {arguments.csv}.")
    for line in done.left_out:
        say(f"Left out: {line}")
    return 0 if done.pictures else 1
