"""How notes and manual scores get into the record: through the running session's recorder, whoever calls.

After the session has ended they are written by the caller's own thread, else into a rescue file of their own.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path

from neopain.bedside.records.rescue import RescueFile
from neopain.core.errors import NotKeptYet, RecordFault
from neopain.core.record import Batch, Mark
from neopain.core.sessions import LogEntry, Session
from neopain.core.text import Text
from neopain.store.sessions import SessionStore
from neopain.workers.monitor import BedsideMonitor
from neopain.workers.recording.backlog import Safe

KEEP_S = 7.0
"""Longer than the record waits for another program that holds it."""
LOOK_S = 0.2


class RecordWriter:
    """May be called from any thread, but never from the window's own: it waits for a disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._monitor: BedsideMonitor | None = None
        self._sessions: dict[str, Session] = {}
        self._waiting: dict[tuple[str, int], Future[Safe]] = {}

    def follow(self, monitor: BedsideMonitor) -> None:
        """This session runs from now on."""
        with self._lock:
            self._monitor = monitor
            self._sessions[monitor.session.id] = monitor.session

    def keep(self, session_id: str, mark: Mark, line: LogEntry | None) -> Safe:
        """Record this revision and its line in the log; once, however often it is tried.

        Returns: None when both are in the record, else the rescue file that holds them.

        Raises: RecordFault when no place has taken them yet; a running session goes on trying.
        """
        with self._lock:
            monitor = self._monitor
            if monitor is not None and (monitor.session.id != session_id or not monitor.recording):
                monitor = None
            key = (mark.id, mark.revision)
            safe = self._waiting.get(key)
            if safe is None and monitor is not None:
                safe = self._waiting[key] = monitor.keep(mark, line)
        if safe is not None:
            try:
                done = _wait_for(safe, monitor)
            except RecordFault:
                # Its session has ended without a place for it.
                done = False
            if done:
                with self._lock:
                    self._waiting.pop(key, None)
                return safe.result()
            if monitor is not None and monitor.recording:
                raise NotKeptYet(Text("neither the record nor another place takes it yet; it is tried again"))
        where = self._write(session_id, mark, line)
        with self._lock:
            self._waiting.pop(key, None)
        return where

    def _write(self, session_id: str, mark: Mark, line: LogEntry | None) -> Safe:
        batch = Batch((), () if line is None else (line,), (mark,))
        session = self._sessions.get(session_id)
        try:
            with SessionStore(self._folder) as store:
                store.merge(session or store.find(session_id), batch)
        except RecordFault:
            if session is None:
                raise
            return RescueFile(self._folder, session).append([*batch.marks, *batch.entries])
        return None


def _wait_for(safe: Future[Safe], monitor: BedsideMonitor | None) -> bool:
    """Whether it is safe in time. Raises: RecordFault when it was given up."""
    for _ in range(round(KEEP_S / LOOK_S)):
        try:
            safe.result(LOOK_S)
        except TimeoutError:
            if monitor is None or not monitor.recording:
                return safe.done() and safe.exception() is None
        else:
            return True
    return False
