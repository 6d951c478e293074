"""Who does the work: this process, the machine's cores (joblib), or other machines (Dask)."""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from joblib import effective_n_jobs
from joblib.externals.loky import ProcessPoolExecutor

from neopain.core.errors import SettingFault

Given = TypeVar("Given")
Made = TypeVar("Made")

_LOCAL = re.compile(r"^local:(\d+)$")
_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Ready(Generic[Made]):
    """A result that is there already; it takes its place among the others without any work."""

    value: Made


class Executor(Protocol):
    """Applies a function to many things; results come in the things' order."""

    def map(self, work: Callable[[Given], Made], things: Iterable[Given | Ready[Made]]) -> Iterator[Made]:
        """Results in order; things are taken a few ahead of the results, never all at once."""


class Cores:
    """Processes of this machine, joblib's; one job works in this very process."""

    def __init__(self, jobs: int) -> None:
        """As joblib counts: -1 is every core."""
        self._jobs = effective_n_jobs(jobs)

    def map(self, work: Callable[[Given], Made], things: Iterable[Given | Ready[Made]]) -> Iterator[Made]:
        """See Executor."""
        if self._jobs == 1:
            yield from (thing.value if isinstance(thing, Ready) else work(thing) for thing in things)
            return
        # joblib.Parallel would draw the things in its own threads, and a renderer belongs to one thread; so
        # joblib's executor is fed by hand. A pool of its own: the shared one is Parallel's.
        with ProcessPoolExecutor(max_workers=self._jobs) as executor:
            yield from _in_order(lambda thing: executor.submit(work, thing), things, _AHEAD * self._jobs)


class Machines:
    """Dask workers: a scheduler's address, or `local:N` for N processes of this machine.

    Workers on other machines need this same installation; model folders must have the same paths there.
    """

    def __init__(self, where: str) -> None:
        self._where = where

    def map(self, work: Callable[[Given], Made], things: Iterable[Given | Ready[Made]]) -> Iterator[Made]:
        """See Executor. Raises: SettingFault when Dask is not installed or not reachable."""
        client, cluster = _connect(self._where)
        try:
            ahead = _AHEAD * max(1, len(client.scheduler_info()["workers"]))
            yield from _in_order(lambda thing: client.submit(work, thing, pure=False), things, ahead)
        finally:
            client.close()
            if cluster is not None:
                cluster.close()


def _in_order(submit: Callable[[Any], Any], things: Iterable[Any], ahead: int) -> Iterator[Any]:
    """Results in the things' order, with at most `ahead` things under way; all drawn in this thread."""
    coming = iter(things)

    def start(count: int) -> list[Any]:
        return [thing if isinstance(thing, Ready) else submit(thing) for thing in islice(coming, count)]

    waiting = deque(start(ahead))
    while waiting:
        first = waiting.popleft()
        yield first.value if isinstance(first, Ready) else first.result()
        waiting.extend(start(1))


def choose_crew(jobs: int, dask: str | None) -> Executor:
    """The executor that the options --jobs and --dask name."""
    return Machines(dask) if dask else Cores(jobs)


def _connect(where: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  distributed ships no types
    try:
        from distributed import Client, LocalCluster  # noqa: PLC0415  an optional, heavy dependency
    except ImportError as error:
        raise SettingFault("--dask needs Dask; install it with `pip install neopain[cluster]`") from error
    # Its comings and goings are not news to the person who waits.
    logging.getLogger("distributed").setLevel(logging.ERROR)
    match = _LOCAL.match(where)
    if match is not None:
        cluster = LocalCluster(
            n_workers=int(match[1]),
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            host="127.0.0.1",
        )
        return Client(cluster), cluster
    try:
        return Client(where, timeout=10), None
    except (OSError, ValueError, TimeoutError) as error:
        raise SettingFault(
            f"expected --dask local:N or a scheduler such as tcp://10.0.0.5:8786; got {where!r}: {error}"
        ) from error
