"""Which clips go by the ward's rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from neopain.core.clinical.clips import ClipRule
from neopain.store.clips.shelf import KeptClip, due, kept_clips, new_path, remove_clip

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def kept(days: float, megabytes: float) -> KeptClip:
    return KeptClip(Path(f"{days}"), round(megabytes * 1e6), "s", f"{days}", NOW - timedelta(days=days))


def test_the_old_go_and_then_the_oldest_until_the_rest_has_room():
    clips = [kept(40, 10), kept(29, 60), kept(20, 30), kept(1, 60)]
    assert due(clips, ClipRule(keep_days=30, most_mb=200), NOW) == clips[:1]
    assert due(clips, ClipRule(keep_days=30, most_mb=100), NOW) == clips[:2]
    assert due(clips, ClipRule(keep_days=60, most_mb=1e6), NOW) == []


def test_files_are_found_by_their_names_and_others_left_alone(tmp_path):
    path = new_path(tmp_path, "stay", "one-id", NOW)
    path.write_bytes(b"12345")
    (path.parent / "notes.txt").write_text("mine")
    [clip] = kept_clips(tmp_path)
    assert (clip.bytes, clip.stay_id, clip.clip_id, clip.utc) == (5, "stay", "one-id", NOW)
    assert kept_clips(tmp_path, "other") == []
    remove_clip(clip)
    assert (path.parent / "notes.txt").exists()
