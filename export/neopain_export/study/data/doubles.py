"""One picture or one infant that stands twice in a set: found by content, told, and refused unless accepted.

A study splits by the subject's name. One picture under two names, or one infant under two spellings, would be
learned from and tested on, and every number would be too good.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SettingFault, SourceFault
from neopain_export.study.data.films import VideoFrame, film_digest
from neopain_export.study.data.likeness import SIZE, alike
from neopain_export.study.data.samples import Sample

KINDS = {
    "same-picture": "the same picture stands twice",
    "same-film": "frames of one film stand under two subjects or in both groups",
    "near-duplicates": "pictures of two subjects, or of both groups, are one picture for the eye",
    "subject-spelling": "two subjects differ by spelling only",
}
"""What `--accept` may name."""
ACCEPTED = "accepted: "
"""How a remark on doubles that were let pass begins."""
NOT_KNOWN = (
    "the feature file is of an older release and does not say which doubles were accepted: extract again"
)
_SHOWN = 5
_PARTS = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Double:
    """Two things that are one; `kind` is a key of KINDS."""

    kind: str
    first: str
    second: str


def spelled_alike(subjects: Iterable[str]) -> list[Double]:
    """Subjects that differ in case, spaces, separators or leading zeros only: `b01`, `B01`, `b-1`."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for subject in sorted(set(subjects)):
        plain = unicodedata.normalize("NFKC", subject).casefold()
        parts = [part.lstrip("0") or "0" if part.isdigit() else part for part in _PARTS.findall(plain)]
        # A dot between numbers is kept apart from none: 1.2 is not 12.
        by_key["/".join(parts) or plain].append(subject)
    return [
        Double("subject-spelling", first, second)
        for names in by_key.values()
        for first, second in itertools.pairwise(names)
    ]


def spelling_told(subjects: Iterable[str]) -> tuple[str, ...]:
    """For tables that no model learns from: a sentence where intervals may count one infant as two."""
    found = spelled_alike(subjects)
    if not found:
        return ()
    examples = "; ".join(f"{double.first} = {double.second}" for double in found[:_SHOWN])
    sentence = f"note: {KINDS['subject-spelling']} ({len(found)}): {examples}; counted as different infants"
    return (f"{sentence}: if they are one, spell it in one way; until then the intervals are too narrow",)


def same_content(samples: Sequence[Sample]) -> list[Double]:
    """Equal pictures, and films that two subjects or both groups share. An unreadable picture equals none."""
    pictures: dict[str, Sample] = {}
    films: dict[str, Sample] = {}
    found = []
    for sample in samples:
        try:
            digest = sample.picture.digest()
            film = film_digest(sample.picture.path) if isinstance(sample.picture, VideoFrame) else None
        except SourceFault:
            continue
        first = pictures.setdefault(digest, sample)
        if first is not sample:
            found.append(Double("same-picture", _named(first), _named(sample)))
        elif film is not None and _apart(films.setdefault(film, sample), sample):
            found.append(Double("same-film", _named(films[film]), _named(sample)))
    return found


def same_to_the_eye(
    samples: Sequence[Sample], likeness: NDArray[np.float32], known: Sequence[Double]
) -> list[Double]:
    """Pairs across subjects or groups that are alike and not in `known`; `likeness` is (n, likeness.SIZE)."""
    told = {frozenset((double.first, double.second)) for double in known}
    owner: dict[tuple[str, str], int] = {}
    owners = np.array([owner.setdefault((one.subject, one.group), len(owner)) for one in samples], np.intp)
    return [
        Double("near-duplicates", _named(first), _named(second))
        for one, other in sorted(set(alike(likeness, owners)))
        for first, second in [(samples[one], samples[other])]
        if frozenset((_named(first), _named(second))) not in told
    ]


def stacked(likeness: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Likenesses one below the other, float32 (n, likeness.SIZE)."""
    return np.stack(likeness) if likeness else np.zeros((0, SIZE), np.float32)


def refuse(found: Sequence[Double], accepted: frozenset[str]) -> tuple[str, ...]:
    """Sentences on what was accepted. Raises: SettingFault on anything else."""
    remarks = []
    for kind, meaning in KINDS.items():
        here = [double for double in found if double.kind == kind]
        if not here:
            continue
        examples = "; ".join(f"{double.first} = {double.second}" for double in here[:_SHOWN])
        more = f" and {len(here) - _SHOWN} more" if len(here) > _SHOWN else ""
        sentence = f"{meaning} ({len(here)}): {examples}{more}"
        if kind not in accepted:
            raise SettingFault(
                "expected every picture once and every infant under one name, or infants leak between "
                f"training and test; but {sentence}. Correct the set, or say --accept {kind}"
            )
        remarks.append(f"{ACCEPTED}{sentence}")
    return tuple(remarks)


def accepted_among(remarks: Iterable[str]) -> list[str]:
    """What remarks say of doubles that were let pass, without the names of pictures and infants."""
    return [
        remark.partition("): ")[0] + ")" if remark.startswith(ACCEPTED) else remark
        for remark in remarks
        if remark.startswith(ACCEPTED) or remark == NOT_KNOWN
    ]


def _apart(first: Sample, second: Sample) -> bool:
    return first.subject != second.subject or first.group != second.group


def _named(sample: Sample) -> str:
    return f"{sample.name} ({sample.subject}, {'pain' if sample.label else 'not pain'})"
