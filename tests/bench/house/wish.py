"""What is asked of a section, as one value that goes from process to process."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Wish:
    """How much is measured.

    Attributes:
        short: few repeats and the short soak; all sections within five minutes on two quiet cores.
        soak_minutes: length of the soak.
        peers: the Python that has the peers installed.
        networks: of the engines' section; () for all.
    """

    short: bool = False
    soak_minutes: float = 30.0
    peers: str = ""
    networks: tuple[str, ...] = ()

    def repeats(self, full: int, short: int) -> int:
        """How often something is repeated."""
        return short if self.short else full

    @classmethod
    def read(cls, content: str) -> Wish:
        """Of the JSON that `written` gave."""
        told = json.loads(content)
        return cls(**{**told, "networks": tuple(told["networks"])})

    def written(self) -> str:
        """JSON."""
        return json.dumps(asdict(self))
