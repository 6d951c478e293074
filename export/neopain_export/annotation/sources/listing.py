"""What there is to rate in folders, files, kept clips and tables.

The infant of a picture or film is called as the folder it lies in, that of a kept clip as its stay; a table
says it itself.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from neopain.core.audit import AuditAction
from neopain.core.errors import SettingFault, SourceFault
from neopain_export.annotation.rating.items import Item, Kind
from neopain_export.annotation.sources.table_rows import Told, rows_of
from neopain_export.clips.kept_clips import LookedAt, digest_at, is_clip, look_at
from neopain_export.study.data.film_index import index_of
from neopain_export.study.data.films import FILM_SUFFIXES, film_digest
from neopain_export.study.data.picture_files import PICTURE_SUFFIXES, PictureFile

SECOND_S = 1.0
"""What is shown of a film or clip for one answer."""
TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
MOST_ITEMS = 20_000
"""More than a person rates in months; then a folder was named by mistake."""
ID_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Listed:
    """What was found: items, and why files were left out, and how many."""

    items: tuple[Item, ...]
    left_out: tuple[tuple[str, int], ...]


def list_items(sources: Sequence[Path], *, every_s: float, by: str) -> Listed:
    """Everything to rate. A look at a kept clip is audited with `by`, initials.

    Args:
        sources: folders, pictures, films, kept clips, tables (.csv).
        every_s: seconds from one shown second of a film or clip to the next.
        by: who looks.

    Raises: SettingFault for a source that is none, nothing to rate, or one picture twice.
    """
    left_out: Counter[str] = Counter()
    found: dict[str, Item] = {}
    for told in _files(sources, left_out):
        try:
            items = list(_items_of(told, every_s, by))
        except SourceFault as fault:
            if not told.in_folder:
                raise SettingFault(str(fault)) from fault
            left_out[_reason(told.path)] += 1
            continue
        for item in items:
            before = found.setdefault(item.id, item)
            if before is not item:
                raise SettingFault(
                    f"expected every picture once; {_named(before)} and {_named(item)} are the same: "
                    "remove one"
                )
            if len(found) > MOST_ITEMS:
                raise SettingFault(
                    f"expected at most {MOST_ITEMS} items; got more by {item.path}: name fewer, or --every "
                    "more seconds"
                )
    if not found:
        why = ", ".join(f"{reason}: {count}" for reason, count in sorted(left_out.items()))
        raise SettingFault(
            f"expected pictures, films or kept clips in {', '.join(map(str, sources))}; got none"
            + (f" ({why})" if why else "")
        )
    return Listed(tuple(found.values()), tuple(sorted(left_out.items())))


def _files(sources: Sequence[Path], left_out: Counter[str]) -> Iterator[Told]:
    for source in sources:
        path = source.expanduser().absolute()
        if path.is_dir():
            for file in sorted(one for one in path.rglob("*") if one.is_file() and _seen(one, path)):
                if _kind(file) is not None:
                    yield Told(file, file.resolve().parent.name, in_folder=True)
                else:
                    left_out["another kind of file"] += 1
        elif not path.is_file():
            raise SettingFault(f"expected a folder or file to rate; got {source}, which is not there")
        elif path.suffix.lower() in TABLE_SUFFIXES:
            yield from rows_of(path)
        elif _kind(path) is None:
            raise SettingFault(
                f"expected a picture, a film, a kept clip, a table (.csv) or a folder of these; got {source}"
            )
        else:
            yield Told(path, "" if is_clip(path) else path.resolve().parent.name)


def _named(item: Item) -> str:
    return f"{item.path}" if item.kind is Kind.PICTURE else f"{item.path} at {item.start_s:g} s"


def _seen(file: Path, below: Path) -> bool:
    return not any(part.startswith(".") for part in file.relative_to(below).parts)


def _kind(path: Path) -> Kind | None:
    suffix = path.suffix.lower()
    if is_clip(path):
        return Kind.CLIP
    if suffix in PICTURE_SUFFIXES:
        return Kind.PICTURE
    return Kind.FILM if suffix in FILM_SUFFIXES else None


def _reason(path: Path) -> str:
    return "a clip that may not be used, or does not open" if is_clip(path) else "a file that cannot be read"


def _items_of(told: Told, every_s: float, by: str) -> Iterator[Item]:
    kind = _kind(told.path)
    if kind is Kind.PICTURE:
        yield _item(told, kind, PictureFile(told.path).digest(), (0.0, 0.0, told.time_s or 0.0))
    elif kind is Kind.FILM:
        index = index_of(told.path)
        film = film_digest(told.path)
        for start_s in told.starts(index.ends_s, every_s):
            length_s = min(SECOND_S, every_s, max(0.04, index.ends_s - start_s))
            digest = hashlib.sha256(f"{film}@{start_s:.3f}+{length_s:.3f}".encode()).hexdigest()
            moment_s = start_s + length_s / 2.0 if told.time_s is None else told.time_s
            yield _item(told, kind, digest, (start_s, length_s, moment_s))
    elif kind is Kind.CLIP:
        yield from _seconds_of(told, look_at(told.path, by=by, what=AuditAction.CLIP_RATED), every_s)
    else:
        raise SourceFault(f"expected a picture, a film or a kept clip; got {told.path}")


def _seconds_of(told: Told, clip: LookedAt, every_s: float) -> Iterator[Item]:
    subject = clip.subject if told.in_folder else told.subject or clip.subject
    said = replace(told, subject=subject, simulated=clip.simulated or told.simulated)
    length_s = min(SECOND_S, every_s)
    for start_s in told.starts(clip.times_s[-1] + length_s / 2.0, every_s):
        middle_s = start_s + length_s / 2.0
        there = [at for at in clip.times_s if start_s <= at + 1e-6 and at < start_s + length_s - 1e-6]
        # A second that holds no picture, as behind a pause of the camera, is nothing to rate.
        if there:
            moment_s = min(there, key=lambda at: abs(at - middle_s))
            digest = digest_at(told.path, start_s)
            yield _item(said, Kind.CLIP, digest, (start_s, length_s, round(moment_s, 3)))


def _item(told: Told, kind: Kind, digest: str, seconds: tuple[float, float, float]) -> Item:
    """`seconds` are start, length and moment."""
    if not told.subject:
        raise SettingFault(f"expected the infant of {told.path}; got none: put it into a folder of its own")
    start_s, length_s, moment_s = seconds
    name = hashlib.sha256(f"item {digest}".encode()).hexdigest()[:ID_LETTERS]
    return Item(
        name, kind, told.path, start_s, length_s, told.subject, digest, told.simulated, moment_s, told.about
    )
