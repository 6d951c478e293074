"""What `--data` names: a simulated set, a CSV manifest, or a folder in a public set's layout."""

from __future__ import annotations

from pathlib import Path

from neopain.core.errors import SettingFault
from neopain.paths import at_home
from neopain_export.clips.kept_clips import ClipFrame
from neopain_export.study.data.csv_manifest import ReadingOptions, read_csv
from neopain_export.study.data.public_sets import READERS
from neopain_export.study.data.samples import SampleSet
from neopain_export.study.data.simulated_sets import TITLES, simulated_set

MANIFEST_NAMES = ("labels.csv", "manifest.csv")


def open_set(name: str, layout: str | None, options: ReadingOptions, seed: int, count: int) -> SampleSet:
    """The labelled set.

    Args:
        name: `simulated`, `simulated-hard`, a CSV file, or a folder with `labels.csv`.
        layout: for a folder, the public set whose layout it has; None for a manifest.
        options: how sets on disk are read.
        seed: of simulated sets.
        count: pictures of simulated sets.

    Raises: SettingFault saying what was expected.
    """
    if name in TITLES:
        if layout is not None:
            raise SettingFault(f"--layout belongs to a folder; got it with --data {name}; leave it out")
        return simulated_set(name, seed, count)
    path = at_home(Path(name)) or Path(name)
    if layout is not None:
        return READERS[layout](path, options)
    if path.is_file():
        return read_csv(path, options)
    if path.is_dir():
        for manifest in MANIFEST_NAMES:
            if (path / manifest).is_file():
                return read_csv(path / manifest, options)
        raise SettingFault(
            f"expected {' or '.join(MANIFEST_NAMES)} in {path}, or --layout {'|'.join(READERS)}"
        )
    raise SettingFault(f"expected --data {', '.join(TITLES)}, a CSV file or a folder; got {name!r}")


def clips_in(samples: SampleSet) -> list[Path]:
    """The kept clips that a set names, each once; drawn sets name none."""
    listed = samples.samples if isinstance(samples.samples, tuple) else ()
    return sorted({one.picture.path for one in listed if isinstance(one.picture, ClipFrame)})
