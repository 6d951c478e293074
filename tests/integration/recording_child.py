"""A program that records: 20 readings a second in batches of one second, saying what it has handed over.

Started by tests as `python -m tests.integration.recording_child FOLDER SESSION_ID [FILE_LIMIT_BYTES]`. With a
limit it writes as fast as it can and ends by itself when the disk refuses.
"""

from __future__ import annotations

import resource
import signal
import sys
import time
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain.core.readings import Quality, Reading
from neopain.core.sessions import LogEntry, LogKind, Session
from neopain.store.sessions import SessionStore

RATE_HZ = 20
BATCH = 20


def main(folder: str, session_id: str, limit_bytes: int | None) -> None:
    if limit_bytes is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))
    start = time.monotonic()
    store = SessionStore(Path(folder))
    store.begin(Session(session_id, "", "2026-01-01T00:00:00+00:00", start, "child", True, "0", "m", "CPU"))
    print("begun", flush=True)
    batch: list[Reading] = []
    for seq in range(1_000_000):
        if limit_bytes is None:
            time.sleep(max(0.0, start + seq / RATE_HZ - time.monotonic()))
        batch.append(Reading(seq, start + seq / RATE_HZ, Quality.OK, None, seq % 11, seq % 11, 0.01))
        print("made", seq, flush=True)
        if len(batch) == BATCH:
            alarm = LogEntry(batch[-1].captured_at, LogKind.ALARM, "raised", str(seq))
            try:
                store.append(session_id, batch, [alarm])
            except RecordFault as fault:
                print("refused", fault, flush=True)
                return
            print("written", seq, flush=True)
            batch = []


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None)
