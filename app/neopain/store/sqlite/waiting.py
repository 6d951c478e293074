"""Waiting for what SQLite queues nobody for."""

from __future__ import annotations

import time
from collections.abc import Callable

from neopain.core.clock import SystemClock
from neopain.store.driver import connections as driver
from neopain.store.sqlite.faults import is_busy

RETRY_S = 0.02


def until_free(act: Callable[[], None], busy_s: float) -> None:
    """Do it again and again for `busy_s` seconds while another program holds the record.

    For the change to WAL, which two programs may want of a new record. Raises: as `act`.
    """
    clock = SystemClock()
    until = clock.monotonic() + busy_s
    while True:
        try:
            return act()
        except driver.OPERATIONAL_ERRORS as error:
            if not is_busy(error) or clock.monotonic() >= until:
                raise
        time.sleep(RETRY_S)
