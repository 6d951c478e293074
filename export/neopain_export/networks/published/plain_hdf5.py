"""HDF5 files that stand on their own: no link, storage or view that leads to another file, no bombs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h5py

from neopain.core.errors import ModelFault
from neopain_export.networks.published.unfolding import expect_modest

MOST_OBJECTS = 100_000


@contextmanager
def plain_hdf5(path: Path) -> Iterator[h5py.File]:
    """Open a file after every object in it was looked at.

    Raises: ModelFault for one that leads elsewhere or unfolds too far; h5py's own for one that is damaged.
    """
    with h5py.File(path, "r") as file:
        _look(path, file)
        yield file


def _look(path: Path, file: h5py.File) -> None:
    """Breadth first over every link, following none but to objects in this file."""
    waiting: list[tuple[str, h5py.Group]] = [("/", file)]
    seen = {h5py.h5o.get_info(file.id).addr}
    total = 0
    while waiting:
        where, group = waiting.pop()
        for name in group:
            link = group.get(name, getlink=True)
            if not isinstance(link, h5py.HardLink):
                raise _leads_away(path, f"a {type(link).__name__} at {where}{name}")
            item = group[name]
            if isinstance(item, h5py.Dataset):
                # Once for each name: who reads by names reads it so often.
                total += _size_of(path, item)
                expect_modest(path, total, path.stat().st_size)
            place = h5py.h5o.get_info(item.id).addr
            if place in seen:
                continue
            seen.add(place)
            if len(seen) > MOST_OBJECTS:
                raise ModelFault(f"{path}: expected weights; got more than {MOST_OBJECTS} objects")
            if isinstance(item, h5py.Group):
                waiting.append((f"{where}{name}/", item))


def _size_of(path: Path, item: h5py.Dataset) -> int:
    if item.external:
        raise _leads_away(path, f"values of {item.name} in another file")
    if item.is_virtual:
        raise _leads_away(path, f"a view {item.name} of other files")
    if h5py.check_vlen_dtype(item.dtype) or h5py.check_string_dtype(item.dtype):
        return 0  # never read as weights; its values may be referred to any number of times
    return int(item.nbytes) if item.shape is not None else 0


def _leads_away(path: Path, what: str) -> ModelFault:
    return ModelFault(
        f"{path}: expected weights in this one file; got {what[:120]}; save the network as a single file"
    )
