"""Digests say exactly what one pass over the readings says, while recording, from the record, and after damage."""

from __future__ import annotations

import shutil
import sqlite3
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neopain.core.record import CARE_ENDED, CARE_STARTED, LIMITS, Batch
from neopain.core.score.digest import BLOCK_S, block_of, joined_gaps, sum_of
from neopain.core.sessions import LogKind
from neopain.reports.content.summary import summarise
from neopain.store.sessions import SessionStore
from tests.recorded.records import STARTED_AT, a_session, an_entry, scored, unscored

NUMBERS = ("observed_s", "scored_s", "over_lower_s", "over_upper_s", "excluded_s")


def a_course(length_s: int, step_s: float = 1.0):
    """Scores that rise and fall, a gap each five minutes, a longer one in the middle, and a hole."""
    for n in range(round(length_s / step_s)):
        at = n * step_s
        if at % 300 < 9 or length_s / 2 < at < length_s / 2 + 40:
            yield unscored(at)
        elif not length_s / 3 < at < length_s / 3 + 25:
            yield scored(at, 5.0 + 4.9 * np.sin(at / 70.0))


ENTRIES = (
    an_entry(0.0, LogKind.SETTING, LIMITS, "", lower_limit=4.0, upper_limit=6.0),
    an_entry(500.0, LogKind.STATE, CARE_STARTED),
    an_entry(790.0, LogKind.STATE, CARE_ENDED),
    an_entry(1300.0, LogKind.SETTING, LIMITS, "", lower_limit=3.0, upper_limit=5.0),
)


@pytest.fixture
def store(tmp_path):
    with SessionStore(tmp_path) as opened:
        yield opened


def record(store, readings, entries=ENTRIES, size=50):
    store.begin(a_session())
    store.append(a_session().id, (), entries)
    readings = list(readings)
    for first in range(0, len(readings), size):
        store.append(a_session().id, readings[first : first + size], ())
    return a_session()


def close(left, right):
    for name in NUMBERS:
        assert getattr(left, name) == pytest.approx(getattr(right, name), abs=1e-6), name


@pytest.mark.parametrize("step_s", [0.2, 1.0, 2.0])
def test_they_add_up_to_what_one_pass_says(store, step_s):
    session = record(store, a_course(2000, step_s))
    summary = summarise(session, store.readings(session.id), list(store.entries(session.id)))
    close(store.digests.statistics(session.id), summary.statistics)
    gaps = [one for one in joined_gaps(store.digests.blocks(session.id)).tolist() if one[1] - one[0] > 5.0]
    excluded = lambda one: 500.0 < one.start < 790.0  # noqa: E731
    found = [(round(one.start, 3), round(one.stop, 3)) for one in summary.gaps if not excluded(one)]
    assert set(found) <= {(round(one[0], 3), round(one[1], 3)) for one in gaps}


def test_blocks_are_made_while_recording(store):
    record(store, a_course(2000))
    made = store._database.execute("SELECT block FROM digest ORDER BY block")
    assert made == [(0,), (1,), (2,)]


@pytest.fixture(scope="module")
def recorded_once(tmp_path_factory):
    """A folder with the whole course in it, of which nothing is digested but what recording did."""
    folder = tmp_path_factory.mktemp("recorded")
    with SessionStore(folder) as store:
        record(store, a_course(2000))
    return folder


@settings(deadline=None, max_examples=15)
@given(st.lists(st.floats(0.0, 2000.0), min_size=1, max_size=4))
def test_cut_anywhere_the_parts_add_up(tmp_path_factory, recorded_once, cuts):
    folder = tmp_path_factory.mktemp("cut") / "copy"
    shutil.copytree(recorded_once, folder)
    with SessionStore(folder) as store:
        session = a_session()
        edges = [float("-inf"), *(STARTED_AT + cut for cut in sorted(set(cuts))), float("inf")]
        parts = [store.digests.statistics(session.id, since=low, until=high) for low, high in pairwise(edges)]
        close(sum_of(parts), store.digests.statistics(session.id))


def test_the_highest_and_the_lowest_score_are_never_lost(store):
    readings = list(a_course(1900, 0.2))
    session = record(store, readings)
    numbers = [one.smoothed for one in readings if one.smoothed is not None]
    blocks = list(store.digests.blocks(session.id, seconds=True))
    for rows in (
        np.concatenate([one.minutes for one in blocks]),
        np.concatenate([one.seconds for one in blocks]),
    ):
        assert np.nanmax(rows["high"]) == np.float32(max(numbers))
        assert np.nanmin(rows["low"]) == np.float32(min(numbers))


def test_a_damaged_digest_is_made_again(store, tmp_path):
    session = record(store, a_course(2000))
    before = store.digests.statistics(session.id)
    with sqlite3.connect(tmp_path / "neopain.sqlite3") as other:
        other.execute("UPDATE digest SET scored_s = scored_s + 100 WHERE block = 1")
        other.execute("UPDATE digest SET seconds = x'00' WHERE block = 0")
    close(store.digests.statistics(session.id), before)
    assert len(next(iter(store.digests.blocks(session.id, seconds=True))).seconds) == BLOCK_S


def test_what_is_read_back_counts(store):
    session = record(store, (one for one in a_course(2000) if not 700 < one.captured_at - STARTED_AT < 900))
    before = store.digests.statistics(session.id)
    store.merge(
        session,
        Batch(tuple(one for one in a_course(2000) if 700 < one.captured_at - STARTED_AT < 900), (), ()),
    )
    after = store.digests.statistics(session.id)
    assert after.scored_s > before.scored_s + 50
    close(after, summarise(session, store.readings(session.id), list(store.entries(session.id))).statistics)


def test_they_go_with_their_session(store):
    session = record(store, a_course(2000))
    store.end(session.id, "2026-03-29T01:30:00+00:00")
    list(store.digests.blocks(session.id))
    assert len(store._database.execute("SELECT block FROM digest")) == block_of(2000) + 1
    store.purge(session.id)
    assert not store._database.execute("SELECT block FROM digest")


def test_the_last_block_is_made_when_the_session_ends(tmp_path):
    session = a_session()
    with SessionStore(tmp_path) as store:
        store.begin(session)
        store.append(session.id, [scored(float(n)) for n in range(BLOCK_S + 100)], ())
        assert store._database.execute("SELECT count(*) FROM digest") == [(1,)]
        store.end(session.id, session.started_utc)
        assert store._database.execute("SELECT count(*) FROM digest") == [(2,)]
        whole = sum_of(one.statistics for one in store.digests.blocks(session.id))
    assert whole.scored_s == pytest.approx(BLOCK_S + 99.0, abs=6.0)


@pytest.mark.parametrize("change", ["last_at = 1e300", "started_at = -1e15", "last_at = 9e999"])
def test_a_session_that_says_it_lasted_for_ages_is_not_walked(tmp_path, change, caplog):
    session = a_session()
    with SessionStore(tmp_path) as store:
        store.begin(session)
        store.append(session.id, [scored(1.0)], [])
        store._database.execute(f"UPDATE session SET {change}")  # noqa: S608 - ours
        assert list(store.digests.blocks(session.id)) == []
    assert "it is damaged" in caplog.text
