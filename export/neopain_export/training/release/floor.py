"""Whether a model is better than guessing: the least that is asked of one before it scores an infant."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neopain.core.errors import SettingFault
from neopain.vision.models.manifest import FORCED, MANIFEST_FILE, read_manifest
from neopain_export.training.folder.model_folder import write_texts

CHANCE = 0.5


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether the figures pass, and a sentence on why not."""

    passes: bool
    words: str


def judge(result: Mapping[str, Any]) -> Judgement:
    """Whether the lower end of the AUC's 95 % interval lies above one half.

    Where the model was chosen among several, the corrected AUC counts: the best of many on the same infants
    is above one half by choice alone.

    Args:
        result: a manifest's `[result]`.
    """
    name = "auc_corrected" if "chosen_among" in result else "auc"
    value, low = _number(result.get(name)), _number(result.get(f"{name}_low"))
    words = name.replace("_", " ").replace("auc", "AUC")
    if value is None:
        return Judgement(False, f"no {words} was measured")
    if low is None:
        return Judgement(False, f"{words} {value:.3f} has no interval: too few infants were tested")
    if low <= CHANCE:
        return Judgement(
            False,
            f"{words} {value:.3f}, from {low:.3f} on (95 %): not better than chance, which is {CHANCE}",
        )
    return Judgement(True, f"{words} {value:.3f}, from {low:.3f} on (95 %)")


def pass_floor(folder: Path, *, forced: bool) -> str:
    """Let a model pass that is better than chance; a forced one's manifest and card say that it is not.

    Returns: why it should not have passed, "" when it should.
    Raises: SettingFault when it is not better and not forced; ModelFault; RecordFault.
    """
    manifest = read_manifest(folder)
    judgement = judge({} if manifest.classifier is None else manifest.classifier.result)
    if judgement.passes:
        return ""
    if not forced:
        raise SettingFault(
            f"expected a model that is better than chance; {manifest.id}: {judgement.words}. Train on more "
            "infants "
            "or other features; --force promotes it all the same, and manifest, card and screen then say so"
        )
    values = tomllib.loads((folder / MANIFEST_FILE).read_text("utf-8"))
    if values["result"].get(FORCED) != judgement.words:
        values["result"][FORCED] = judgement.words
        write_texts(folder, values)
    return judgement.words


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
