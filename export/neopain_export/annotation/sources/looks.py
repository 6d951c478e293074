"""Writes down who looks at kept clips, before any of their pictures is shown."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from neopain.core.audit import AuditAction
from neopain_export.annotation.rating.items import Item, Kind
from neopain_export.clips.kept_clips import GoneClipFault, look_at


def note_looks(items: Iterable[Item], *, by: str) -> None:
    """A row of the audit for each clip of these items; `by` are initials.

    A clip that cannot be looked at any more, as after a withdrawal, has none: its items show nothing.

    Raises: SourceFault for a clip that would be shown without a row: the record refuses it, or its time was
    another infant; SettingFault for no initials.
    """
    for clip in sorted({item.path for item in items if item.kind is Kind.CLIP}):
        with suppress(GoneClipFault):
            look_at(clip, by=by, what=AuditAction.CLIP_RATED)
