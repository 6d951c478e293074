"""The digests of the bundled manifests, written into the program."""

from __future__ import annotations

from pathlib import Path

import neopain.vision.models.bundled_digests
from neopain.core.errors import RecordFault
from neopain.vision.models.manifest import MANIFEST_FILE, read_trusted

_START = "MANIFESTS: Final[dict[str, str]] = {"
_END = "}\n"


def digests_of(models: Path) -> dict[str, str]:
    """Folder -> sha256 of its manifest, of every model in `models`; its file must fit. Raises: ModelFault."""
    folders = sorted(path.parent for path in models.glob(f"*/{MANIFEST_FILE}"))
    return {folder.name: read_trusted(folder)[0].digest for folder in folders}


def pin(models: Path) -> Path | None:
    """Write the digests of the models into the program's file.

    Returns: the file, or None when it said so already.  Raises: ModelFault; RecordFault when the program's
    folder cannot be written, as that of an installed wheel should not be.
    """
    path = Path(neopain.vision.models.bundled_digests.__file__)
    lines = "".join(f'    "{name}": "{digest}",\n' for name, digest in digests_of(models).items())
    try:
        old = path.read_text("utf-8")
        before, _, rest = old.partition(_START)
        _, _, after = rest.partition(_END)
        new = f"{before}{_START}\n{lines}{_END}{after}"
        if new == old:
            return None
        path.write_text(new, "utf-8")
    except OSError as error:
        raise RecordFault(
            f"expected to write {path}; got {error.strerror}; pin the models in a checkout of the repository"
        ) from error
    return path
