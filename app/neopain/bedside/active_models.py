"""Which models the monitor uses: the promoted classifier when somebody chose one, else the bundled one."""

from __future__ import annotations

from neopain import paths
from neopain.vision.open_models import VisionModels, open_models, promoted

SELECTION = "selected.toml"


def open_active_models(*, prefer_gpu: bool = True, follow: bool = True) -> VisionModels:
    """Open them; takes seconds. `follow` is for live pictures: see `InfantFaceFinder`.

    Raises: ModelFault, also for a broken choice: no silent fallback.
    """
    chosen = promoted(paths.data() / "models" / SELECTION)
    return open_models(paths.models(), chosen=chosen, prefer_gpu=prefer_gpu, follow=follow)
