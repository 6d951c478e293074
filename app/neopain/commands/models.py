"""Which models the monitor uses: the promoted classifier when somebody chose one, else the bundled one."""

from __future__ import annotations

from neopain import paths
from neopain.vision.shelf import VisionModels, open_models, promoted

SELECTION = "selected.toml"


def open_active_models(*, prefer_gpu: bool = True) -> VisionModels:
    """Open them; takes seconds. Raises: ModelFault, also for a broken choice: no silent fallback."""
    return open_models(
        paths.models(), chosen=promoted(paths.data() / "models" / SELECTION), prefer_gpu=prefer_gpu
    )
