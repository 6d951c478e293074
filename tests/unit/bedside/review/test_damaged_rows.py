"""A session's own row that makes no sense hides neither the list of stays nor the stay that it was part of."""

import pytest

from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clock import SystemClock
from neopain.store.sqlite.database import FILE_NAME
from tests.recorded.damaged_cells import SECOND, copy_of, damage, stay_of_two

COLUMNS = ("ended_utc", "last_at", "readings", "scored", "alarms", "started_at", "started_utc", "source")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return stay_of_two(tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize("column", COLUMNS)
def test_the_stay_is_listed_and_opened_with_what_is_left(whole, tmp_path, caplog, column):
    damaged = 0
    for value in ("x", b"\xff", float("inf"), -1e300, 1e300):
        folder = copy_of(whole, tmp_path)
        if not damage(folder / FILE_NAME, "session", column, value, 0.0, "resealed"):
            continue
        damaged += 1
        review = RecordedReview(folder, SystemClock())
        [line] = [one for one in review.lines() if one.is_stay]
        assert SECOND in {part.session.id for part in review.open(line.id).parts}
    assert damaged
