"""A manifest beside each exported file: what made it, with which settings, gaps, time zone, digests.

`<file>.manifest.json`. The CSV's own `about.json` says the same of its tables.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from neopain.reports.atomic import refusals_of, whole_files
from neopain.reports.content.about import about_session, described
from neopain.reports.content.level import Content, Level
from neopain.reports.content.summary import Summary

FORMAT = "neopain-manifest"


def manifest_of(target: Path) -> Path:
    """Where it lies."""
    return target.with_name(f"{target.name}.manifest.json")


def write_manifest(
    content: Content, summary: Summary, files: Sequence[Path], *, level: Level, replace: bool
) -> list[Path]:
    """Describe the files of one format, the chief one first; none for a stream or a device.

    Args:
        content: at its level already; its readings are not used.
        summary: of the same.
        files: as the format's writer gave them.
        level: who they are for.
        replace: whether a manifest that exists may be replaced.

    Returns: the file written. Raises: RecordFault.
    """
    plain = [one for one in files if one.is_file()]
    if not plain:
        return []
    path = manifest_of(plain[0])
    with refusals_of(str(path)):
        described_files = {one.name: described(one, {}) for one in plain}
    about = about_session(content, summary, level=level, files=described_files, name=FORMAT)
    with whole_files(path, replace=replace) as drafts:
        json.dump(about, drafts.open(path), indent=2, ensure_ascii=False, allow_nan=False)
    return [path]
