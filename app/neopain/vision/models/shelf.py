"""Where models lie, and which digest the manifest of each must have.

A bundled model's digest is in the program; a promoted one's is in the choice that its owner recorded on this
machine; a model that is only tried has none yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from neopain.core.errors import ModelFault
from neopain.core.text import Text, joined
from neopain.vision.models.manifest import MANIFEST_FILE, read_manifest
from neopain.vision.models.selection import Selection

BUNDLED_CLASSIFIER = "pain_svm"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The bundled models beside a chosen classifier.

    Attributes:
        models: folder of the bundled models.
        digests: bundled folder -> sha256 of its manifest.
        chosen: a promoted classifier, the folder of one that is only tried, or None for the bundled one.
    """

    models: Path
    digests: Mapping[str, str]
    chosen: Path | Selection | None

    @property
    def folder(self) -> Path:
        """The classifier's folder."""
        if self.chosen is None:
            return self.models / BUNDLED_CLASSIFIER
        return self.chosen.folder if isinstance(self.chosen, Selection) else self.chosen

    def classifier_pin(self) -> str | None:
        """What the digest of the classifier's manifest must be; None for one that is only tried.

        Raises: ModelFault for a bundled one that this release does not know.
        """
        if isinstance(self.chosen, Selection):
            return self.chosen.manifest_sha256
        if self.chosen is None or self.is_bundled(self.folder):
            return bundled_pin(self.folder, self.digests)
        return None

    def network_pin(self, home: Path, name: str) -> str | None:
        """The same of a network's. Raises: ModelFault, also for one that was not there at the promotion."""
        if self.chosen is None or self.is_bundled(home):
            return bundled_pin(home, self.digests)
        if not isinstance(self.chosen, Selection):
            return None
        if name not in self.chosen.networks:
            raise ModelFault(
                Text(
                    "{home}: the network `{name}` was not used when {folder} was promoted. Promote the "
                    "model again with `neopain-export promote`.",
                    home=home,
                    name=name,
                    folder=self.folder,
                )
            )
        return self.chosen.networks[name]

    def is_bundled(self, home: Path) -> bool:
        """Whether a folder is one of those that this release brings; others may lie beside them."""
        return home.parent.resolve() == self.models.resolve() and home.name in self.digests

    def home_of(self, name: str, sha256: str | None, model_id: str) -> Path:
        """The folder of the network with this name and digest of its file. Raises: ModelFault."""
        if sha256 is None:
            raise ModelFault(
                Text(
                    "{model_id}: its features come from the network `{name}`, but its manifest does not "
                    "record that network's sha256. Build the model again with `neopain-export build`.",
                    model_id=model_id,
                    name=name,
                )
            )
        places = (self.folder, self.folder.parent, self.models)
        others, unreadable = [], []
        for folder in _folders(places):
            try:
                manifest = read_manifest(folder)
            except ModelFault as fault:
                unreadable.append(str(fault))
                continue
            if manifest.name == name and manifest.sha256 == sha256:
                return folder
            if manifest.name == name:
                others.append(Text("{folder} has {sha256}.", folder=folder, sha256=manifest.sha256))
        raise ModelFault(
            Text(
                "{model_id} was trained with the network `{name}` of sha256 {sha256}; it is not in "
                "{searched}. {found} Put that network's folder beside the classifier's, or choose another "
                "model.",
                model_id=model_id,
                name=name,
                sha256=sha256,
                searched=", ".join(dict.fromkeys(str(place) for place in places)),
                found=joined(" ", others + unreadable),
            )
        )


def bundled_pin(folder: Path, digests: Mapping[str, str]) -> str:
    """The digest that the manifest of a bundled folder must have.

    Raises: ModelFault for a folder that this release does not bring.
    """
    if folder.name not in digests:
        raise ModelFault(
            Text(
                "{folder}: this release of NeoPain does not bring this model. Models of others are "
                "promoted with `neopain-export promote`; after a change of the bundled ones, run "
                "`neopain-export pin`.",
                folder=folder,
            )
        )
    return digests[folder.name]


def _folders(places: tuple[Path, ...]) -> Iterator[Path]:
    for place in dict.fromkeys(places):
        if place.is_dir():
            yield from (path.parent for path in sorted(place.glob(f"*/{MANIFEST_FILE}")))
