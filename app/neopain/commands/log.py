"""The program's own log: to stderr, without passwords."""

from __future__ import annotations

import logging

from neopain.capture.address import RedactionFilter


def set_up_log(*, verbose: bool) -> None:
    """Warnings and errors to stderr, everything with `verbose`; every record passes the redaction filter."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(RedactionFilter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("neopain").setLevel(logging.DEBUG if verbose else logging.ERROR)
