"""What `explain` may look at."""

import numpy as np
import pytest

from neopain.bedside.cameras.vault import MemoryVault
from neopain.core.errors import SettingFault
from neopain_export.study.explanations.faces import given_pictures
from tests.recorded.kept_clips import keep_clip


def test_no_map_is_drawn_of_a_kept_clip(tmp_path, monkeypatch):
    monkeypatch.setattr("neopain.bedside.clips.clip_keys.open_vault", MemoryVault)
    data = tmp_path / "data"
    kept = keep_clip(data, [(0.0, np.full((48, 64, 3), 10, np.uint8))])
    table = tmp_path / "labels.csv"
    table.write_text(f"video,time,subject,label\ndata/{kept.path.relative_to(data)},0,x,1\n")
    for name in (table, tmp_path):
        with pytest.raises(SettingFault, match="labels names 1 kept clips"):
            given_pictures(str(name), None, 1, 1)
