"""What the screen remembers from one start to the next: its place, its theme, and the camera it last showed.

Kept as `screen.json` in the folder of the sessions. Losing it loses no record: a file that cannot be read or
written is told in the program's log, and the screen begins as on the first day.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from neopain.capture.addresses.address import HIDDEN, check_address
from neopain.core.errors import NeopainError
from neopain.reports.atomic import whole_files

logger = logging.getLogger(__name__)

FILE = "screen.json"
LONGEST = 4096


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """As text, "" for what is not known.

    Attributes:
        geometry: the window's place and size, in the toolkit's own form, base64.
        theme: auto, day or night.
        source: what was monitored last, without user, password and query.
        trend_layers: what the trend shows beside the score, in the window's own words.
        volume_percent: how loud alarms are, of the machine's volume.
    """

    geometry: str = ""
    theme: str = ""
    source: str = ""
    volume_percent: str = ""
    trend_layers: str = ""


class ScreenMemory:
    """Reads and writes the file; no method raises."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> ScreenSettings:
        """What was kept; each part that makes no sense is left out."""
        try:
            kept = json.loads((self._folder / FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return ScreenSettings()
        except (OSError, ValueError, RecursionError) as fault:
            logger.warning("what the screen remembers cannot be read (%s); it begins anew", fault)
            return ScreenSettings()
        if not isinstance(kept, dict):
            return ScreenSettings()
        names = [one.name for one in fields(ScreenSettings)]
        texts = {name: kept[name] for name in names if isinstance(kept.get(name), str)}
        return ScreenSettings(**{name: text for name, text in texts.items() if len(text) <= LONGEST})

    def keep(self, settings: ScreenSettings) -> None:
        """Write it, whole or not at all."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with whole_files(self._folder / FILE, replace=True) as drafts:
                drafts.open(self._folder / FILE).write(json.dumps(asdict(settings), indent=1))
        except (OSError, NeopainError) as fault:
            logger.warning("what the screen should remember cannot be written (%s)", fault)


def without_secrets(spec: str) -> str:
    """A source as it may be kept: an address loses user, password and query; what cannot be cleaned, all."""
    if "://" not in spec:
        return spec
    try:
        address = check_address(spec)
    except NeopainError:
        return ""
    # A path with a secret in it is of no use without it; host and port still name the camera.
    scheme, _, host, *_path = address.name.split("/", 3)
    return f"{scheme}//{host}" if HIDDEN in address.name or "?" in address.name else address.name
