"""Where results go: the one gate that every output path passes before any work is done.

An output never replaces what was given as input, a model that a monitor runs or ships with, or anything that
this program did not write itself. Links are followed first, so that another name for a file is that file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from neopain import paths
from neopain.core.errors import ModelFault, RecordFault, SettingFault
from neopain.vision.models.manifest import MANIFEST_FILE
from neopain.vision.models.selection import Selection, detector_selection_file, read_selection, selection_file

Own = Callable[[Path], bool]
"""Whether something that is there already is this command's own earlier result and may be replaced."""


def never(_path: Path) -> bool:
    """Nothing that is there may be replaced."""
    return False


def new_file(path: Path, option: str, inputs: Iterable[Path], own: Own = never, suffix: str = "") -> Path:
    """The file to write, made sure of; nothing is made yet.

    Raises: SettingFault when it must not be written; RecordFault when it cannot.
    """
    target = resolved(path, option)
    if suffix and target.suffix.lower() != suffix:
        raise SettingFault(f"expected {option} to name a {suffix} file; got {path}; add the ending")
    _refuse_inputs(target, option, inputs)
    _refuse_models(target, option)
    if target.is_dir():
        raise SettingFault(f"expected {option} to name a file; got the folder {path}; add a name")
    if target.exists() and not own(target):
        raise SettingFault(f"expected {option} to name a new file; {path} is there already; name another")
    _make_sure(target.parent, option)
    return target


def new_folder(path: Path, option: str, inputs: Iterable[Path], own: Own = never) -> Path:
    """The folder to write into, made sure of; it is not made yet, so that a refused run leaves nothing.

    Raises: SettingFault when it must not be written to; RecordFault when it cannot.
    """
    target = resolved(path, option)
    given = list(inputs)
    _refuse_inputs(target, option, given)
    _refuse_models(target, option)
    for source in given:
        if source.is_dir() and target.is_relative_to(source.resolve()):
            raise SettingFault(
                f"expected {option} outside the input {source}; got {path}, where it would be read as input "
                "the next time; name another folder"
            )
    if target.exists() and not target.is_dir():
        raise SettingFault(f"expected {option} to name a folder; got the file {path}; name another")
    if target.is_dir() and any(target.iterdir()) and not own(target):
        raise SettingFault(
            f"expected {option} to name a new or empty folder; {path} holds files; name another, or empty it"
        )
    _make_sure(target, option)
    return target


def holds_only(names: Iterable[str]) -> Own:
    """Own are folders that hold nothing but files of these names."""
    allowed = frozenset(names)
    return lambda folder: all(entry.name in allowed for entry in folder.iterdir())


def resolved(path: Path, option: str) -> Path:
    """`path` in full, with the home folder for ~. Raises: SettingFault for a home folder of nobody."""
    try:
        return path.expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise SettingFault(f"expected {option} to name a place; got {str(path)!r}: {error}") from error


def _refuse_inputs(target: Path, option: str, inputs: Iterable[Path]) -> None:
    for source in inputs:
        given = resolved(source, option)
        if target == given or (target.exists() and given.exists() and target.samefile(given)):
            raise SettingFault(
                f"expected {option} to name another place than the input; got {target} for both; nothing was "
                "written; name a new one"
            )
        if given.is_relative_to(target) and target.is_dir() and not given.is_dir():
            raise SettingFault(
                f"expected {option} to name a folder without inputs; {given} lies in it; name another folder"
            )


def _refuse_models(target: Path, option: str) -> None:
    """Refuse every model folder, the folder of the bundled ones, and the one that the monitor runs."""
    for folder in (target, *target.parents):
        if (folder / MANIFEST_FILE).exists():
            raise SettingFault(
                f"expected {option} to name a folder without a model; {folder} holds one, and who runs it "
                "would get another without a word; name another, or remove it"
            )
    data = paths.data()
    chosen = [_chosen(choice) for choice in (selection_file(data), detector_selection_file(data))]
    for folder in (paths.models(), *(one.folder for one in chosen if one is not None)):
        if folder.resolve().is_relative_to(target):
            raise SettingFault(f"expected {option} apart from the models in {folder}; got {target}")


def _chosen(choice: Path) -> Selection | None:
    try:
        return read_selection(choice)
    except ModelFault:
        return None


def _make_sure(folder: Path, option: str) -> None:
    """Whether the folder, or the nearest one above it that is there, takes files."""
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise RecordFault(
            f"expected {option} where files can be written; got {folder}: {error.strerror}; choose another"
        ) from error
