"""What encryption of the record costs, as a ratio to the same work in the clear, turn by turn on one machine."""

from __future__ import annotations

import time
from statistics import median

import pytest

pytest.importorskip("sqlcipher3")

from neopain.bedside.records.encryption import encrypt
from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clock import SystemClock
from neopain.core.text import Text
from neopain.store.driver.keys import KEYS, RecordKey, keep_wish
from neopain.store.sessions import SessionStore
from tests.bench.test_review import readings
from tests.recorded.records import a_session, an_entry

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]
KEY = RecordKey(b"a key of 16 byte")
HOURS = 8


def timed(work, times):
    taken = []
    for turn in range(times):
        began = time.perf_counter()
        work(turn)
        taken.append(time.perf_counter() - began)
    return median(taken)


def test_cost(tmp_path):
    KEYS.learn(KEY)
    plain, coded = tmp_path / "plain", tmp_path / "coded"
    coded.mkdir()
    keep_wish(coded, True, KEY, None)
    hour = list(readings(0, 3600))
    took = {}
    for name, folder in (("clear", plain), ("encrypted", coded)):
        session = a_session()
        store = SessionStore(folder)
        store.begin(session)
        took["append half a second", name] = timed(
            lambda n, store=store, session=session: store.append(session.id, hour[3 * n : 3 * n + 3], ()), 500
        )
        took["append a line of the log, synced", name] = timed(
            lambda n, store=store, session=session: store.append(session.id, (), [an_entry(n)]), 100
        )
        for first in range(1, HOURS):
            store.append(session.id, list(readings(3600 * first, 3600 * (first + 1))), ())
        store.end(session.id, session.started_utc)
        store.close()
        took["open the record", name] = timed(lambda _, folder=folder: SessionStore(folder).close(), 20)
        review = RecordedReview(folder, SystemClock())
        took[f"open {HOURS} h in the review", name] = timed(
            lambda _, review=review: review.open(review.lines()[0].id), 5
        )
        with SessionStore(folder) as store:
            took[f"every reading of {HOURS} h", name] = timed(
                lambda _, store=store, session=session: sum(1 for _ in store.readings(session.id)), 1
            )
            took["verify", name] = timed(lambda _, store=store: list(store.verify()), 1)
    print()
    for what in dict.fromkeys(what for what, _ in took):
        clear, other = took[what, "clear"], took[what, "encrypted"]
        print(
            f"  {what}: {1000 * clear:.2f} ms in the clear, {1000 * other:.2f} ms encrypted, x {other / clear:.2f}"
        )
    began = time.perf_counter()
    encrypt(plain, KEY, keep=lambda *_: Text("nowhere"))
    print(f"  conversion of {HOURS} h, checked row by row: {time.perf_counter() - began:.1f} s")
